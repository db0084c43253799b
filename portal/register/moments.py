"""« Le registre au… »: a civil day written in the address, and the instant it ends."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import Http404

from portal.instants import NoSuchTime, to_local, to_utc, zone_of
from tenants.directory.access import EstablishmentRequest

FIRST_YEAR = 2018


@dataclass(frozen=True, slots=True)
class Moment:
    """A civil day of the establishment; `instant`, UTC, is its last microsecond, or now."""

    day: date
    instant: datetime
    is_today: bool


def moment_of(request: EstablishmentRequest) -> Moment | None:
    """Return the day asked for as `?au=2026-03-01`, None without one; 404 for what is no day."""
    asked = request.GET.get("au", "")
    if not asked:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise Http404 from None
    zone = zone_of(request.establishment)
    if day.year < FIRST_YEAR or day > to_local(request.now, zone=zone).date():
        raise Http404
    return moment_at(day, zone=zone, now=request.now)


def moment_at(day: date, *, zone: str, now: datetime) -> Moment:
    """Return the end of a civil day of `zone` that is not to come."""
    if day == to_local(now, zone=zone).date():
        return Moment(day, now, is_today=True)
    return Moment(day, end_of(day, zone=zone), is_today=False)


def end_of(day: date, *, zone: str) -> datetime:
    """Return the last microsecond of a civil day, UTC."""
    midnight = datetime.combine(day + timedelta(days=1), time())
    try:
        after = to_utc(midnight, zone=zone)
    except NoSuchTime:
        # Where the clocks go forward at midnight, the day begins an hour later on the wall.
        after = to_utc(midnight + timedelta(hours=1), zone=zone)
    return after - timedelta(microseconds=1)
