"""The page where an establishment answers a newer template, field by field."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.casework import UNPROCESSABLE
from portal.instants import zone_of
from portal.journal.queries import names_of
from portal.refusal import CaseRefused
from portal.register.models import Activity, Proposal
from portal.register.sheet import Sheet
from portal.register.shown import Shown, shown_field
from portal.register.spread import proposals
from portal.register.spread.forms import AnswerForm
from portal.register.spread.propagation import open_proposal
from portal.register.views import found
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@dataclass(frozen=True, slots=True)
class Question:
    """One contested field: what is said here, what the template says, and the answer to give."""

    mine: Shown
    theirs: Shown
    form: AnswerForm


@allow(Permission.WRITE_REGISTER)
@require_http_methods(["GET", "POST"])
def answer(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Answer the newer template: take it, keep one's own, or join both, field by field."""
    activity = found(pk)
    proposal = open_proposal(activity)
    if proposal is None:
        if request.method == "POST":
            messages.info(request, _("Quelqu’un a déjà répondu à cette mise à jour."))
            return redirect("register:detail", activity.pk)
        raise Http404
    questions = _questions(request, activity, proposal)
    refusal = ""
    if request.method == "POST" and all(one.form.is_valid() for one in questions):
        try:
            _answer(request, proposal, questions)
        except CaseRefused as refused:
            refusal = str(refused.message)
        else:
            messages.success(request, _("Réponse enregistrée. Rien d’autre n’a changé."))
            return redirect("register:detail", activity.pk)
    return _page(request, found(pk), proposal, questions, refusal=refusal)


def _questions(
    request: EstablishmentRequest, activity: Activity, proposal: Proposal
) -> list[Question]:
    mine = activity.sheet
    theirs = proposals.theirs_of(proposal, mine=mine)
    return [_question(request, mine, theirs, field=name) for name in proposal.fields]


def _question(request: EstablishmentRequest, mine: Sheet, theirs: Sheet, *, field: str) -> Question:
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        prefix=field,
        field=field,
        joined=proposals.joined(mine, theirs, field=field),
    )
    return Question(shown_field(mine, field), shown_field(theirs, field), form)


def _answer(request: EstablishmentRequest, proposal: Proposal, questions: list[Question]) -> None:
    sent = request.POST.get("version", "")
    proposals.answer(
        proposal=proposal,
        said={one.form.field: one.form.said() for one in questions},
        version=int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 9 else 0,
        by=request.user,
        now=request.now,
    )


def _page(
    request: EstablishmentRequest,
    activity: Activity,
    proposal: Proposal,
    questions: list[Question],
    *,
    refusal: str,
) -> HttpResponse:
    context = {
        "activity": activity,
        "proposal": proposal,
        "questions": questions,
        "by": names_of([proposal.by_id]).get(proposal.by_id or 0, ""),
        "refusal": refusal,
        "zone": zone_of(request.establishment),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "register/proposal.html", context, status=status)
