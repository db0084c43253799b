"""The page of one request, with the forms of every act that may be done on it."""

from uuid import UUID

from django import forms
from django.http import HttpResponse

from portal.casework import case_page, done, or_404
from portal.instants import zone_of
from portal.rights import queries
from portal.rights.forms import AnswerForm, CloseForm, ExtendForm
from portal.rights.models import Request
from portal.rights.suspension_forms import ReopenForm, ResumeForm, SuspendForm
from tenants.directory.access import EstablishmentRequest
from tenants.directory.roles import Permission


def found_or_404(pk: UUID) -> Request:
    """Return the request, or raise Http404."""
    return or_404(queries.request_of(pk))


def done_with(request: EstablishmentRequest, found: Request, words: str) -> HttpResponse:
    """Say that it is done, on the page of the request."""
    return done(request, words, to="rights:detail", pk=found.pk)


def detail_page(
    request: EstablishmentRequest, found: Request, *, bound: forms.Form | None
) -> HttpResponse:
    """Answer with the page of `found`; a refused form, `bound`, comes back as it was typed."""
    zone = zone_of(request.establishment)
    start: dict[str, object] = {"version": found.version}
    context = {
        "case": queries.case(found, establishment=request.establishment, now=request.now),
        "may_answer": request.actor.may(Permission.ANSWER_REQUEST),
    }
    fresh = (
        AnswerForm(zone=zone, has_reflection=queries.has_reflection(found), initial=start),
        ExtendForm(zone=zone, initial=start),
        CloseForm(is_answered=not found.is_open, initial=start),
        SuspendForm(zone=zone, initial=start),
        ResumeForm(zone=zone, initial=start),
        ReopenForm(initial=start),
    )
    return case_page(
        request, "rights/detail.html", context, version=found.version, fresh=fresh, bound=bound
    )
