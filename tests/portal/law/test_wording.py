"""How lengths and days are written."""

from datetime import date, datetime

import pytest

from portal.law.calendars import territory
from portal.law.periods import Period, Unit
from portal.law.wording import Wording, civil, days, length, moment, of, why_not_working


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(1, Unit.MONTH), Wording("un mois", "one month")),
        (Period(2, Unit.MONTH), Wording("deux mois", "two months")),
        (Period(1, Unit.HOUR), Wording("une heure", "one hour")),
        (Period(1, Unit.WEEK), Wording("une semaine", "one week")),
        (Period(9, Unit.WEEK), Wording("neuf semaines", "nine weeks")),
        (Period(10, Unit.DAY), Wording("10\u00a0jours", "10 days")),
        (Period(1, Unit.YEAR), Wording("un an", "one year")),
        (Period(20, Unit.YEAR), Wording("20\u00a0ans", "20 years")),
    ],
)
def test_length_when_written_then_words_under_ten(period: Period, words: Wording) -> None:
    assert length(period) == words


def test_days_when_counted_then_singular_and_plural_of_each_language() -> None:
    assert days(0) == Wording("0\u00a0jour", "0 days")
    assert days(1) == Wording("1\u00a0jour", "1 day")
    assert days(2) == Wording("2\u00a0jours", "2 days")


def test_of_when_before_a_vowel_then_elided() -> None:
    assert (of("un mois"), of("huit jours")) == ("d’un mois", "de huit jours")


def test_first_of_the_month_when_written_then_1er() -> None:
    assert civil(date(2026, 5, 1)) == Wording("1er mai 2026", "1 May 2026")


def test_moment_when_overseas_then_its_own_clock() -> None:
    instant = datetime.fromisoformat("2026-03-01T02:05:00+00:00")

    assert moment(instant, territory=territory("FR-GP")) == Wording(
        "samedi 28 février 2026 à 22\u00a0h\u00a005 (heure de Guadeloupe)",
        "Saturday 28 February 2026 at 22:05 (Guadeloupe time)",
    )


def test_day_when_a_saturday_and_a_holiday_then_both_are_said() -> None:
    assert why_not_working(date(2026, 8, 15), territory=territory("FR-METRO")) == Wording(
        "le 15 août 2026 est un samedi et férié (Assomption)",
        "15 August 2026 is a Saturday and a holiday (Assumption Day)",
    )
