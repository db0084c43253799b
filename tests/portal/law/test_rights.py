"""A request starts the clocks that govern it. Expected dates are typed by hand."""

from datetime import UTC, date, datetime

import pytest

from portal.law.calendars import territory
from portal.law.periods import Extension, LawInputError
from portal.law.rights import (
    RequestFacts,
    Right,
    Suspension,
    SuspensionReason,
    request_clocks,
)

METRO = territory("FR-METRO")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_access_when_received_31_january_then_due_monday_2_march() -> None:
    facts = RequestFacts(Right.ACCESS, instant("2026-01-31T10:00+01:00"))

    (due,) = request_clocks(facts, territory=METRO)

    assert due.rule_id == "R-ART12-1M"
    assert due.on == date(2026, 3, 2)
    assert due.nominal_on == date(2026, 2, 28)
    assert due.at == datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert due.starts_at == datetime(2026, 1, 31, 9, tzinfo=UTC)
    assert [step.fr for step in due.steps] == [
        "Demande reçue le samedi 31 janvier 2026 à 10\u00a0h\u00a000 (heure de Paris)\u00a0:"
        " ce jour ne compte pas.",
        "Réponse à une demande de droits\u00a0: le délai est d’un mois —"
        " RGPD art.\u00a012 §3 (art.\u00a015 à 22).",
        "Un mois plus tard\u00a0: il n’y a pas de 31 février, le délai finit le dernier jour du"
        " mois, samedi 28 février 2026.",
        "Le 28 février 2026 est un samedi, le 1er mars 2026 est un dimanche\u00a0: le délai finit"
        " le jour ouvrable suivant, lundi 2 mars 2026.",
    ]
    assert [step.en for step in due.steps] == [
        "Request received on Saturday 31 January 2026 at 10:00 (Paris time): that day is not"
        " counted.",
        "Answer to a data-subject request: the period is one month —"
        " RGPD art.\u00a012 §3 (art.\u00a015 à 22).",
        "One month later: there is no 31 February, the period ends on the last day of the month,"
        " Saturday 28 February 2026.",
        "28 February 2026 is a Saturday, 1 March 2026 is a Sunday: the period ends on the"
        " following working day, Monday 2 March 2026.",
    ]
    assert [source.verification for source in due.sources] == [
        "knowledge",
        "verified",
        "verified_secondary",
        "verified_secondary",
    ]


def test_medical_record_when_asked_then_reflection_and_eight_days_unmoved() -> None:
    facts = RequestFacts(
        Right.ACCESS, instant("2026-02-27T16:00+01:00"), medical_record=True, other_data=False
    )

    (due,) = request_clocks(facts, territory=METRO)

    assert due.rule_id == "R-CSP-8J"
    assert due.on == date(2026, 3, 7)
    assert due.operational_on == date(2026, 3, 6)
    assert due.not_before == datetime(2026, 3, 1, 15, tzinfo=UTC)
    assert [step.on for step in due.alternatives] == [date(2026, 3, 9)]
    assert due.steps[-1].on == date(2026, 3, 7)


def test_mixed_request_when_received_then_two_clocks_medical_first() -> None:
    facts = RequestFacts(
        Right.ACCESS,
        instant("2026-03-02T09:00+01:00"),
        medical_record=True,
        medical_older_than_five_years=True,
    )

    clocks = request_clocks(facts, territory=METRO)

    assert [(due.rule_id, due.on, due.notice_by) for due in clocks] == [
        ("R-CSP-2M", date(2026, 5, 2), date(2026, 4, 2)),
        ("R-ART12-1M", date(2026, 4, 2), date(2026, 4, 2)),
    ]


def test_erasure_when_it_concerns_the_medical_record_then_the_month_alone() -> None:
    facts = RequestFacts(
        Right.ERASURE, instant("2026-03-02T09:00+01:00"), medical_record=True, other_data=False
    )

    assert [due.rule_id for due in request_clocks(facts, territory=METRO)] == ["R-ART12-1M"]


def test_identity_when_asked_for_a_medical_record_then_said_not_to_suspend() -> None:
    facts = RequestFacts(
        Right.ACCESS,
        instant("2026-06-08T10:00+02:00"),
        medical_record=True,
        other_data=False,
        suspensions=(Suspension(SuspensionReason.IDENTITY, instant("2026-06-09T10:00+02:00")),),
    )

    (due,) = request_clocks(facts, territory=METRO)

    assert due.on == date(2026, 6, 16)
    assert due.is_final
    assert due.steps[3].fr == (
        "L’identité est vérifiée avant communication (CSP art. R.1111-1), sans que ce délai soit"
        " suspendu."
    )


def test_suspension_when_unanswered_then_not_final_and_unsuspended_date() -> None:
    facts = RequestFacts(
        Right.ACCESS,
        instant("2026-10-05T10:00+02:00"),
        suspensions=(Suspension(SuspensionReason.IDENTITY, instant("2026-10-07T10:00+02:00")),),
    )

    (due,) = request_clocks(facts, territory=METRO)

    assert not due.is_final
    assert due.on == date(2026, 11, 5)
    assert due.steps[-1].on == date(2026, 11, 5)


def test_suspensions_when_they_overlap_then_common_days_count_once() -> None:
    facts = RequestFacts(
        Right.ACCESS,
        instant("2026-06-01T10:00+02:00"),
        suspensions=(
            Suspension(
                SuspensionReason.PRECISION,
                instant("2026-06-05T10:00+02:00"),
                instant("2026-06-10T10:00+02:00"),
            ),
            Suspension(
                SuspensionReason.IDENTITY,
                instant("2026-06-03T10:00+02:00"),
                instant("2026-06-08T10:00+02:00"),
            ),
        ),
    )

    (due,) = request_clocks(facts, territory=METRO)

    assert due.suspended_days == 7
    assert due.on == date(2026, 7, 8)


def test_suspension_when_asked_after_the_month_ended_then_not_recognised() -> None:
    facts = RequestFacts(
        Right.ACCESS,
        instant("2026-03-02T10:00+01:00"),
        suspensions=(
            Suspension(
                SuspensionReason.IDENTITY,
                instant("2026-04-03T10:00+02:00"),
                instant("2026-04-10T10:00+02:00"),
            ),
        ),
    )

    (due,) = request_clocks(facts, territory=METRO)

    assert due.on == date(2026, 4, 2)
    assert due.suspended_days == 0
    assert due.steps[2].fr == (
        "Justificatif d’identité demandé le vendredi 3 avril 2026, trop tard pour être"
        " reconnu\u00a0: le délai n’est pas suspendu."
    )


def test_extension_when_told_on_the_moved_last_day_then_three_months_from_receipt() -> None:
    facts = RequestFacts(
        Right.ACCESS,
        instant("2025-12-31T10:00+01:00"),
        extension_notified_at=instant("2026-02-02T17:30+01:00"),
    )

    (due,) = request_clocks(facts, territory=METRO)

    assert (due.rule_id, due.extension) == ("R-ART12-EXT", Extension.VALID)
    assert due.notice_by == date(2026, 2, 2)
    assert due.on == date(2026, 3, 31)
    assert [step.on for step in due.alternatives] == [date(2026, 4, 2)]


def test_extension_when_told_late_then_without_effect() -> None:
    facts = RequestFacts(
        Right.ACCESS,
        instant("2026-03-02T10:00+01:00"),
        extension_notified_at=instant("2026-04-03T09:00+02:00"),
    )

    (due,) = request_clocks(facts, territory=METRO)

    assert (due.rule_id, due.extension) == ("R-ART12-1M", Extension.LATE)
    assert due.on == date(2026, 4, 2)
    assert due.steps[-1].fr == (
        "Prolongation annoncée le vendredi 3 avril 2026, après la fin du premier mois\u00a0: elle"
        " est sans effet, le délai finit le jeudi 2 avril 2026."
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_at": "2026-01-31T10:00"}, "received_at"),
        ({"received_at": "1926-01-31T10:00+00:00"}, "received_at"),
        ({"extension_notified_at": "2026-01-30T10:00+01:00"}, "extension_notified_at"),
        ({"extension_notified_at": "2026-02-10T10:00"}, "extension_notified_at"),
        ({"requested_at": "2026-01-30T10:00+01:00"}, "requested_at"),
        ({"answered_at": "2026-02-01T10:00+01:00"}, "answered_at"),
    ],
)
def test_request_when_impossible_then_the_field_is_named(
    changes: dict[str, str], field: str
) -> None:
    given = {
        "received_at": "2026-01-31T10:00+01:00",
        "extension_notified_at": "2026-02-20T10:00+01:00",
        "requested_at": "2026-02-02T10:00+01:00",
        "answered_at": "2026-02-05T10:00+01:00",
    } | changes
    facts = RequestFacts(
        Right.ACCESS,
        instant(given["received_at"]),
        suspensions=(
            Suspension(
                SuspensionReason.IDENTITY,
                instant(given["requested_at"]),
                instant(given["answered_at"]),
            ),
        ),
        extension_notified_at=instant(given["extension_notified_at"]),
    )

    with pytest.raises(LawInputError) as refusal:
        request_clocks(facts, territory=METRO)

    assert refusal.value.field == field
