"""Pages of requests."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.casework import (
    UNPROCESSABLE,
    attempt,
    made,
    page_of,
    tell_twice_read,
    views_of,
)
from portal.instants import zone_of
from portal.rights import actions, queries
from portal.rights.detail import detail_page, done_with, found_or_404
from portal.rights.forms import (
    AnswerForm,
    ClockForm,
    CloseForm,
    ExtendForm,
    FilterForm,
    ReceiveForm,
)
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def requests(request: EstablishmentRequest) -> HttpResponse:
    """List the requests; the filters stand in the address."""
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    state = asked.get("etat", "")
    found = queries.requests(state=state, right=asked.get("droit", ""))
    listed = page_of(request, found)
    counts = queries.counts()
    context = {
        **listed,
        "form": form,
        "state": state,
        "views": views_of(queries.states(), counts=counts, current=state),
        "total": counts[""],
        "rows": queries.rows(list(listed["page"].object_list)),
        "may_receive": request.actor.may(Permission.RECEIVE_REQUEST),
    }
    return render(request, "rights/list.html", context)


@allow(Permission.RECEIVE_REQUEST)
@require_http_methods(["GET", "POST"])
def receive(request: EstablishmentRequest) -> HttpResponse:
    """Record a request; « Calculer l’échéance » previews its dates without recording anything."""
    zone = zone_of(request.establishment)
    if request.method == "GET":
        return _new(request, ReceiveForm(zone=zone), status=200)
    if "preview" in request.POST:
        typed: dict[str, object] = dict(request.POST.items())
        return _new(request, ReceiveForm(zone=zone, initial=typed), status=200)
    return _receive(request, ReceiveForm(request.POST, zone=zone))


@allow(Permission.RECEIVE_REQUEST)
@require_POST
def preview(request: EstablishmentRequest) -> HttpResponse:
    """Show the dates that what is typed so far would give: a part of the page."""
    return render(request, "rights/_parts/preview.html", _preview(request))


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def detail(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Show a request: its clock, its reasoning, its alerts, its journal."""
    return detail_page(request, found_or_404(pk), bound=None)


@allow(Permission.ANSWER_REQUEST)
@require_POST
def answer(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Record the answer that was sent."""
    found = found_or_404(pk)
    zone = zone_of(request.establishment)
    form = AnswerForm(request.POST, zone=zone, has_reflection=queries.has_reflection(found))
    if attempt(
        form,
        lambda: actions.answer(
            establishment=request.establishment,
            request=found,
            version=form.cleaned_data["version"],
            answered=form.answered(),
            by=request.user,
            now=request.now,
        ),
    ):
        return done_with(request, found, _("Réponse consignée\u00a0: l’échéance est tenue."))
    return detail_page(request, found_or_404(pk), bound=form)


@allow(Permission.ANSWER_REQUEST)
@require_POST
def extend(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Record the extension that was announced to the person."""
    found = found_or_404(pk)
    form = ExtendForm(request.POST, zone=zone_of(request.establishment))
    if attempt(
        form,
        lambda: actions.extend(
            establishment=request.establishment,
            request=found,
            version=form.cleaned_data["version"],
            notified_at=form.cleaned_data["notified_at"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=request.now,
        ),
    ):
        return done_with(request, found, _("Prolongation consignée."))
    return detail_page(request, found_or_404(pk), bound=form)


@allow(Permission.ANSWER_REQUEST)
@require_POST
def close(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Close a request: answered, or withdrawn by the person."""
    found = found_or_404(pk)
    form = CloseForm(request.POST, is_answered=not found.is_open)
    if attempt(
        form,
        lambda: actions.close(
            request=found,
            version=form.cleaned_data["version"],
            withdrawal=form.cleaned_data.get("withdrawal", ""),
            by=request.user,
            now=request.now,
        ),
    ):
        return done_with(request, found, _("Demande close."))
    return detail_page(request, found_or_404(pk), bound=form)


def _new(request: EstablishmentRequest, form: ReceiveForm, *, status: int) -> HttpResponse:
    context = {"form": form, **(_preview(request) if request.POST else {})}
    return render(request, "rights/receive.html", context, status=status)


def _preview(request: EstablishmentRequest) -> dict[str, object]:
    form = ClockForm(request.POST, zone=zone_of(request.establishment))
    is_ready = form.is_valid()
    return {
        "asked": True,
        "clock_form": form,
        "previews": queries.preview(form.facts(), establishment=request.establishment)
        if is_ready
        else (),
    }


def _receive(request: EstablishmentRequest, form: ReceiveForm) -> HttpResponse:
    """Record what the form says and go to its page, or give the form back."""
    same = actions.same_as(form.received()) if form.is_valid() else None
    if same is not None:
        words = _("Cette demande était déjà enregistrée\u00a0: c’est la %(reference)s.")
        return done_with(request, same, words % {"reference": same.reference})
    received = made(
        form,
        lambda: actions.receive(
            establishment=request.establishment,
            received=form.received(),
            by=request.user,
            now=request.now,
        ),
    )
    if received is None:
        return _new(request, form, status=UNPROCESSABLE)
    tell_twice_read(request, form)
    words = _("Demande %(reference)s enregistrée.") % {"reference": received.reference}
    return done_with(request, received, words)
