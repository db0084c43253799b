"""The 72 hours of a breach. Expected instants are typed by hand."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from portal.law.breach import complement_clock, notification_clock, qualification_clock
from portal.law.calendars import territory
from portal.law.periods import LawInputError

METRO = territory("FR-METRO")


def test_notification_when_aware_then_72_hours_from_the_instant() -> None:
    aware_at = datetime.fromisoformat("2026-03-10T14:20+01:00")

    due = notification_clock(aware_at=aware_at, territory=METRO)

    assert due.rule_id == "R-ART33-72H"
    assert due.on is None
    assert due.at == datetime(2026, 3, 13, 13, 20, tzinfo=UTC)
    assert due.legal_limit_at == datetime(2026, 3, 13, 14, 0, tzinfo=UTC)
    assert due.steps[-1].at == due.at
    assert due.steps[-1].fr == (
        "72\u00a0heures plus tard, heures écoulées, week-ends et jours fériés compris\u00a0:"
        " vendredi 13 mars 2026 à 14\u00a0h\u00a020 (heure de Paris)."
    )


def test_notification_when_aware_then_the_readings_not_retained_are_told() -> None:
    aware_at = datetime.fromisoformat("2026-03-10T14:20+01:00")

    outer, working_days = notification_clock(aware_at=aware_at, territory=METRO).alternatives

    assert (outer.rule_id, working_days.rule_id) == ("R-1182-HOURS", "R-1182-HOURS")
    assert outer.at == datetime(2026, 3, 13, 14, 0, tzinfo=UTC)
    assert outer.fr == (
        "L’heure de l’événement ne comptant pas, la limite juridique extérieure est le vendredi 13"
        " mars 2026 à 15\u00a0h\u00a000 (heure de Paris). Elle n’est pas la cible\u00a0: les"
        " 72\u00a0heures courent de l’instant exact."
    )
    assert outer.en == (
        "As the hour of the event is not counted, the outer legal limit is Friday 13 March 2026 at"
        " 15:00 (Paris time). It is not the target: the 72 hours run from the exact instant."
    )
    assert working_days.fr == (
        "Certains auteurs appliquent aux 72\u00a0heures la règle des deux jours ouvrables"
        " (Règlement 1182/71, art. 3 §5). Lecture non retenue\u00a0: elle ne sert jamais à calculer"
        " la cible."
    )
    assert working_days.en == (
        "Some authors apply the rule of two working days (Regulation 1182/71, art. 3(5)) to the 72"
        " hours. Reading not retained: it never serves to compute the target."
    )


def test_notification_when_given_then_nothing_that_a_period_in_hours_lacks() -> None:
    due = notification_clock(
        aware_at=datetime.fromisoformat("2026-03-10T14:20+01:00"), territory=METRO
    )

    assert (due.on, due.nominal_on, due.operational_on, due.notice_by) == (None,) * 4
    assert due.not_before is None
    assert due.is_final
    assert (due.extension.value, due.suspended_days) == ("none", 0)
    assert (due.steps[1].on, due.steps[1].at) == (None, None)


def test_notification_when_clocks_change_then_elapsed_hours_and_a_remark() -> None:
    aware_at = datetime.fromisoformat("2026-10-24T10:00+02:00")

    due = notification_clock(aware_at=aware_at, territory=METRO)

    assert due.at == datetime.fromisoformat("2026-10-27T09:00+01:00")
    assert due.steps[2].fr.startswith("Les montres changent d’heure")


def test_complement_when_notified_then_72_hours_later() -> None:
    notified_at = datetime.fromisoformat("2026-11-03T05:00+01:00")

    due = complement_clock(notified_at=notified_at, territory=METRO)

    assert due.at == datetime.fromisoformat("2026-11-06T05:00+01:00")
    assert (due.rule_id, due.legal_limit_at) == ("R-ART33-72H", None)
    assert due.steps[-1].at == due.at


def test_complement_when_instant_is_naive_then_refused() -> None:
    with pytest.raises(LawInputError) as refusal:
        complement_clock(notified_at=datetime(2026, 3, 10, 14, 20), territory=METRO)  # noqa: DTZ001

    assert refusal.value.field == "notified_at"


def test_notification_when_instant_is_naive_then_refused() -> None:
    with pytest.raises(LawInputError) as refusal:
        notification_clock(aware_at=datetime(2026, 3, 10, 14, 20), territory=METRO)  # noqa: DTZ001

    assert refusal.value.field == "aware_at"


def test_qualification_when_detected_on_friday_evening_then_72_hours_from_the_detection() -> None:
    detected_at = datetime.fromisoformat("2026-11-20T19:10+01:00")

    due = qualification_clock(detected_at=detected_at, territory=METRO)

    assert due.rule_id == "R-ART33-QUALIFY"
    assert (due.starts_at, due.at) == (
        datetime(2026, 11, 20, 18, 10, tzinfo=UTC),
        datetime(2026, 11, 23, 18, 10, tzinfo=UTC),
    )
    assert (due.on, due.legal_limit_at) == (None, None)
    assert [step.fr for step in due.steps] == [
        "Incident détecté le vendredi 20 novembre 2026 à 19\u00a0h\u00a010 (heure de Paris).",
        "Délai prudent\u00a0: tant que l’incident n’est pas qualifié, les 72\u00a0heures de la"
        " notification à la CNIL sont comptées de la détection. La prise de connaissance, d’où"
        " elles courent en droit, ne vient qu’ensuite.",
        "72\u00a0heures plus tard, heures écoulées, week-ends et jours fériés compris\u00a0:"
        " lundi 23 novembre 2026 à 19\u00a0h\u00a010 (heure de Paris).",
    ]
    assert "violation" not in " ".join(step.fr for step in (*due.steps, *due.alternatives))
    assert due.steps[1].en == (
        "Prudent period: as long as the incident is not assessed, the 72 hours of the notification"
        " to the CNIL are counted from detection. Awareness, from which they run in law, comes only"
        " afterwards."
    )


def test_qualification_when_detected_then_waiting_is_told_and_not_retained() -> None:
    detected_at = datetime.fromisoformat("2026-11-20T19:10+01:00")

    (waiting,) = qualification_clock(detected_at=detected_at, territory=METRO).alternatives

    assert waiting.fr == (
        "Lecture non retenue\u00a0: ne rien compter avant la qualification. Une courte enquête est"
        " admise, mais le responsable du traitement établit rapidement si des données sont"
        " touchées."
    )
    assert waiting.en == (
        "Reading not retained: counting nothing before the assessment. A short investigation is"
        " allowed, but the controller establishes promptly whether data are affected."
    )


@pytest.mark.parametrize(
    ("field", "clock"),
    [
        ("aware_at", lambda at: notification_clock(aware_at=at, territory=METRO)),
        ("detected_at", lambda at: qualification_clock(detected_at=at, territory=METRO)),
        ("notified_at", lambda at: complement_clock(notified_at=at, territory=METRO)),
    ],
)
def test_clocks_when_the_year_is_out_of_range_then_refused(
    field: str, clock: Callable[[datetime], object]
) -> None:
    with pytest.raises(LawInputError, match="entre 1990 et 2100") as refusal:
        clock(datetime(1989, 12, 31, 12, 0, tzinfo=UTC))

    assert refusal.value.field == field


def test_qualification_when_explained_then_its_source_is_to_be_confirmed() -> None:
    due = qualification_clock(
        detected_at=datetime.fromisoformat("2026-10-24T10:00+02:00"), territory=METRO
    )

    assert due.at == datetime.fromisoformat("2026-10-27T09:00+01:00")
    assert due.steps[2].fr.startswith("Les montres changent d’heure")
    assert [source.is_to_be_confirmed for source in due.sources][1] is True
    assert [step.rule_id for step in due.alternatives] == ["R-ART33-QUALIFY"]


def test_qualification_when_instant_is_naive_then_refused() -> None:
    with pytest.raises(LawInputError) as refusal:
        qualification_clock(
            detected_at=datetime(2026, 3, 10, 14, 20),  # noqa: DTZ001
            territory=METRO,
        )

    assert refusal.value.field == "detected_at"
