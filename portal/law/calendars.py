"""Holidays, working days and zones of the French territories, 1990 to 2100."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from types import MappingProxyType

from portal.law.periods import LawInputError
from portal.law.reading import RULES, Record, read

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Territory:
    """Where an establishment lives: its IANA zone and its calendar of holidays."""

    id: str
    label_fr: str
    zone: str
    calendar: str
    label_en: str = ""
    clock_fr: str = ""
    clock_en: str = ""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A legal holiday; `is_local` when it is not one in the whole country."""

    fr: str
    en: str
    is_local: bool


@dataclass(frozen=True, slots=True)
class _Feast:
    month_day: tuple[int, int] | None
    easter_offset: timedelta
    holiday: Holiday


@dataclass(frozen=True, slots=True)
class _Almanac:
    feasts: Mapping[str, tuple[_Feast, ...]]
    territories: tuple[Territory, ...]
    years: range


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar, after Meeus, Jones and Butcher."""
    golden, century, in_century = year % 19, year // 100, year % 100
    leap, skipped = divmod(century, 4)
    drift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - drift + 15) % 30
    quads, rest = divmod(in_century, 4)
    weekday = (32 + 2 * skipped + 2 * quads - epact - rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int, *, territory: Territory) -> Mapping[date, str]:
    """Return the legal holidays of the year, day to French name, in order of date.

    Raises LawInputError outside the years the calendar knows.

    Source: C. trav. L.3133-1, L.3134-13, L.3422-2 ; décret n° 83-1003.
    """
    _require_year(year, field="year")
    named = _holidays(territory.calendar, year)
    return MappingProxyType({day: holiday.fr for day, holiday in named.items()})


def holiday_on(day: date, *, territory: Territory) -> Holiday | None:
    """Return the legal holiday of that day, None when it is not one."""
    return _holidays(territory.calendar, day.year).get(day)


def is_working_day(day: date, *, territory: Territory) -> bool:
    """Return whether the day is neither a holiday, a Saturday nor a Sunday.

    Source: Rég. 1182/71 art. 2 §2.
    """
    return day.weekday() < _SATURDAY and day not in _holidays(territory.calendar, day.year)


def working_day_from(day: date, *, territory: Territory) -> date:
    """Return the first working day on or after the day."""
    while not is_working_day(day, territory=territory):
        day += _DAY
    return day


def working_day_until(day: date, *, territory: Territory) -> date:
    """Return the last working day on or before the day."""
    while not is_working_day(day, territory=territory):
        day -= _DAY
    return day


def territory(id: str) -> Territory:
    """Return the territory of that id. Raises LawInputError for one that is unknown."""
    for known in TERRITORIES:
        if known.id == id:
            return known
    ids = ", ".join(known.id for known in TERRITORIES)
    raise LawInputError(f"Territoire inconnu. Donnez l’un de : {ids}.", field="territory")


def known_years() -> range:
    """Return the years that the calendar knows, in order."""
    return _almanac().years


def require_known_year(day: date, *, field: str) -> None:
    """Return nothing. Raises LawInputError for a day outside the years the calendar knows."""
    _require_year(day.year, field=field)


def _require_year(year: int, *, field: str) -> None:
    years = _almanac().years
    if year not in years:
        raise LawInputError(f"Donnez une date entre {years[0]} et {years[-1]}.", field=field)


@lru_cache(maxsize=2_048)
def _holidays(calendar: str, year: int) -> Mapping[date, Holiday]:
    sunday = easter(year)
    days: dict[date, Holiday] = {}
    for feast in _almanac().feasts[calendar]:
        day = date(year, *feast.month_day) if feast.month_day else sunday + feast.easter_offset
        days.setdefault(day, feast.holiday)
    return MappingProxyType(dict(sorted(days.items())))


@cache
def _almanac() -> _Almanac:
    document = read(RULES / "calendars.yaml")
    feasts = {record.text("id"): _feast(record) for record in document.records("holidays")}
    national = tuple(feast for feast in feasts.values() if not feast.holiday.is_local)
    almanac = _Almanac(
        feasts={
            record.text("id"): national + tuple(feasts[id] for id in record.texts("extra"))
            for record in document.records("calendars")
        },
        territories=tuple(_territory(record) for record in document.records("territories")),
        years=range(document.integer("first_year"), document.integer("last_year") + 1),
    )
    document.finish()
    return almanac


def _feast(record: Record) -> _Feast:
    month_day = None
    if record.has("month_day"):
        month, day = record.text("month_day").split("-")
        month_day = (int(month), int(day))
    offset = record.integer("easter_offset") if record.has("easter_offset") else 0
    holiday = Holiday(
        fr=record.text("fr"), en=record.text("en"), is_local=record.flag("is_local", default=False)
    )
    record.text("id")
    record.finish()
    return _Feast(month_day=month_day, easter_offset=timedelta(days=offset), holiday=holiday)


def _territory(record: Record) -> Territory:
    known = Territory(
        id=record.text("id"),
        label_fr=record.text("label_fr"),
        zone=record.text("zone"),
        calendar=record.text("calendar"),
        label_en=record.text("label_en"),
        clock_fr=record.text("clock_fr"),
        clock_en=record.text("clock_en"),
    )
    record.finish()
    return known


TERRITORIES: tuple[Territory, ...] = _almanac().territories
