"""Calendar arithmetic: months and years are never 30 or 365 days."""

from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime

import pytest

from portal.law.periods import (
    Due,
    LawInputError,
    Period,
    Step,
    Unit,
    civil_end,
    elapsed_end,
    end_of_day,
    require_aware,
    start_of_day,
)

INSTANT = datetime.fromisoformat("2026-03-28T12:00+01:00")


@pytest.mark.parametrize(
    ("start", "value", "unit", "end"),
    [
        ("2026-01-31", 1, Unit.MONTH, "2026-02-28"),
        ("2024-01-31", 1, Unit.MONTH, "2024-02-29"),
        ("2025-02-28", 1, Unit.MONTH, "2025-03-28"),
        ("2026-10-31", 1, Unit.MONTH, "2026-11-30"),
        ("2026-11-30", 3, Unit.MONTH, "2027-02-28"),
        ("2026-12-15", 1, Unit.MONTH, "2027-01-15"),
        ("2026-11-15", 1, Unit.MONTH, "2026-12-15"),
        ("2024-02-29", 1, Unit.YEAR, "2025-02-28"),
        ("2024-02-29", 4, Unit.YEAR, "2028-02-29"),
        ("2100-02-28", 1, Unit.DAY, "2100-03-01"),
        ("2026-02-03", 8, Unit.WEEK, "2026-03-31"),
        ("2026-12-24", 8, Unit.DAY, "2027-01-01"),
    ],
)
def test_civil_period_when_counted_then_its_last_day(
    start: str, value: int, unit: Unit, end: str
) -> None:
    found = civil_end(date.fromisoformat(start), Period(value, unit))

    assert found == date.fromisoformat(end)


def test_hours_when_counted_as_days_or_days_as_hours_then_refused() -> None:
    with pytest.raises(ValueError, match=r"^a period in hours has no civil end$"):
        civil_end(date(2026, 1, 1), Period(72, Unit.HOUR))
    with pytest.raises(ValueError, match=r"^only a period in hours is elapsed time$"):
        elapsed_end(INSTANT, Period(1, Unit.DAY))


def test_result_when_computed_then_nobody_can_change_it() -> None:
    step = Step(fr="Fait.", en="Done.", rule_id="R-ART12-1M")
    due = Due(
        rule_id="R-ART12-1M", starts_at=INSTANT, at=INSTANT, steps=(step,), sources=(), zone="UTC"
    )

    for frozen, name in ((Period(1, Unit.DAY), "value"), (step, "fr"), (due, "rule_id")):
        with pytest.raises(FrozenInstanceError):
            setattr(frozen, name, None)
    assert due.legal_limit_at is None


def test_instant_when_naive_then_told_how_to_write_it() -> None:
    with pytest.raises(LawInputError) as refusal:
        require_aware(datetime(2026, 1, 31, 10, 0), field="received_at")  # noqa: DTZ001

    assert str(refusal.value) == (
        "Donnez la date et l’heure avec leur décalage UTC, par exemple 2026-01-31T10:00+01:00."
    )
    assert require_aware(INSTANT, field="received_at").tzinfo is UTC


def test_elapsed_hours_when_clocks_change_then_an_hour_later_on_the_dial() -> None:
    assert elapsed_end(INSTANT, Period(24, Unit.HOUR)) == datetime.fromisoformat(
        "2026-03-29T13:00+02:00"
    )


def test_day_when_it_has_23_hours_then_its_two_midnights_are_local() -> None:
    day = date(2026, 3, 29)

    assert start_of_day(day, zone="Europe/Paris") == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert end_of_day(day, zone="Europe/Paris") == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert end_of_day(day, zone="Indian/Reunion") == datetime(2026, 3, 29, 20, tzinfo=UTC)
