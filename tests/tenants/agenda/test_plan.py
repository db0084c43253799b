"""Ladders laid out by hand: facts, then every alert expected, in UTC."""

import pytest

from tests.tenants.agenda.planning import facts, lines


def test_plan_when_a_request_is_due_on_a_monday_then_gentle_rungs_leave_the_week_end() -> None:
    given = facts("2026-03-02 23:00", "2026-03-02", "2026-02-02 09:00")

    planned = lines("R-ART12-1M", "FR-METRO", given)

    assert planned == [
        "2026-02-02 09:00 opened dpo",
        "2026-02-13 07:00 J-15 dpo",
        "2026-02-23 07:00 J-7 dpo manager",
        "2026-02-27 07:00 J-3 dpo manager",
        "2026-03-01 07:00 J-1! dpo lead manager",
        "2026-03-02 07:00 J-0! dpo lead manager",
        "2026-03-03 07:00 J+1! dpo lead manager",
        "2026-03-09 07:00 J+7! dpo lead",
    ]


def test_plan_when_the_clocks_change_then_the_morning_stays_eight_o_clock() -> None:
    given = facts("2026-03-30 22:00", "2026-03-30", "2026-03-20 16:40")

    planned = lines("R-ART12-1M", "FR-METRO", given)

    assert planned == [
        "2026-03-20 16:40 opened dpo",
        "2026-03-23 07:00 J-7 dpo manager",
        "2026-03-27 07:00 J-3 dpo manager",
        "2026-03-29 06:00 J-1! dpo lead manager",
        "2026-03-30 06:00 J-0! dpo lead manager",
        "2026-03-31 06:00 J+1! dpo lead manager",
        "2026-04-06 06:00 J+7! dpo lead",
    ]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        # Easter Monday is off everywhere: the Friday before it.
        ("FR-METRO", ["2026-04-02 06:00 J-7 dpo manager", "2026-04-03 06:00 J-3 dpo manager"]),
        # Where Good Friday is off too, J-3 joins J-7 on the Thursday: one alert, which says J-3.
        ("FR-AM-VS", ["2026-04-02 06:00 J-3 dpo manager"]),
    ],
)
def test_plan_when_a_rung_falls_on_a_holiday_monday_then_it_comes_before(
    place: str, expected: list[str]
) -> None:
    given = facts("2026-04-09 22:00", "2026-04-09", "2026-04-01 09:00")

    planned = lines("R-ART12-1M", place, given)

    assert planned[1:-4] == expected


@pytest.mark.parametrize(
    ("place", "due_at", "expected"),
    [
        ("FR-METRO", "2026-05-25 22:00", "2026-05-22 06:00 J-3 dpo manager"),
        # 22 May is off in Martinique (abolition of slavery): the Thursday, at 8 h there.
        ("FR-MQ", "2026-05-26 04:00", "2026-05-21 12:00 J-3 dpo manager"),
        ("FR-RE", "2026-05-25 20:00", "2026-05-22 04:00 J-3 dpo manager"),
        ("FR-GF", "2026-05-26 03:00", "2026-05-22 11:00 J-3 dpo manager"),
    ],
)
def test_plan_when_overseas_then_the_morning_and_the_days_off_are_those_of_the_place(
    place: str, due_at: str, expected: str
) -> None:
    given = facts(due_at, "2026-05-25", "2026-05-19 15:00")

    planned = lines("R-CSP-8J", place, given)

    assert [line for line in planned if "J-3" in line] == [expected]


def test_plan_when_a_breach_runs_over_a_change_of_clocks_then_hours_are_elapsed() -> None:
    given = facts("2026-03-31 10:30", None, "2026-03-28 10:45")

    planned = lines("R-ART33-72H", "FR-METRO", given)

    # Told on a Saturday: no business hour is left to tell it earlier.
    assert planned == [
        "2026-03-28 10:45 opened dpo lead",
        "2026-03-28 14:30 H-68 dpo",
        "2026-03-29 10:30 H-48 dpo manager",
        "2026-03-30 10:30 H-24 dpo lead manager",
        "2026-03-30 22:30 H-12! dpo lead manager",
        "2026-03-31 06:30 H-4! dpo lead manager",
        "2026-03-31 11:30 H+1! dpo lead manager",
        "2026-04-01 10:30 H+24! dpo lead manager",
    ]


def test_plan_when_recorded_late_in_the_period_then_rungs_already_past_are_left_out() -> None:
    given = facts("2028-02-29 23:00", "2028-02-29", "2028-02-28 07:00")

    planned = lines("R-ART12-1M", "FR-METRO", given)

    assert planned == [
        "2028-02-28 07:00 opened dpo",
        "2028-02-29 07:00 J-0! dpo lead manager",
        "2028-03-01 07:00 J+1! dpo lead manager",
        "2028-03-07 07:00 J+7! dpo lead",
    ]


def test_plan_when_already_late_then_everyone_is_told_at_once() -> None:
    given = facts("2026-03-02 23:00", "2026-03-02", "2026-03-04 10:00")

    planned = lines("R-ART12-1M", "FR-METRO", given)

    assert planned == [
        "2026-03-04 10:00 late! dpo lead manager",
        "2026-03-09 07:00 J+7! dpo lead",
    ]


def test_plan_when_acknowledged_then_only_the_final_rungs_remain() -> None:
    given = facts("2026-03-02 23:00", "2026-03-02", "2026-02-02 09:00", is_acknowledged=True)

    planned = lines("R-ART12-1M", "FR-METRO", given)

    assert planned == [
        "2026-03-01 07:00 J-1! dpo lead manager",
        "2026-03-02 07:00 J-0! dpo lead manager",
        "2026-03-03 07:00 J+1! dpo lead manager",
        "2026-03-09 07:00 J+7! dpo lead",
    ]


def test_plan_when_moved_then_the_opening_stays_and_the_rest_starts_from_the_move() -> None:
    given = facts(
        "2026-04-30 22:00", "2026-04-30", "2026-02-02 09:00", planned_at="2026-04-22 12:00"
    )

    planned = lines("R-ART12-EXT", "FR-METRO", given)

    assert planned == [
        "2026-02-02 09:00 opened dpo",
        "2026-04-23 06:00 J-7 dpo manager",
        "2026-04-27 06:00 J-3 dpo manager",
        "2026-04-29 06:00 J-1! dpo lead manager",
        "2026-04-30 06:00 J-0! dpo lead manager",
        "2026-05-01 06:00 J+1! dpo lead manager",
        "2026-05-07 06:00 J+7! dpo lead",
    ]


def test_plan_when_the_rule_has_no_ladder_then_the_default_one_is_climbed() -> None:
    given = facts("2026-06-30 22:00", "2026-06-30", "2026-06-26 09:00")

    planned = lines("R-NO-LADDER", "FR-METRO", given)

    assert planned[0] == "2026-06-26 09:00 opened dpo"
    assert planned[1] == "2026-06-29 06:00 J-1! dpo lead manager"


def test_plan_when_an_hour_clock_meets_day_rungs_then_none_falls_after_the_end() -> None:
    given = facts("2026-06-30 05:00", None, "2026-06-28 09:00")

    planned = lines("R-NO-LADDER", "FR-METRO", given)

    assert planned[:3] == [
        "2026-06-28 09:00 opened dpo",
        "2026-06-29 06:00 J-1! dpo lead manager",
        "2026-07-01 06:00 J+1! dpo lead manager",
    ]
