"""The clocks that need no more than their rule: what they refuse, and the reading not retained."""

from datetime import date, datetime

import pytest

from portal.law.article12 import article12_clock
from portal.law.calendars import territory
from portal.law.clocks import civil_clock, elapsed_clock
from portal.law.periods import LawInputError

METRO = territory("FR-METRO")
INSTANT = datetime.fromisoformat("2026-03-10T14:20+01:00")


@pytest.mark.parametrize(
    ("rule_id", "field"),
    [("R-NIS2-24H", "on"), ("R-ART34", "rule_id"), ("R-NONE", "rule_id")],
)
def test_civil_clock_when_the_rule_counts_no_days_then_refused(rule_id: str, field: str) -> None:
    with pytest.raises(LawInputError) as refusal:
        civil_clock(rule_id, on=date(2026, 3, 10), territory=METRO)

    assert refusal.value.field == field


def test_elapsed_clock_when_the_rule_counts_days_then_refused() -> None:
    with pytest.raises(LawInputError) as refusal:
        elapsed_clock("R-ART36-8W", at=INSTANT, territory=METRO)

    assert refusal.value.field == "at"


def test_civil_clock_when_the_year_is_out_of_range_then_refused() -> None:
    with pytest.raises(LawInputError) as refusal:
        civil_clock("R-DPIA-3Y", on=date(1989, 12, 31), territory=METRO)

    assert refusal.value.field == "on"


def test_national_reading_when_a_local_holiday_moves_the_date_then_told() -> None:
    due = article12_clock(
        received_at=datetime.fromisoformat("2024-02-29T10:00+01:00"),
        territory=territory("FR-AM-VS"),
    )

    assert due.on == date(2024, 4, 2)
    assert [step.on for step in due.alternatives] == [date(2024, 3, 29)]
    assert "Vendredi saint" in due.alternatives[0].fr


def test_national_reading_when_a_national_day_moves_the_date_then_silent() -> None:
    due = article12_clock(
        received_at=datetime.fromisoformat("2026-03-05T10:00+04:00"),
        territory=territory("FR-RE"),
    )

    assert due.on == date(2026, 4, 7)
    assert due.alternatives == ()
