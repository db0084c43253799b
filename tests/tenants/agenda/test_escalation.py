"""Who is told that nobody answered, put off and suspended deadlines: every alert, in UTC."""

from tests.tenants.agenda.planning import alerts, escalated, facts, lines, written


def test_plan_when_nobody_answers_then_the_chain_is_told_one_after_the_other() -> None:
    given = facts("2026-03-02 23:00", "2026-03-02", "2026-02-02 09:00")

    assert escalated("R-ART12-1M", "FR-METRO", given) == [
        "2026-02-03 09:00 E1opened deputy",
        "2026-02-04 09:00 E2opened manager",
        "2026-02-05 09:00 E3opened lead",
        # J-15 came on Friday 13 February: the deputy is told on Monday, not on Saturday.
        "2026-02-16 07:00 E1J-15 deputy",
        "2026-02-17 07:00 E2J-15 manager",
        "2026-02-18 07:00 E3J-15 lead",
        # J-7 tells the manager already.
        "2026-02-24 07:00 E1J-7 deputy",
        "2026-02-25 07:00 E2J-7 lead",
        # J-3 came on Friday 27: Monday would be after J-1, so Saturday all the same.
        "2026-02-28 07:00 E1J-3 deputy",
        # J-1 is followed by J-0 after 24 h; J-0 is inside the last 24 h: after two hours.
        "2026-03-02 09:00 E1J-0 deputy",
    ]


def test_plan_when_a_breach_is_left_unanswered_then_nights_and_week_ends_count() -> None:
    # Known on Friday 27 March at 15:00 in Paris, recorded at 15:10; the clocks change on Sunday.
    given = facts("2026-03-30 14:00", None, "2026-03-27 14:10")

    assert lines("R-ART33-72H", "FR-METRO", given) == [
        "2026-03-27 14:10 opened dpo lead",
        # H-68 comes at 19:00 sharp, still a business hour. H-48 brought back to it would leave
        # the week-end silent: it keeps its own instant, and H-24 after it.
        "2026-03-27 18:00 H-68 dpo",
        "2026-03-28 14:00 H-48 dpo manager",
        "2026-03-29 14:00 H-24 dpo lead manager",
        "2026-03-30 02:00 H-12! dpo lead manager",
        "2026-03-30 10:00 H-4! dpo lead manager",
        "2026-03-30 15:00 H+1! dpo lead manager",
        "2026-03-31 14:00 H+24! dpo lead manager",
    ]
    assert escalated("R-ART33-72H", "FR-METRO", given) == [
        "2026-03-29 16:00 E1H-24 deputy",
        "2026-03-30 04:00 E1H-12 deputy",
        "2026-03-30 12:00 E1H-4 deputy",
    ]


def test_plan_when_a_gentle_hour_falls_at_night_then_it_comes_the_evening_before() -> None:
    # Due on Thursday 12 March at 04:00 in Paris: H-68 on Monday 8 h, H-48 and H-24 at night.
    given = facts("2026-03-12 03:00", None, "2026-03-09 03:00")

    assert lines("R-ART33-72H", "FR-METRO", given)[:5] == [
        "2026-03-09 03:00 opened dpo lead",
        "2026-03-09 07:00 H-68 dpo",
        "2026-03-09 18:00 H-48 dpo manager",
        "2026-03-10 18:00 H-24 dpo lead manager",
        "2026-03-11 15:00 H-12! dpo lead manager",
    ]


def test_plan_when_in_reunion_then_business_hours_are_those_of_the_place() -> None:
    # 12 March, 04:00 UTC is 08:00 there: H-48 and H-24 are business hours.
    given = facts("2026-03-12 04:00", None, "2026-03-09 04:00")

    assert lines("R-ART33-72H", "FR-RE", given)[1:4] == [
        "2026-03-09 08:00 H-68 dpo",
        "2026-03-10 04:00 H-48 dpo manager",
        "2026-03-11 04:00 H-24 dpo lead manager",
    ]


def test_plan_when_a_holiday_lies_between_then_the_gentle_hour_comes_before_it() -> None:
    # Due on Saturday 2 May at 12:00 in Paris: H-24 would fall on Labour Day.
    given = facts("2026-05-02 10:00", None, "2026-04-29 10:00")

    assert lines("R-ART33-72H", "FR-METRO", given)[1:4] == [
        "2026-04-29 14:00 H-68 dpo",
        "2026-04-30 10:00 H-48 dpo manager",
        "2026-04-30 17:00 H-24 dpo lead manager",
    ]


def test_plan_when_put_off_then_nobody_hears_before_the_reminder() -> None:
    given = facts(
        "2026-03-02 23:00",
        "2026-03-02",
        "2026-02-02 09:00",
        snoozed_until="2026-02-17 06:30",
    )

    planned = written(alerts("R-ART12-1M", "FR-METRO", given))

    assert planned[:6] == [
        "2026-02-02 09:00 opened dpo",
        "2026-02-13 07:00 J-15 dpo",
        "2026-02-17 06:30 reminder snoozer",
        "2026-02-17 07:00 E2J-15 manager",
        "2026-02-18 07:00 E3J-15 lead",
        "2026-02-23 07:00 J-7 dpo manager",
    ]


def test_plan_when_acknowledged_then_nobody_is_told_that_nobody_answered() -> None:
    given = facts("2026-03-02 23:00", "2026-03-02", "2026-02-02 09:00", is_acknowledged=True)

    assert escalated("R-ART12-1M", "FR-METRO", given) == []


def test_plan_when_moved_then_rungs_before_the_move_escalate_no_more() -> None:
    given = facts(
        "2026-04-30 22:00", "2026-04-30", "2026-04-21 09:00", planned_at="2026-04-21 12:00"
    )

    assert escalated("R-ART12-EXT", "FR-METRO", given) == [
        "2026-04-24 06:00 E1J-7 deputy",
        # Saturday: Monday morning is J-3 already.
        "2026-04-25 06:00 E2J-7 lead",
        "2026-04-28 06:00 E1J-3 deputy",
        "2026-04-30 08:00 E1J-0 deputy",
    ]


def test_plan_when_already_late_then_nobody_is_escalated_to() -> None:
    given = facts("2026-03-02 23:00", "2026-03-02", "2026-03-04 10:00")

    assert escalated("R-ART12-1M", "FR-METRO", given) == []


def test_plan_when_recorded_in_the_last_day_then_each_is_given_two_hours() -> None:
    given = facts("2026-03-31 10:00", None, "2026-03-31 00:30")

    assert written(alerts("R-ART33-72H", "FR-METRO", given))[:5] == [
        "2026-03-31 00:30 opened dpo lead",
        "2026-03-31 02:30 E1opened deputy",
        "2026-03-31 04:30 E2opened manager",
        "2026-03-31 06:00 H-4! dpo lead manager",
        "2026-03-31 08:00 E1H-4 deputy",
    ]


def test_plan_when_suspended_then_the_dpo_is_recalled_each_fortnight_for_a_year() -> None:
    given = facts(
        "2026-03-02 23:00", "2026-03-02", "2026-02-02 09:00", suspended_at="2026-02-10 15:00"
    )

    planned = written(alerts("R-ART12-1M", "FR-METRO", given))

    # Wednesday 25 February; Thursday 12 March; Friday 27 March; Saturday 11 April: the Friday.
    assert planned[:4] == [
        "2026-02-25 07:00 S+15 dpo",
        "2026-03-12 07:00 S+30 dpo",
        "2026-03-27 07:00 S+45 dpo",
        "2026-04-10 06:00 S+60 dpo",
    ]
    assert (len(planned), planned[-1]) == (24, "2027-02-05 07:00 S+360 dpo")
