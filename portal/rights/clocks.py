"""From a request to the facts that the law asks for."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from portal.law.calendars import Territory
from portal.law.periods import Due
from portal.law.rights import (
    RequestFacts,
    Right,
    Suspension,
    SuspensionReason,
    request_clocks,
)
from portal.rights.models import Request
from portal.rights.models import Suspension as Asked
from tenants.agenda.models import Deadline

EXTENSION_RULE = "R-ART12-EXT"
# The month of the GDPR and its extension are one period under two rules.
_MONTH = "R-ART12"


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
        suspensions=tuple(_suspension(one) for one in suspensions_of(request)),
    )


def suspensions_of(request: Request) -> list[Asked]:
    """Return the suspensions of `request` in order of question; read once when prefetched."""
    return sorted(request.suspensions.all(), key=lambda one: one.requested_at)


def awaited_of(request: Request) -> Asked | None:
    """Return the suspension that awaits the person's answer, or None."""
    return next((one for one in suspensions_of(request) if one.answered_at is None), None)


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


def stopped_clocks(
    request: Request, *, reason: str, requested_at: datetime, territory: Territory
) -> tuple[Due, ...]:
    """Return the periods that a question asked at `requested_at` would stop: none when too late.

    That of the medical record is never one of them. Source: RGPD art. 12 §6; CSP art. R.1111-1.
    """
    facts = facts_of(request)
    asked = Suspension(reason=SuspensionReason(reason), requested_at=requested_at)
    facts = replace(facts, suspensions=(*facts.suspensions, asked))
    return tuple(due for due in request_clocks(facts, territory=territory) if not due.is_final)


def resumed_clocks(request: Request, *, at: datetime, territory: Territory) -> tuple[Due, ...]:
    """Return the periods of `request` as they would run if the person answered at `at`."""
    facts = facts_of(request)
    answered = tuple(
        one if one.answered_at is not None else replace(one, answered_at=at)
        for one in facts.suspensions
    )
    return request_clocks(replace(facts, suspensions=answered), territory=territory)


def month_of(request: Request, *, territory: Territory) -> Due | None:
    """Return the period of the GDPR, extended or not; None when only a medical record is asked."""
    clocks = clocks_of(request, territory=territory)
    return next((due for due in clocks if due.rule_id.startswith(_MONTH)), None)


def deadline_of(due: Due, *, among: Iterable[Deadline]) -> Deadline | None:
    """Return the deadline that holds `due`, None without one.

    An extension told while the month is suspended takes effect in the agenda on its resumption:
    until then the deadline still stands under the rule of the month.
    """
    found = {one.rule_id: one for one in among}
    if due.rule_id in found or not due.rule_id.startswith(_MONTH):
        return found.get(due.rule_id)
    return next((one for one in found.values() if one.rule_id.startswith(_MONTH)), None)


def _suspension(asked: Asked) -> Suspension:
    return Suspension(
        reason=SuspensionReason(asked.reason),
        requested_at=asked.requested_at,
        answered_at=asked.answered_at,
    )
