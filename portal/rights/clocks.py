"""From a request to the facts that the law asks for."""

from dataclasses import replace
from datetime import datetime

from portal.law.calendars import Territory
from portal.law.periods import Due
from portal.law.rights import RequestFacts, Right, request_clocks
from portal.rights.models import Request

EXTENSION_RULE = "R-ART12-EXT"


def facts_of(request: Request) -> RequestFacts:
    """Return what the law needs to know of `request`.

    The medical record has its own period for access only; another right on it follows the GDPR.
    """
    is_access = request.right == Right.ACCESS
    is_medical = is_access and request.concerns_medical_record
    return RequestFacts(
        right=Right(request.right),
        received_at=request.received_at,
        medical_record=is_medical,
        medical_older_than_five_years=is_medical and request.medical_older_than_five_years,
        other_data=request.concerns_other_data or not is_access,
        extension_notified_at=request.extension_notified_at,
        hour_known=request.is_hour_known,
    )


def clocks_of(request: Request, *, territory: Territory) -> tuple[Due, ...]:
    """Return the periods that run for `request`: two when it is mixed, the medical one first.

    Source: RGPD art. 12 §3; CSP art. L.1111-7.
    """
    return request_clocks(facts_of(request), territory=territory)


def extended_clock(request: Request, *, notified_at: datetime, territory: Territory) -> Due | None:
    """Return the extended period if the person is told at `notified_at`; None if it is not one.

    None when only a medical record is asked for, or when the first month was over.
    """
    facts = replace(facts_of(request), extension_notified_at=notified_at)
    clocks = request_clocks(facts, territory=territory)
    return next((due for due in clocks if due.rule_id == EXTENSION_RULE), None)
