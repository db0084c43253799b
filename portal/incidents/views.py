"""Pages of incidents."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.casework import (
    UNPROCESSABLE,
    attempt,
    case_page,
    done,
    made,
    or_404,
    page_of,
    tell_twice_read,
    views_of,
)
from portal.incidents import actions, queries
from portal.incidents.forms import CloseForm, DeclareForm, FilterForm, NotifyForm, QualifyForm
from portal.incidents.models import Incident
from portal.instants import zone_of
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def incidents(request: EstablishmentRequest) -> HttpResponse:
    """List the incidents; the filter stands in the address."""
    form = FilterForm(request.GET)
    state = form.cleaned_data["etat"] if form.is_valid() else ""
    listed = page_of(request, queries.incidents(state=state))
    counts = queries.counts()
    context = {
        **listed,
        "views": views_of(Incident.State.choices, counts=counts, current=state),
        "total": counts[""],
        "rows": queries.rows(list(listed["page"].object_list)),
        "may_declare": request.actor.may(Permission.DECLARE_INCIDENT),
    }
    return render(request, "incidents/list.html", context)


@allow(Permission.DECLARE_INCIDENT)
@require_http_methods(["GET", "POST"])
def declare(request: EstablishmentRequest) -> HttpResponse:
    """Declare an incident, on one plain page."""
    zone = zone_of(request.establishment)
    if request.method == "GET":
        return render(request, "incidents/declare.html", {"form": DeclareForm(zone=zone)})
    form = DeclareForm(request.POST, zone=zone)
    same = actions.same_as(form.declared()) if form.is_valid() else None
    if same is not None:
        words = _("Cet incident était déjà déclaré\u00a0: c’est le %(reference)s.")
        return _done(request, same, words % {"reference": same.reference})
    declared = made(
        form,
        lambda: actions.declare(
            establishment=request.establishment,
            declared=form.declared(),
            by=request.user,
            now=request.now,
        ),
    )
    if declared is None:
        return render(request, "incidents/declare.html", {"form": form}, status=UNPROCESSABLE)
    tell_twice_read(request, form)
    words = _("Incident %(reference)s déclaré.") % {"reference": declared.reference}
    return _done(request, declared, words)


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def detail(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Show an incident: its facts, its 72 hours if they run, its alerts, its journal."""
    return _detail(request, _found(pk), bound=None)


@allow(Permission.QUALIFY_BREACH)
@require_POST
def qualify(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Record whether it is a breach, and of what risk."""
    found = _found(pk)
    form = QualifyForm(request.POST, zone=zone_of(request.establishment))
    if attempt(
        form,
        lambda: actions.qualify(
            establishment=request.establishment,
            incident=found,
            version=form.cleaned_data["version"],
            qualified=form.qualified(),
            by=request.user,
            now=request.now,
        ),
    ):
        tell_twice_read(request, form)
        return _done(request, found, _("Qualification enregistrée."))
    return _detail(request, _found(pk), bound=form)


@allow(Permission.QUALIFY_BREACH)
@require_POST
def notify(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Record the notification made to the CNIL."""
    found = _found(pk)
    form = NotifyForm(request.POST, zone=zone_of(request.establishment))
    if attempt(
        form,
        lambda: actions.record_notification(
            establishment=request.establishment,
            incident=found,
            version=form.cleaned_data["version"],
            notified=form.notified(),
            by=request.user,
            now=request.now,
        ),
    ):
        return _done(request, found, _("Notification consignée\u00a0: l’échéance est tenue."))
    return _detail(request, _found(pk), bound=form)


@allow(Permission.QUALIFY_BREACH)
@require_POST
def close(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Close an incident."""
    found = _found(pk)
    form = CloseForm(request.POST, awaits_notification=found.awaits_notification)
    if attempt(
        form,
        lambda: actions.close(
            incident=found,
            version=form.cleaned_data["version"],
            closing_note=form.cleaned_data["closing_note"],
            not_notified_reason=form.cleaned_data.get("not_notified_reason", ""),
            by=request.user,
            now=request.now,
        ),
    ):
        return _done(request, found, _("Incident clos."))
    return _detail(request, _found(pk), bound=form)


def _found(pk: UUID) -> Incident:
    return or_404(queries.incident_of(pk))


def _done(request: EstablishmentRequest, found: Incident, words: str) -> HttpResponse:
    return done(request, words, to="incidents:detail", pk=found.pk)


def _detail(
    request: EstablishmentRequest, found: Incident, *, bound: forms.Form | None
) -> HttpResponse:
    zone = zone_of(request.establishment)
    start: dict[str, object] = {"version": found.version}
    context = {
        "case": queries.case(found, establishment=request.establishment, now=request.now),
        "may_qualify": request.actor.may(Permission.QUALIFY_BREACH),
    }
    fresh = (
        QualifyForm(zone=zone, initial={**start, "aware_at": found.detected_at}),
        NotifyForm(zone=zone, initial=start),
        CloseForm(awaits_notification=found.awaits_notification, initial=start),
    )
    return case_page(
        request, "incidents/detail.html", context, version=found.version, fresh=fresh, bound=bound
    )
