"""Incidents for the tests, typed by hand."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime

from portal.incidents.actions import Declared, Qualified, declare
from portal.incidents.models import Incident
from tenants.accounts.models import User
from tenants.directory.models import Establishment

# Saturday 21 November 2026: it happened at 10 h 00 in Paris, was noticed at 17 h 40.
OCCURRED_AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DETECTED_AT = datetime(2026, 11, 21, 16, 40, tzinfo=UTC)
NOON = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)

WRONG_PATIENT = Declared(
    submission=uuid.UUID(int=1),
    summary="Résultats envoyés au mauvais patient",
    what_happened="Le compte rendu est parti à un homonyme.",
    origin="recipient",
    occurred_at=OCCURRED_AT,
    detected_at=DETECTED_AT,
    touches_confidentiality=True,
    touches_integrity=False,
    touches_availability=False,
    persons_concerned=1,
    health_data="yes",
    measures_taken="Courriel rappelé.",
)
HIGH_RISK = Qualified(
    is_breach=True,
    risk="high",
    qualification_reason="Données de santé lues par un tiers.",
    aware_at=DETECTED_AT,
)
NO_RISK = replace(HIGH_RISK, risk="none", qualification_reason="Disque chiffré, clé sûre.")
NOT_A_BREACH = Qualified(
    is_breach=False,
    risk="",
    qualification_reason="Aucune donnée sur l’appareil.",
    aware_at=None,
)


def declared(
    establishment: Establishment,
    *,
    by: User,
    what: Declared = WRONG_PATIENT,
    now: datetime = NOON,
) -> Incident:
    """Return `what` declared at `now`, each time as a new form."""
    fresh = replace(what, submission=uuid.uuid4())
    return declare(establishment=establishment, declared=fresh, by=by, now=now)
