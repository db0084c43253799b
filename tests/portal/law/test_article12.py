"""The month, at the edges that the worked cases do not reach."""

from datetime import date, datetime

import pytest

from portal.law.article12 import article12_clock
from portal.law.calendars import territory
from portal.law.periods import Due, Extension, LawInputError
from portal.law.suspensions import Suspension, SuspensionReason

METRO = territory("FR-METRO")


def suspension(requested_at: str, answered_at: str | None) -> Suspension:
    return Suspension(
        reason=SuspensionReason.IDENTITY,
        requested_at=datetime.fromisoformat(requested_at),
        answered_at=None if answered_at is None else datetime.fromisoformat(answered_at),
    )


def clock(
    received_at: str,
    *suspensions: Suspension,
    notified_at: str | None = None,
    hour_known: bool = True,
) -> Due:
    return article12_clock(
        received_at=datetime.fromisoformat(received_at),
        territory=METRO,
        hour_known=hour_known,
        suspensions=suspensions,
        extension_notified_at=None if notified_at is None else datetime.fromisoformat(notified_at),
    )


def test_question_when_the_hour_of_receipt_is_unknown_then_any_hour_of_that_day() -> None:
    asked = suspension("2026-03-02T09:00+01:00", "2026-03-09T09:00+01:00")

    due = clock("2026-03-02T12:00+01:00", asked, hour_known=False)

    assert due.on == date(2026, 4, 9)
    assert due.steps[0].fr == "Demande reçue le lundi 2 mars 2026\u00a0: ce jour ne compte pas."
    assert due.steps[0].at is None


def test_question_when_asked_before_a_known_hour_of_receipt_then_refused() -> None:
    asked = suspension("2026-03-02T09:00+01:00", None)

    with pytest.raises(LawInputError) as refusal:
        clock("2026-03-02T12:00+01:00", asked)

    assert refusal.value.field == "requested_at"


def test_question_when_asked_on_the_last_day_then_recognised() -> None:
    asked = suspension("2026-04-02T23:30+02:00", "2026-04-04T09:00+02:00")

    due = clock("2026-03-02T10:00+01:00", asked)

    assert (due.suspended_days, due.nominal_on, due.on) == (2, date(2026, 4, 4), date(2026, 4, 7))


def test_question_when_it_follows_a_first_answer_then_the_moved_month_still_runs() -> None:
    first = suspension("2026-03-04T10:00+01:00", "2026-03-11T10:00+01:00")
    second = suspension("2026-04-08T10:00+02:00", "2026-04-10T10:00+02:00")

    due = clock("2026-03-02T10:00+01:00", first, second)

    assert (due.suspended_days, due.on) == (9, date(2026, 4, 13))


def test_notice_when_an_answer_is_awaited_then_not_late() -> None:
    asked = suspension("2026-03-04T10:00+01:00", None)

    due = clock("2026-03-02T10:00+01:00", asked, notified_at="2026-05-20T10:00+02:00")

    assert (due.extension, due.is_final, due.on) == (Extension.VALID, False, date(2026, 6, 2))


def test_question_when_asked_during_the_extension_then_it_moves_the_third_month_alone() -> None:
    asked = suspension("2026-05-04T10:00+02:00", "2026-05-11T10:00+02:00")

    due = clock("2026-03-02T10:00+01:00", asked, notified_at="2026-03-25T10:00+01:00")

    assert (due.notice_by, due.on) == (date(2026, 4, 2), date(2026, 6, 9))
    assert [step.rule_id for step in due.steps] == [
        "R-RECEIPT",
        "R-ART12-1M",
        "R-1182-MONTH",
        "R-ART12-EXT",
        "R-ART12-SUSP",
        "R-1182-MONTH",
        "R-ART12-SUSP",
    ]


def test_answer_when_given_the_same_day_then_nothing_is_suspended() -> None:
    asked = suspension("2026-03-04T10:00+01:00", "2026-03-04T15:00+01:00")

    due = clock("2026-03-02T10:00+01:00", asked)

    assert (due.suspended_days, due.on) == (0, date(2026, 4, 2))
    assert due.steps[-1].on == date(2026, 4, 2)
