"""The hours at which people may be told gently: pure, in the zone of a territory."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.law.calendars import Territory, is_working_day, working_day_from, working_day_until

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """Monday to Friday from `morning` to `evening` inclusive, without the territory's holidays."""

    morning: time
    evening: time
    territory: Territory

    def local(self, at: datetime) -> datetime:
        """Return the instant in the territory's zone."""
        return at.astimezone(ZoneInfo(self.territory.zone))

    def morning_of(self, day: date) -> datetime:
        """Return the UTC instant of the morning of a civil day, working or not."""
        return self._instant(day, self.morning)

    def hold(self, at: datetime) -> bool:
        """Return whether the instant falls in business hours."""
        local = self.local(at)
        is_open = self.morning <= local.time() <= self.evening
        return is_open and is_working_day(local.date(), territory=self.territory)

    def last_before(self, at: datetime) -> datetime:
        """Return the last UTC instant of business hours up to `at`."""
        if self.hold(at):
            return at
        local = self.local(at)
        # Before the morning, the day has had no business hour yet.
        day = local.date() if local.time() > self.evening else local.date() - _ONE_DAY
        return self._instant(working_day_until(day, territory=self.territory), self.evening)

    def first_after(self, at: datetime) -> datetime:
        """Return the first UTC instant of business hours from `at` on: a morning, or itself."""
        if self.hold(at):
            return at
        local = self.local(at)
        day = local.date() if local.time() < self.morning else local.date() + _ONE_DAY
        return self._instant(working_day_from(day, territory=self.territory), self.morning)

    def _instant(self, day: date, hour: time) -> datetime:
        local = datetime.combine(day, hour, tzinfo=ZoneInfo(self.territory.zone))
        return local.astimezone(UTC)
