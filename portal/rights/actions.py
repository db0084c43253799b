"""What happens to a request: received, extended, answered, closed. Its deadlines follow."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.instants import to_local
from portal.journal.actions import hold
from portal.journal.acts import Act
from portal.law.calendars import territory
from portal.rights.clocks import clocks_of, extended_clock
from portal.rights.models import Request
from portal.rights.refusals import (
    RequestRefused,
    check_answer,
    check_extension,
    check_receipt,
    gives_record_too_early,
    too_early,
)
from portal.rights.writing import change, remember, running
from tenants.accounts.models import User
from tenants.agenda.actions import cancel_deadline, meet_deadline, move_deadline, open_deadline
from tenants.agenda.models import Deadline
from tenants.directory.models import Establishment
from tenants.directory.paths import establishment_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What is recorded of a request on its arrival. `received_at` is a UTC instant."""

    submission: UUID
    right: str
    channel: str
    received_at: datetime
    is_hour_known: bool
    requester_name: str
    requester_contact: str
    capacity: str
    subject: str
    concerns_medical_record: bool
    medical_older_than_five_years: bool
    concerns_other_data: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answer given to the person at the UTC instant `at`.

    `was_early` says that a medical record was really given before the 48 hours of reflection.
    """

    at: datetime
    kind: str
    note: str
    was_early: bool


def same_as(received: Received) -> Request | None:
    """Return the request recorded from another form with exactly the same facts, if any.

    A page left and come back to draws a new number for its form: sent again, it says the same
    thing to the minute.
    """
    facts = {name: value for name, value in asdict(received).items() if name != "submission"}
    others = Request.objects.exclude(submission=received.submission)
    return others.filter(**facts).order_by("recorded_at").first()


@transaction.atomic
def receive(
    *, establishment: Establishment, received: Received, by: User, now: datetime
) -> Request:
    """Return the request recorded, or the one already recorded from the same form and words.

    Side effects in order: the journal's head is held, so that references follow each other
    without gap or race; the request; one deadline per period with its alerts; the journal.

    Errors: RequestRefused when the receipt is in the future.
    Source: RGPD art. 12 §3; CSP art. L.1111-7.
    """
    place = territory(establishment.territory)
    check_receipt(received.received_at, now=now, zone=place.zone)
    hold()
    same = Request.objects.filter(**asdict(received)).first()
    if same is not None:
        return same
    request = _write(received, zone=place.zone, by=by, now=now)
    for due in clocks_of(request, territory=place):
        open_deadline(
            establishment=establishment,
            kind=Deadline.Kind.REQUEST,
            rule_id=due.rule_id,
            reference=request.reference,
            path=establishment_path(establishment.slug, "rights:detail", request.pk),
            due=due,
            now=now,
        )
    remember(Act.REQUEST_RECEIVED, request, by=by, now=now, facts={"right": request.right})
    return request


@transaction.atomic
def extend(
    *,
    establishment: Establishment,
    request: Request,
    version: int,
    notified_at: datetime,
    reason: str,
    by: User,
    now: datetime,
) -> Request:
    """Return `request` with its extension; the GDPR deadline moves to three months in all.

    An extension announced after the first month has no effect on the person: it is recorded as
    such, and the deadline stays.

    Errors: RequestRefused (state, dates, medical record alone, changed meanwhile).
    Source: RGPD art. 12 §3.
    """
    place = territory(establishment.territory)
    check_extension(request, notified_at=notified_at, now=now, place=place)
    due = extended_clock(request, notified_at=notified_at, territory=place)
    change(
        request,
        version=version,
        changes={"extension_notified_at": notified_at, "extension_reason": reason},
    )
    if due is not None:
        for deadline in running(request).filter(rule_id__startswith="R-ART12"):
            move_deadline(deadline=deadline, due=due, now=now)
    act = Act.REQUEST_EXTENDED if due else Act.REQUEST_EXTENDED_LATE
    remember(act, request, by=by, now=now, facts={"notified_at": notified_at.isoformat()})
    return request


@transaction.atomic
def answer(
    *,
    establishment: Establishment,
    request: Request,
    version: int,
    answered: Answered,
    by: User,
    now: datetime,
) -> Request:
    """Return `request` answered (or refused with reasons); its deadlines are met.

    What was given before the 48 hours is recorded as it happened, and the journal says so.

    Errors: RequestRefused (state, dates, 48 hours, changed meanwhile).
    Source: RGPD art. 12 §3 and §4; CSP art. L.1111-7.
    """
    place = territory(establishment.territory)
    check_answer(request, answered_at=answered.at, now=now, place=place)
    is_early = gives_record_too_early(
        request, answered_at=answered.at, kind=answered.kind, place=place
    )
    if is_early and not answered.was_early:
        raise too_early(request, place=place)
    _write_answer(request, answered, version=version)
    for deadline in running(request):
        meet_deadline(deadline=deadline, now=now)
    act = Act.REQUEST_REFUSED if request.state == Request.State.REFUSED else Act.REQUEST_ANSWERED
    facts = {"answer": answered.kind, "answered_at": answered.at.isoformat()}
    early = {"before_48h": "yes"} if is_early else {}
    remember(act, request, by=by, now=now, facts=facts | early)
    return request


@transaction.atomic
def close(*, request: Request, version: int, withdrawal: str, by: User, now: datetime) -> Request:
    """Return `request` closed: after its answer, or because the person withdrew it.

    Errors: RequestRefused when it is unanswered and no withdrawal is told, or changed meanwhile.
    """
    if request.state == Request.State.CLOSED:
        raise RequestRefused(_("Cette demande est déjà close."))
    if request.is_open and not withdrawal:
        raise RequestRefused(
            _("Sans réponse, seule une demande retirée se clôt\u00a0: dites comment elle l’a été."),
            field="withdrawal",
        )
    told = withdrawal if request.is_open else ""
    changes = {"state": Request.State.CLOSED, "closed_at": now, "withdrawal": told}
    change(request, version=version, changes=changes)
    for deadline in running(request):
        cancel_deadline(deadline=deadline, because="withdrawn", now=now)
    act = Act.REQUEST_WITHDRAWN if told else Act.REQUEST_CLOSED
    remember(act, request, by=by, now=now, facts={})
    return request


def _write(received: Received, *, zone: str, by: User, now: datetime) -> Request:
    """Return the new row; the head of the journal is held, so the number is free."""
    year = to_local(now, zone=zone).year
    last = Request.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    facts = asdict(received)
    if Request.objects.filter(submission=received.submission).exists():
        # A page kept by the browser, its words changed: another request, whose period runs too.
        facts["submission"] = uuid4()
    return Request.objects.create(
        **facts,
        year=year,
        number=last + 1,
        reference=f"DR-{year}-{last + 1:04}",
        recorded_at=now,
        recorded_by_id=by.pk,
    )


def _write_answer(request: Request, answered: Answered, *, version: int) -> None:
    is_refusal = answered.kind == Request.Answer.REFUSED
    changes: dict[str, object] = {
        "state": Request.State.REFUSED if is_refusal else Request.State.ANSWERED,
        "answered_at": answered.at,
        "answer": answered.kind,
        "answer_note": answered.note,
    }
    change(request, version=version, changes=changes)
