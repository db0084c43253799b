"""Periods of law and what a computation gives back. Months and years are calendar arithmetic."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from portal.law.sources import Source


class LawInputError(ValueError):
    """An impossible fact. `field` names it; the message says, in French, what to give instead."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class Unit(StrEnum):
    """What a period is counted in. Hours are elapsed; all others are civil."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as the law states it: one month, eight days, 72 hours."""

    value: int
    unit: Unit


class Extension(StrEnum):
    """What became of the two further months of art. 12 §3."""

    NONE = "none"
    VALID = "valid"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of the reasoning, French and English, fit for a letter.

    `on` is the civil day it arrives at, `at` the UTC instant; both are None for a plain remark.
    """

    fr: str
    en: str
    rule_id: str
    on: date | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a period ends, and why.

    `starts_at`, `at`, `not_before` and `legal_limit_at` are UTC instants. Days are civil days of
    `zone`. For a period in days `at` is the local midnight that ends the day `on`; for a period in
    hours `on` is None. `steps` arrive, in order, at the result. `alternatives` are the readings
    not retained. `is_final` is False while a suspension runs without answer: `on` is then the date
    without that suspension. `notice_by` is the last day to tell the person (of the extension; of
    the two months of the medical record).
    """

    rule_id: str
    starts_at: datetime
    at: datetime
    on: date | None = None
    not_before: datetime | None = None
    nominal_on: date | None = None
    operational_on: date | None = None
    legal_limit_at: datetime | None = None
    is_final: bool = True
    steps: tuple[Step, ...]
    sources: tuple[Source, ...]
    zone: str
    alternatives: tuple[Step, ...] = ()
    extension: Extension = Extension.NONE
    notice_by: date | None = None
    suspended_days: int = 0


def civil_end(day: date, period: Period) -> date:
    """Return the last day of a civil period whose event falls on `day`, before any roll.

    Weeks end on the same weekday, months and years on the same date, else on the last day of the
    month. Raises ValueError for hours.

    Source: Rég. 1182/71 art. 3 §1 et §2 ; CPC art. 641.
    """
    if period.unit is Unit.DAY:
        return day + timedelta(days=period.value)
    if period.unit is Unit.WEEK:
        return day + timedelta(weeks=period.value)
    if period.unit is Unit.MONTH:
        return _months_after(day, period.value)
    if period.unit is Unit.YEAR:
        return _months_after(day, 12 * period.value)
    raise ValueError("a period in hours has no civil end")


def elapsed_end(instant: datetime, period: Period) -> datetime:
    """Return the UTC instant at which a period in hours ends. Raises ValueError for other units."""
    if period.unit is not Unit.HOUR:
        raise ValueError("only a period in hours is elapsed time")
    return instant.astimezone(UTC) + timedelta(hours=period.value)


def end_of_day(day: date, *, zone: str) -> datetime:
    """Return the UTC instant of the local midnight that ends the civil day."""
    return start_of_day(day + timedelta(days=1), zone=zone)


@lru_cache(maxsize=16_384)
def start_of_day(day: date, *, zone: str) -> datetime:
    """Return the UTC instant of the local midnight that begins the civil day."""
    return datetime.combine(day, time(), tzinfo=_zone(zone)).astimezone(UTC)


def local(instant: datetime, *, zone: str) -> datetime:
    """Return the instant as the clocks of the zone show it."""
    return instant.astimezone(_zone(zone))


def require_aware(instant: datetime, *, field: str) -> datetime:
    """Return the instant in UTC. Raises LawInputError when it has no UTC offset."""
    refuse_naive(instant, field=field)
    return instant.astimezone(UTC)


def refuse_naive(instant: datetime, *, field: str) -> None:
    """Return nothing. Raises LawInputError when the instant has no UTC offset."""
    if instant.utcoffset() is None:
        raise LawInputError(
            "Donnez la date et l’heure avec leur décalage UTC, par exemple 2026-01-31T10:00+01:00.",
            field=field,
        )


@cache
def _zone(name: str) -> ZoneInfo:
    # ZoneInfo keeps eight zones alive; the territories have ten, and reading one costs 100 µs.
    return ZoneInfo(name)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
