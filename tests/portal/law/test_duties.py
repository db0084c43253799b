"""Duties that come round: days typed by hand from a paper calendar."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.law import duties
from portal.law.calendars import territory
from portal.law.catalogue import catalogue
from portal.law.duties import duty_clock, kinds, next_round, rule_of, usual_duties
from portal.law.periods import LawInputError
from portal.law.reading import RULES, LawDataError


@pytest.mark.parametrize(
    ("first_on", "every_months", "after", "expected"),
    [
        # One year later, the same date.
        (date(2026, 3, 15), 12, date(2026, 3, 15), date(2027, 3, 15)),
        # The 31st: last day of February, then the 31st again, then the last day of April.
        (date(2026, 1, 31), 1, date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28), date(2026, 3, 31)),
        (date(2026, 1, 31), 1, date(2026, 3, 31), date(2026, 4, 30)),
        # 29 February comes back in the leap year.
        (date(2028, 2, 29), 12, date(2028, 2, 29), date(2029, 2, 28)),
        (date(2028, 2, 29), 12, date(2031, 2, 28), date(2032, 2, 29)),
        # 2100 is not a leap year; neither is it for a duty of every four years.
        (date(2088, 2, 29), 48, date(2096, 2, 29), date(2100, 2, 28)),
        # Across the end of the year, every six months.
        (date(2026, 8, 31), 6, date(2026, 8, 31), date(2027, 2, 28)),
        # Rounds missed are left behind: the first day after.
        (date(2024, 1, 31), 12, date(2026, 3, 15), date(2027, 1, 31)),
        # On the very day of a round, the next one.
        (date(2024, 1, 31), 12, date(2026, 1, 31), date(2027, 1, 31)),
        # Before the series starts, its first day.
        (date(2026, 6, 1), 36, date(2025, 1, 1), date(2026, 6, 1)),
    ],
)
def test_next_round_when_a_round_is_over_then_the_next_of_the_series(
    first_on: date, every_months: int, after: date, expected: date
) -> None:
    assert next_round(first_on=first_on, every_months=every_months, after=after) == expected


def test_next_round_when_less_than_a_month_then_refused() -> None:
    with pytest.raises(LawInputError):
        next_round(first_on=date(2026, 1, 1), every_months=0, after=date(2026, 1, 1))


def test_clock_when_the_day_is_a_sunday_holiday_then_not_moved() -> None:
    # Sunday 1 November 2026, in Martinique (four hours behind UTC): it ends at the local midnight.
    due = duty_clock(
        "R-DUTY-CERTIFICATE",
        due_on=date(2026, 11, 1),
        days_ahead=90,
        territory=territory("FR-MQ"),
    )

    assert due.on == date(2026, 11, 1)
    assert due.at == datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
    assert due.starts_at == datetime(2026, 8, 3, 4, 0, tzinfo=UTC)
    assert due.rule_id == "R-DUTY-CERTIFICATE"
    assert due.steps[-1].fr == (
        "Date fixée par l’établissement\u00a0: dimanche 1er novembre 2026."
        " Elle n’est jamais reportée."
    )


def test_clock_when_the_year_is_unknown_then_refused() -> None:
    with pytest.raises(LawInputError):
        duty_clock(
            "R-DUTY-VISIT",
            due_on=date(1890, 1, 1),
            days_ahead=30,
            territory=territory("FR-METRO"),
        )


def test_rules_when_no_text_sets_the_date_then_their_nature_says_so() -> None:
    natures = {rule.id: rule.nature for rule in catalogue() if rule.nature != "law"}

    assert natures == {
        "R-DUTY-REVIEW": "practice",
        "R-DUTY-CONTRACT": "contract",
        "R-DUTY-CERTIFICATE": "contract",
        "R-DUTY-TRAINING": "practice",
        "R-DUTY-REPORT": "practice",
        "R-DUTY-VISIT": "practice",
    }


def test_kinds_when_listed_then_each_has_its_rule() -> None:
    assert {kind: rule_of(kind) for kind in kinds()} == {
        "review": "R-DUTY-REVIEW",
        "contract": "R-DUTY-CONTRACT",
        "certificate": "R-DUTY-CERTIFICATE",
        "dpia": "R-DPIA-3Y",
        "training": "R-DUTY-TRAINING",
        "annual_report": "R-DUTY-REPORT",
        "dpo_visit": "R-DUTY-VISIT",
    }


def test_usual_when_the_type_differs_then_so_do_the_duties() -> None:
    always = [
        "register-review",
        "staff-training",
        "annual-report",
        "dpo-visit",
        "hosting-certificate",
        "software-contract",
    ]

    assert [duty.id for duty in usual_duties("infirmier")] == always
    assert [duty.id for duty in usual_duties("pharmacie")] == [*always, "camera-review"]
    assert [duty.id for duty in usual_duties("ehpad")] == [
        *always,
        "care-dpia",
        "camera-review",
        "access-review",
    ]


def test_usual_when_its_date_is_on_paper_then_no_cadence_is_guessed() -> None:
    assert [duty.id for duty in usual_duties("ehpad") if duty.every_months is None] == [
        "hosting-certificate",
        "software-contract",
    ]


@given(
    first_on=st.dates(min_value=date(2000, 1, 1), max_value=date(2050, 12, 31)),
    every_months=st.integers(min_value=1, max_value=120),
    after=st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31)),
)
def test_next_round_when_any_then_after_the_day_and_on_the_series(
    first_on: date, every_months: int, after: date
) -> None:
    found = next_round(first_on=first_on, every_months=every_months, after=after)

    months = 12 * (found.year - first_on.year) + found.month - first_on.month
    assert found > after
    assert months >= 0
    assert months % every_months == 0
    # The same date, or the last day of a month that has no such date.
    assert found.day == first_on.day or (
        found.day < first_on.day and (found + timedelta(days=1)).day == 1
    )
    # None of the series lies between: the round before is not after the day.
    if months:
        before = 12 * first_on.year + first_on.month - 1 + months - every_months
        assert (before // 12, before % 12 + 1) <= (after.year, after.month)


def test_kinds_when_one_names_a_rule_that_does_not_exist_then_refused_by_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (RULES / "usual-duties.yaml").read_text(encoding="utf-8")
    (tmp_path / "usual-duties.yaml").write_text(text.replace("R-DPIA-3Y", "R-NOWHERE", 1), "utf-8")
    monkeypatch.setattr("portal.law.duties.RULES", tmp_path)
    duties._duties.cache_clear()

    with pytest.raises(
        LawDataError, match=r"usual-duties\.yaml.*une règle du catalogue est attendue"
    ):
        kinds()

    duties._duties.cache_clear()
