"""What happens to an incident, and the 72 hours with it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.incidents.actions import (
    Declared,
    Notified,
    Qualified,
    close,
    declare,
    qualify,
    record_notification,
)
from portal.incidents.models import Incident
from portal.incidents.refusals import IncidentRefused
from portal.journal.queries import entries_of, verify
from tenants.accounts.models import User
from tenants.agenda.models import Alert, Deadline
from tenants.agenda.queries import deadlines_of
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.portal.incidents.samples import (
    DETECTED_AT,
    HIGH_RISK,
    NO_RISK,
    NOON,
    NOT_A_BREACH,
    OCCURRED_AT,
    WRONG_PATIENT,
    declared,
)

pytestmark = pytest.mark.django_db

LIMIT = datetime(2026, 11, 24, 16, 40, tzinfo=UTC)


def _due(incident: Incident) -> list[tuple[str, datetime, str]]:
    found = deadlines_of(incident.reference)
    return sorted((one.rule_id, one.due_at, one.state) for one in found)


def test_declare_when_told_then_an_incident_and_a_provisional_deadline(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        incident = declared(establishment, by=by)

        assert (incident.reference, incident.state) == ("INC-2026-0001", "declared")
        assert incident.is_breach is None
        assert _due(incident) == [("R-ART33-QUALIFY", LIMIT, "open")]
        deadline = deadlines_of(incident.reference).get()
        assert (deadline.kind, deadline.starts_at) == ("incident", DETECTED_AT)
        assert deadline.path == f"/e/{establishment.slug}/incidents/{incident.pk}/"
        assert [entry.act for entry in entries_of(incident.reference)] == ["incident.declared"]


def test_declare_when_told_then_the_dpo_at_once_and_a_ladder_to_the_limit(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        incident = declared(establishment, by=by)

        planned = Alert.objects.filter(
            deadline__reference=incident.reference, audience="dpo", channel="mail"
        )
        assert list(planned.order_by("due_at").values_list("rung", "due_at")) == [
            ("opened", NOON),
            ("H-48", datetime(2026, 11, 22, 16, 40, tzinfo=UTC)),
            ("H-24", datetime(2026, 11, 23, 16, 40, tzinfo=UTC)),
            ("H-12", datetime(2026, 11, 24, 4, 40, tzinfo=UTC)),
            ("H-4", datetime(2026, 11, 24, 12, 40, tzinfo=UTC)),
            ("H+1", datetime(2026, 11, 24, 17, 40, tzinfo=UTC)),
            ("H+24", datetime(2026, 11, 25, 16, 40, tzinfo=UTC)),
            ("H+168", datetime(2026, 12, 1, 16, 40, tzinfo=UTC)),
        ]


def test_declare_when_detected_ten_days_ago_then_already_over_and_all_are_told_at_once(
    establishment: Establishment, by: User
) -> None:
    long_ago = NOON - timedelta(days=10)
    old = replace(WRONG_PATIENT, occurred_at=None, detected_at=long_ago)
    with inside(establishment):
        incident = declared(establishment, by=by, what=old)

        over = datetime(2026, 11, 15, 11, 0, tzinfo=UTC)
        assert _due(incident) == [("R-ART33-QUALIFY", over, "open")]
        at_once = Alert.objects.filter(deadline__reference=incident.reference, channel="mail")
        assert sorted(at_once.values_list("rung", "audience", "due_at", "is_final")) == [
            ("late", "dpo", NOON, True),
            ("late", "lead", NOON, True),
            ("late", "manager", NOON, True),
        ]


def test_declare_when_the_form_is_sent_twice_then_one_incident(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        first = declare(establishment=establishment, declared=WRONG_PATIENT, by=by, now=NOON)
        again = declare(establishment=establishment, declared=WRONG_PATIENT, by=by, now=NOON)

        assert first.pk == again.pk
        assert Incident.objects.count() == 1
        assert Deadline.objects.count() == 1


@pytest.mark.parametrize(
    ("what", "field", "words"),
    [
        (
            replace(WRONG_PATIENT, detected_at=OCCURRED_AT - timedelta(hours=1)),
            "detected_at",
            "Un incident se découvre après s’être produit",
        ),
        (replace(WRONG_PATIENT, detected_at=NOON + timedelta(hours=1)), "detected_at", "futur"),
        (replace(WRONG_PATIENT, occurred_at=NOON + timedelta(hours=1)), "occurred_at", "futur"),
    ],
)
def test_declare_when_dates_are_impossible_then_refused(
    establishment: Establishment, by: User, what: Declared, field: str, words: str
) -> None:
    with inside(establishment):
        with pytest.raises(IncidentRefused, match=words) as refusal:
            declared(establishment, by=by, what=what)

        assert refusal.value.field == field
        assert not Incident.objects.exists()
        assert not Deadline.objects.exists()


@pytest.mark.parametrize("risk", ["risk", "high"])
def test_qualify_when_there_is_a_risk_then_72_hours_from_awareness(
    establishment: Establishment, by: User, risk: str
) -> None:
    with inside(establishment):
        incident = declared(establishment, by=by)
        _qualified(establishment, incident, replace(HIGH_RISK, risk=risk), by=by)

        assert _due(incident) == [
            ("R-ART33-72H", LIMIT, "open"),
            ("R-ART33-QUALIFY", LIMIT, "met"),
        ]
        deadline = deadlines_of(incident.reference).get(rule_id="R-ART33-72H")
        assert deadline.kind == "breach"
        assert deadline.path == f"/e/{establishment.slug}/incidents/{incident.pk}/"
        assert Alert.objects.filter(deadline=deadline, state="planned").exists()
        assert entries_of(incident.reference)[0].facts == {"risk": risk}


@pytest.mark.parametrize(
    ("decision", "act", "ended", "facts"),
    [
        (NO_RISK, "incident.breach_no_risk", "met", {"risk": "none"}),
        (NOT_A_BREACH, "incident.not_breach", "cancelled", {"cancelled_because": "not_breach"}),
    ],
)
def test_qualify_when_nobody_is_at_risk_then_the_register_alone(
    establishment: Establishment,
    by: User,
    decision: Qualified,
    act: str,
    ended: str,
    facts: dict[str, str],
) -> None:
    with inside(establishment):
        incident = declared(establishment, by=by)
        _qualified(establishment, incident, decision, by=by)

        assert incident.state == "qualified"
        assert incident.qualification_reason != ""
        assert _due(incident) == [("R-ART33-QUALIFY", LIMIT, ended)]
        assert not Alert.objects.filter(state="planned").exists()
        assert entries_of(incident.reference)[0].act == act
        assert entries_of(incident.reference)[0].facts == facts


@pytest.mark.parametrize(
    ("aware_at", "words"),
    [
        (
            OCCURRED_AT - timedelta(minutes=1),
            "La prise de connaissance ne peut pas précéder l’incident, survenu le "
            "samedi 21 novembre 2026 à 10\u00a0h\u00a000.",
        ),
        (
            NOON + timedelta(hours=30),
            "Cette date est dans le futur\u00a0: nous sommes le dimanche 22 novembre 2026 "
            "à 12\u00a0h\u00a000.",
        ),
    ],
)
def test_qualify_when_awareness_is_impossible_then_refused(
    establishment: Establishment, by: User, aware_at: datetime, words: str
) -> None:
    with inside(establishment):
        incident = declared(establishment, by=by)
        with pytest.raises(IncidentRefused) as refusal:
            _qualified(establishment, incident, replace(HIGH_RISK, aware_at=aware_at), by=by)

        assert (refusal.value.field, refusal.value.message) == ("aware_at", words)


def test_qualify_when_already_qualified_then_refused(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        incident = declared(establishment, by=by)
        _qualified(establishment, incident, NO_RISK, by=by)

        with pytest.raises(IncidentRefused, match="déjà qualifié"):
            _qualified(establishment, incident, HIGH_RISK, by=by)


def test_qualify_when_someone_did_it_meanwhile_then_nothing_is_written(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        incident = declared(establishment, by=by)
        seen_by_another = Incident.objects.get(pk=incident.pk)
        _qualified(establishment, incident, NO_RISK, by=by)

        with pytest.raises(IncidentRefused, match="Quelqu’un d’autre"):
            _qualified(establishment, seen_by_another, HIGH_RISK, by=by)

        assert Incident.objects.get().risk == "none"
        assert _due(incident) == [("R-ART33-QUALIFY", LIMIT, "met")]


def test_notification_when_in_time_then_the_deadline_is_met(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        incident = declared(establishment, by=by)
        _qualified(establishment, incident, HIGH_RISK, by=by)
        _notified(establishment, incident, at=LIMIT, by=by)

        assert (incident.state, incident.cnil_receipt) == ("notified", "N-2026-118402")
        assert _due(incident) == [
            ("R-ART33-72H", LIMIT, "met"),
            ("R-ART33-QUALIFY", LIMIT, "met"),
        ]
        assert not Alert.objects.filter(state="planned").exists()
        assert verify().is_intact


def test_notification_when_late_then_its_reasons_are_asked(
    establishment: Establishment, by: User
) -> None:
    late = LIMIT + timedelta(minutes=1)
    with inside(establishment):
        incident = declared(establishment, by=by)
        _qualified(establishment, incident, HIGH_RISK, by=by)
        with pytest.raises(IncidentRefused) as refusal:
            _notified(establishment, incident, at=late, by=by)
        _notified(establishment, incident, at=late, by=by, late_reasons="Éditeur injoignable.")

        assert refusal.value.field == "late_reasons"
        assert refusal.value.message.startswith(
            "La limite était le mardi 24 novembre 2026 à 17\u00a0h\u00a040"
        )
        assert incident.late_reasons == "Éditeur injoignable."


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (DETECTED_AT - timedelta(minutes=1), "ne peut pas précéder la prise de connaissance"),
        (LIMIT + timedelta(days=30), "futur"),
    ],
)
def test_notification_when_its_date_is_impossible_then_refused(
    establishment: Establishment, by: User, at: datetime, words: str
) -> None:
    with inside(establishment):
        incident = declared(establishment, by=by)
        _qualified(establishment, incident, HIGH_RISK, by=by)

        with pytest.raises(IncidentRefused, match=words):
            _notified(establishment, incident, at=at, by=by)


def test_notification_when_none_is_owed_then_refused(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        incident = declared(establishment, by=by)
        _qualified(establishment, incident, NO_RISK, by=by)

        with pytest.raises(IncidentRefused, match="n’attend pas de notification"):
            _notified(establishment, incident, at=LIMIT, by=by)


def test_close_when_not_qualified_then_refused(establishment: Establishment, by: User) -> None:
    with inside(establishment):
        incident = declared(establishment, by=by)

        with pytest.raises(IncidentRefused, match="Qualifiez d’abord"):
            _closed(incident, by=by)


def test_close_when_a_notification_was_owed_then_the_reason_is_kept(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        incident = declared(establishment, by=by)
        _qualified(establishment, incident, HIGH_RISK, by=by)
        with pytest.raises(IncidentRefused) as refusal:
            _closed(incident, by=by)
        _closed(incident, by=by, reason="Notifiée par le responsable conjoint.")

        assert refusal.value.field == "not_notified_reason"
        assert incident.state == "closed"
        assert _due(incident) == [
            ("R-ART33-72H", LIMIT, "cancelled"),
            ("R-ART33-QUALIFY", LIMIT, "met"),
        ]
        assert entries_of(incident.reference)[0].act == "incident.closed_unnotified"


def test_close_when_notified_then_closed_once(establishment: Establishment, by: User) -> None:
    with inside(establishment):
        incident = declared(establishment, by=by)
        _qualified(establishment, incident, HIGH_RISK, by=by)
        _notified(establishment, incident, at=LIMIT, by=by)
        _closed(incident, by=by)

        assert incident.state == "closed"
        assert _due(incident) == [
            ("R-ART33-72H", LIMIT, "met"),
            ("R-ART33-QUALIFY", LIMIT, "met"),
        ]
        with pytest.raises(IncidentRefused, match="déjà clos"):
            _closed(incident, by=by)


def _qualified(
    establishment: Establishment, incident: Incident, decision: Qualified, *, by: User
) -> None:
    qualify(
        establishment=establishment,
        incident=incident,
        version=incident.version,
        qualified=decision,
        by=by,
        now=NOON,
    )


def _notified(
    establishment: Establishment,
    incident: Incident,
    *,
    at: datetime,
    by: User,
    late_reasons: str = "",
) -> None:
    record_notification(
        establishment=establishment,
        incident=incident,
        version=incident.version,
        notified=Notified(notified_at=at, cnil_receipt="N-2026-118402", late_reasons=late_reasons),
        by=by,
        now=LIMIT + timedelta(days=2),
    )


def _closed(incident: Incident, *, by: User, reason: str = "") -> None:
    close(
        incident=incident,
        version=incident.version,
        closing_note="Adresse vérifiée à deux.",
        not_notified_reason=reason,
        by=by,
        now=LIMIT + timedelta(days=2),
    )
