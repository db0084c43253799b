"""When a digest leaves: eight in the morning where the person works. Pure."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.law.calendars import Territory, is_working_day, working_day_from
from tenants.agenda.models import Digest

_MORNING = time(8, 0)
_DAY = timedelta(days=1)
# Everybody's digest at 08:00 sharp would be one burst: each person has a minute of their own.
_SPREAD_SECONDS = 15 * 60


def next_run(
    *, cadence: Digest.Cadence, territory: Territory, person_id: int, after: datetime
) -> datetime:
    """Return the UTC instant of the first digest strictly after `after`.

    Daily: every working day at 08:00 in the territory's zone; weekly, and for a person who asked
    for none, on Monday, or on the first working day after a Monday that is a holiday. Up to 15
    minutes later, always the same for one person.
    """
    zone = ZoneInfo(territory.zone)
    day = after.astimezone(zone).date() - _DAY
    while True:
        if _is_day(day, cadence=cadence, territory=territory):
            local = datetime.combine(day, _MORNING, tzinfo=zone)
            run = local.astimezone(UTC) + timedelta(seconds=_delay(person_id))
            if run > after:
                return run
        day += _DAY


def _is_day(day: date, *, cadence: Digest.Cadence, territory: Territory) -> bool:
    if cadence == Digest.Cadence.DAILY:
        return is_working_day(day, territory=territory)
    monday = day - timedelta(days=day.weekday())
    return working_day_from(monday, territory=territory) == day


def _delay(person_id: int) -> int:
    seed = hashlib.sha256(f"digest {person_id}".encode()).digest()
    return int.from_bytes(seed[:4]) % _SPREAD_SECONDS
