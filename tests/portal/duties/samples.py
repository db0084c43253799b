"""Duties for the tests, typed by hand."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

from portal.duties.actions import Added, add
from portal.duties.models import Duty
from tenants.accounts.models import User
from tenants.agenda.recurrences import Cadence
from tenants.directory.models import Establishment

# Monday 2 March 2026, 10 h 00 in Paris.
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

# Its deadline opened on 30 January: 60 days before 31 March.
TRAINING = Added(
    submission=uuid.UUID(int=1),
    kind="training",
    title="Former l’équipe",
    notes="Émargement à déposer.",
    cadence=Cadence(next_due_on=date(2026, 3, 31), every_months=12, days_ahead=60),
)
CERTIFICATE = Added(
    submission=uuid.UUID(int=2),
    kind="certificate",
    title="Certificat HDS de l’hébergeur",
    notes="",
    cadence=Cadence(next_due_on=date(2026, 12, 31), every_months=None, days_ahead=90),
)


def added(
    establishment: Establishment, *, by: User, what: Added = TRAINING, now: datetime = NOW
) -> Duty:
    """Return `what` added at `now`, each time as a new form. To be called inside."""
    fresh = replace(what, submission=uuid.uuid4())
    return add(establishment=establishment, added=fresh, by=by, now=now)
