"""From a deadline to its alerts: pure, so that it can be computed again and compared."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.law.calendars import Territory, is_working_day
from tenants.agenda.ladders import LATE, OPENED, REMINDER, Audience, Ladder, Rung

_ONE_DAY = timedelta(days=1)
_LAST_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DeadlineFacts:
    """What the plan depends on: UTC instants, and the civil day for a clock counted in days.

    `opened_at` is when the clock was recorded, `planned_at` when its ladder was last laid out,
    `snoozed_until` when the person who put it off is reminded.
    """

    due_at: datetime
    due_on: date | None
    opened_at: datetime
    planned_at: datetime
    is_acknowledged: bool
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlannedAlert:
    """One alert to one audience at a UTC instant."""

    rung: str
    audience: Audience
    due_at: datetime
    is_final: bool


def plan(facts: DeadlineFacts, *, ladder: Ladder, territory: Territory) -> tuple[PlannedAlert, ...]:
    """Return the alerts of an open deadline, the earliest first.

    1. The rung "opened" at `opened_at`; every rung of the ladder at its own instant.
    2. Rungs already past at `planned_at` are left out; a period already over then gets "late",
       at once.
    3. Two rungs at one instant for one audience are one alert: the later rung, which says more.
    4. Once acknowledged, only the final ones remain.
    5. Put off, it comes back as the rung "reminder" to the one who put it off.
    """
    reminders = [
        PlannedAlert(REMINDER, Audience.SNOOZER, until, is_final=False)
        for until in [facts.snoozed_until]
        if until is not None
    ]
    at_once = [
        PlannedAlert(OPENED, audience, facts.opened_at, is_final=False)
        for audience in ladder.opened
    ]
    if facts.due_at <= facts.planned_at:
        at_once += [
            PlannedAlert(LATE, audience, facts.planned_at, is_final=True)
            for audience in ladder.late
        ]
    ahead = [
        PlannedAlert(rung.name, audience, at, is_final=rung.is_final)
        for rung in ladder.rungs
        for at in [_instant(rung, facts=facts, ladder=ladder, territory=territory)]
        if at > facts.planned_at and (rung.before < 0 or at < facts.due_at)
        for audience in rung.audiences
    ]
    alone = {(alert.audience, alert.due_at): alert for alert in (*at_once, *ahead, *reminders)}
    kept = [alert for alert in alone.values() if alert.is_final or not facts.is_acknowledged]
    return tuple(sorted(kept, key=lambda alert: alert.due_at))


def next_rung_at(
    facts: DeadlineFacts, *, ladder: Ladder, territory: Territory, after: datetime
) -> datetime | None:
    """Return the UTC instant of the first rung of the ladder after `after`, for any audience."""
    alerts = plan(facts, ladder=ladder, territory=territory)
    ahead = (one.due_at for one in alerts if one.audience != Audience.SNOOZER)
    return min((at for at in ahead if at > after), default=None)


def _instant(rung: Rung, *, facts: DeadlineFacts, ladder: Ladder, territory: Territory) -> datetime:
    """Return the UTC instant of `rung`.

    Hours are elapsed, at any time of day. Days are civil ones in the territory's zone, in the
    morning; a gentle rung that falls on a day off comes on the working day before.
    """
    if rung.unit == "hours":
        return facts.due_at - timedelta(hours=rung.before)
    zone = ZoneInfo(territory.zone)
    # A period counted in days ends at the midnight that closes its last day: the tick before is
    # still on that day.
    last_day = facts.due_on or (facts.due_at - _LAST_TICK).astimezone(zone).date()
    day = last_day - timedelta(days=rung.before)
    while not rung.is_final and not is_working_day(day, territory=territory):
        day -= _ONE_DAY
    return datetime.combine(day, ladder.morning, tzinfo=zone).astimezone(ZoneInfo("UTC"))
