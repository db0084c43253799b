"""The medical record, at the edges that the worked cases do not reach."""

from datetime import UTC, date, datetime

from portal.law.calendars import territory
from portal.law.medical_record import MedicalRecordFacts, medical_record_clocks

METRO = territory("FR-METRO")
RECEIVED = datetime.fromisoformat("2026-03-01T10:00+01:00")


def test_record_when_made_on_29_february_then_old_from_the_1_march() -> None:
    made_on = (date(2020, 2, 29),)
    last_recent_day = datetime.fromisoformat("2025-02-28T10:00+01:00")
    first_old_day = datetime.fromisoformat("2025-03-01T10:00+01:00")

    rules = [
        medical_record_clocks(
            MedicalRecordFacts(received_at=received_at, information_on=made_on), territory=METRO
        )[0].rule_id
        for received_at in (last_recent_day, first_old_day)
    ]

    assert rules == ["R-CSP-8J", "R-CSP-2M"]


def test_record_when_recent_and_old_then_recent_first() -> None:
    facts = MedicalRecordFacts(
        received_at=RECEIVED, information_on=(date(2015, 3, 2), date(2025, 11, 20))
    )

    assert [due.rule_id for due in medical_record_clocks(facts, territory=METRO)] == [
        "R-CSP-8J",
        "R-CSP-2M",
    ]


def test_record_when_the_hour_is_unknown_then_48_hours_from_the_end_of_the_day() -> None:
    facts = MedicalRecordFacts(received_at=RECEIVED, hour_known=False)

    (due,) = medical_record_clocks(facts, territory=METRO)

    assert due.not_before == datetime(2026, 3, 3, 23, tzinfo=UTC)


def test_record_when_the_strict_day_is_not_worked_then_said_before_the_result() -> None:
    facts = MedicalRecordFacts(received_at=datetime.fromisoformat("2026-02-27T16:00+01:00"))

    (due,) = medical_record_clocks(facts, territory=METRO)

    assert [step.fr for step in due.steps[-2:]] == [
        "Le 7 mars 2026 est un samedi\u00a0: répondez au plus tard le vendredi 6 mars 2026,"
        " dernier jour ouvrable.",
        "Aucun texte ne reporte ce délai\u00a0: il finit le samedi 7 mars 2026.",
    ]
