"""Holidays by territory; two foreign libraries agree, or the statute that decides is named."""

from collections.abc import Iterator
from datetime import date, timedelta

import holidays as foreign
import pytest
from dateutil.easter import easter as foreign_easter

from portal.law.calendars import (
    TERRITORIES,
    easter,
    holidays,
    is_working_day,
    known_years,
    territory,
    working_day_from,
    working_day_until,
)
from portal.law.periods import LawInputError

METRO = territory("FR-METRO")

# What `holidays` says otherwise, with the statute that decides. It drops Whit Monday for the three
# years the solidarity day fell on it by default; but the day was then worked, not struck off the
# list of legal holidays.
WHIT_MONDAY = "C. trav. L.222-1 (L.3133-1), non modifié par la loi n° 2004-626, art. 2"
DIFFERENCES = {
    date(2005, 5, 16): WHIT_MONDAY,
    date(2006, 6, 5): WHIT_MONDAY,
    date(2007, 5, 28): WHIT_MONDAY,
}


def every_day(first: int, last: int) -> Iterator[date]:
    day = date(first, 1, 1)
    while day.year <= last:
        yield day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", range(1990, 2101))
def test_easter_when_any_year_then_as_dateutil(year: int) -> None:
    assert easter(year) == foreign_easter(year)


def test_holidays_when_alsace_moselle_2026_then_thirteen_days() -> None:
    found = holidays(2026, territory=territory("FR-AM-VS"))

    assert dict(found) == {
        date(2026, 1, 1): "jour de l’an",
        date(2026, 4, 3): "Vendredi saint",
        date(2026, 4, 6): "lundi de Pâques",
        date(2026, 5, 1): "fête du Travail",
        date(2026, 5, 8): "victoire de 1945",
        date(2026, 5, 14): "Ascension",
        date(2026, 5, 25): "lundi de Pentecôte",
        date(2026, 7, 14): "fête nationale",
        date(2026, 8, 15): "Assomption",
        date(2026, 11, 1): "Toussaint",
        date(2026, 11, 11): "armistice de 1918",
        date(2026, 12, 25): "Noël",
        date(2026, 12, 26): "Saint-Étienne",
    }


@pytest.mark.parametrize(
    ("territory_id", "day"),
    [
        ("FR-YT", date(2027, 4, 27)),
        ("FR-MQ", date(2026, 5, 22)),
        ("FR-GP", date(2026, 5, 27)),
        ("FR-MF", date(2026, 5, 28)),
        ("FR-GF", date(2026, 6, 10)),
        ("FR-BL", date(2026, 10, 9)),
        ("FR-RE", date(2027, 12, 20)),
    ],
)
def test_abolition_day_when_overseas_then_holiday_there_alone(territory_id: str, day: date) -> None:
    not_worked = {known.id for known in TERRITORIES if not is_working_day(day, territory=known)}

    assert not_worked == {territory_id}


def test_holidays_when_ascension_is_the_8_may_then_one_day_counted_once() -> None:
    assert holidays(2032, territory=METRO)[date(2032, 5, 6)] == "Ascension"
    assert holidays(2008, territory=METRO)[date(2008, 5, 1)] == "fête du Travail"
    assert len(holidays(2008, territory=METRO)) == 10


def test_working_day_when_easter_weekend_then_thursday_before_and_tuesday_after() -> None:
    alsace = territory("FR-AM-VS")

    assert working_day_until(date(2026, 4, 5), territory=alsace) == date(2026, 4, 2)
    assert working_day_from(date(2026, 4, 5), territory=alsace) == date(2026, 4, 7)
    assert working_day_until(date(2026, 4, 5), territory=METRO) == date(2026, 4, 3)


def test_holidays_when_metropolis_2000_to_2050_then_as_the_foreign_calendar() -> None:
    theirs = foreign.country_holidays("FR", years=range(2000, 2051))

    differing = [
        day
        for day in every_day(2000, 2050)
        if (day in theirs) != (day in holidays(day.year, territory=METRO))
    ]

    assert differing == sorted(DIFFERENCES)


def test_holidays_when_alsace_moselle_2000_to_2050_then_as_the_foreign_calendar() -> None:
    theirs = foreign.country_holidays("FR", subdiv="57", years=range(2000, 2051))
    alsace = territory("FR-AM-VS")

    differing = [
        day
        for day in every_day(2000, 2050)
        if (day in theirs) != (day in holidays(day.year, territory=alsace))
    ]

    assert differing == sorted(DIFFERENCES)


@pytest.mark.parametrize("year", [1989, 2101])
def test_holidays_when_year_is_out_of_range_then_refused(year: int) -> None:
    with pytest.raises(LawInputError, match="entre 1990 et 2100"):
        holidays(year, territory=METRO)


def test_territory_when_unknown_then_the_known_ones_are_named() -> None:
    with pytest.raises(LawInputError, match="FR-METRO, FR-AM, FR-AM-VS") as refusal:
        territory("FR-IDF")

    assert refusal.value.field == "territory"


def test_known_years_when_asked_then_1990_to_2100() -> None:
    assert (known_years()[0], known_years()[-1]) == (1990, 2100)
