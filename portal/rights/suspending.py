"""What stops and restarts the period of a request: a question, its answer, a mistaken answer."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.journal.acts import Act
from portal.law.calendars import territory
from portal.rights.clocks import awaited_of, clocks_of, deadline_of
from portal.rights.models import Reopening, Request, Suspension
from portal.rights.refusals import check_reopening, check_resumption, check_suspension
from portal.rights.writing import change, remember, running
from tenants.accounts.models import User
from tenants.agenda.actions import reopen_deadline, resume_deadline, suspend_deadline
from tenants.agenda.models import Deadline
from tenants.agenda.queries import deadlines_of
from tenants.directory.models import Establishment


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the person was asked at the UTC instant `at`, and on what grounds."""

    at: datetime
    reason: str
    grounds: str


@transaction.atomic
def suspend(
    *,
    establishment: Establishment,
    request: Request,
    version: int,
    asked: Asked,
    by: User,
    now: datetime,
) -> Request:
    """Return `request` with its month stopped until the person answers.

    The period of a medical record, when one is asked for too, runs on.

    Errors: RequestRefused (state, dates, medical record alone, too late, changed meanwhile).
    Source: RGPD art. 12 §6; décret n° 2019-536 art. 77.
    """
    place = territory(establishment.territory)
    check_suspension(request, reason=asked.reason, requested_at=asked.at, now=now, place=place)
    change(request, version=version, changes={})
    Suspension.objects.create(
        request=request,
        reason=asked.reason,
        grounds=asked.grounds,
        requested_at=asked.at,
        recorded_at=now,
        recorded_by_id=by.pk,
    )
    _stop(request, establishment=establishment, since=asked.at, now=now)
    facts = {"reason": asked.reason, "requested_at": asked.at.isoformat()}
    remember(Act.REQUEST_SUSPENDED, request, by=by, now=now, facts=facts)
    return request


@transaction.atomic
def resume(
    *,
    establishment: Establishment,
    request: Request,
    version: int,
    answered_at: datetime,
    by: User,
    now: datetime,
) -> Request:
    """Return `request` with its month running again, to the end that the answer gives it.

    Errors: RequestRefused (state, nothing suspended, dates, changed meanwhile).
    Source: RGPD art. 12 §6; EDPB 01/2022.
    """
    place = territory(establishment.territory)
    awaited = check_resumption(request, answered_at=answered_at, now=now, place=place)
    change(request, version=version, changes={})
    Suspension.objects.filter(pk=awaited.pk).update(answered_at=answered_at)
    held = list(running(request))
    for due in clocks_of(request, territory=place):
        deadline = deadline_of(due, among=held)
        if deadline is not None:
            resume_deadline(deadline=deadline, due=due, now=now)
    facts = {"reason": awaited.reason, "answered_at": answered_at.isoformat()}
    remember(Act.REQUEST_RESUMED, request, by=by, now=now, facts=facts)
    return request


@transaction.atomic
def reopen(
    *,
    establishment: Establishment,
    request: Request,
    version: int,
    reason: str,
    by: User,
    now: datetime,
) -> Request:
    """Return `request` owing an answer again: the one recorded was a mistake, and is kept aside.

    Its deadlines run again to their own ends, which never moved; suspended again when the
    person's answer was awaited.

    Errors: RequestRefused (open, withdrawn, changed meanwhile).
    """
    answered_at = check_reopening(request)
    taken_back = Reopening(
        request=request,
        reason=reason,
        reopened_at=now,
        reopened_by_id=by.pk,
        answered_at=answered_at,
        answer=request.answer,
        answer_note=request.answer_note,
    )
    change(request, version=version, changes=_UNANSWERED)
    taken_back.save(force_insert=True)
    for deadline in deadlines_of(request.reference).filter(state=Deadline.State.MET):
        reopen_deadline(deadline=deadline, because="reopened", now=now)
    awaited = awaited_of(request)
    if awaited is not None:
        _stop(request, establishment=establishment, since=awaited.requested_at, now=now)
    facts = {"answer": taken_back.answer, "answered_at": taken_back.answered_at.isoformat()}
    remember(Act.REQUEST_REOPENED, request, by=by, now=now, facts=facts)
    return request


_UNANSWERED: dict[str, object] = {
    "state": Request.State.RECEIVED,
    "answered_at": None,
    "answer": "",
    "answer_note": "",
    "closed_at": None,
}


def _stop(
    request: Request, *, establishment: Establishment, since: datetime, now: datetime
) -> None:
    """Stop the deadlines of the periods that the law says are stopped, `since` the question."""
    held = list(running(request))
    for due in clocks_of(request, territory=territory(establishment.territory)):
        deadline = None if due.is_final else deadline_of(due, among=held)
        if deadline is not None:
            suspend_deadline(deadline=deadline, since=since, now=now)
