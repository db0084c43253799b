"""Requests for the tests: one of each kind, typed by hand."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime

from portal.rights.actions import Answered, Received, receive
from portal.rights.models import Request
from tenants.accounts.models import User
from tenants.directory.models import Establishment

# Saturday 31 January 2026 at 10 h 00 in Paris.
RECEIVED_AT = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
THEN = datetime(2026, 2, 1, 8, 0, tzinfo=UTC)

ACCESS = Received(
    submission=uuid.UUID(int=1),
    right="access",
    channel="email",
    received_at=RECEIVED_AT,
    is_hour_known=True,
    requester_name="Odile Ferrand",
    requester_contact="12 rue du Bac",
    capacity="self",
    subject="Je souhaite savoir qui a consulté mes données.",
    concerns_medical_record=False,
    medical_older_than_five_years=False,
    concerns_other_data=True,
)
MEDICAL = replace(ACCESS, concerns_medical_record=True, concerns_other_data=False)
MIXED = replace(ACCESS, concerns_medical_record=True)


def received(
    establishment: Establishment,
    *,
    by: User,
    what: Received = ACCESS,
    now: datetime = THEN,
) -> Request:
    """Return `what` recorded at `now`, each time as a new form."""
    fresh = replace(what, submission=uuid.uuid4())
    return receive(establishment=establishment, received=fresh, by=by, now=now)


def granted(at: datetime, *, was_early: bool = False) -> Answered:
    """Return an answer that gives all that was asked."""
    return Answered(at=at, kind="granted", note="", was_early=was_early)
