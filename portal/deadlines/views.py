"""The page of one deadline: what is left, its ledger, and what a person can do about it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.casework import UNPROCESSABLE, attempt, tell_twice_read
from portal.deadlines import actions, queries
from portal.deadlines.export import written
from portal.deadlines.forms import ChargeForm, NoteForm, SnoozeForm
from portal.deadlines.wording import already_taken
from portal.instants import instant_words, zone_of
from tenants.agenda.models import Deadline
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def detail(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Show a deadline: what is left, why, who is told when, and what came of each message."""
    return _detail(request, _found(pk), bound=None)


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def export(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Give the ledger as a file."""
    deadline = _found(pk)
    content = written(
        queries.record_of(deadline, now=request.now), zone=zone_of(request.establishment)
    )
    name = _("releve-%s.csv") % deadline.reference
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@allow(Permission.ACKNOWLEDGE_ALERT)
@require_POST
def acknowledge(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Take charge of a deadline; whoever comes second is told who was first, and when."""
    deadline = _found(pk)
    form = ChargeForm(request.POST)
    kept: list[actions.Charge] = []
    if not attempt(
        form,
        lambda: kept.append(
            actions.take_charge(
                deadline=deadline,
                note=form.cleaned_data["note"],
                by=request.user,
                now=request.now,
            )
        ),
    ):
        return _detail(request, deadline, bound=form)
    if kept[0].is_first:
        messages.success(request, _("Pris en charge\u00a0: les rappels simples se taisent."))
    else:
        zone = zone_of(request.establishment)
        messages.info(request, already_taken(_found(pk), reader=request.user, zone=zone))
    return redirect(deadline.path if request.POST.get("back") == "case" else _page(deadline))


@allow(Permission.ACKNOWLEDGE_ALERT)
@require_POST
def snooze(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Put the reminder off, never past the next rung."""
    deadline = _found(pk)
    zone = zone_of(request.establishment)
    offered = queries.moments(deadline, zone=zone, now=request.now)
    form = SnoozeForm(request.POST, zone=zone, offered=offered)
    if not attempt(
        form,
        lambda: actions.snooze(
            deadline=deadline,
            until=form.asked(now=request.now),
            zone=form.zone,
            field=form.field_asked(),
            by=request.user,
            now=request.now,
        ),
    ):
        return _detail(request, deadline, bound=form)
    tell_twice_read(request, form)
    until = instant_words(form.asked(now=request.now), zone=form.zone)
    messages.success(request, _("Reporté\u00a0: un rappel ne viendra qu’à vous, %s.") % until)
    return redirect(_page(deadline))


@allow(Permission.ACKNOWLEDGE_ALERT)
@require_POST
def note(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Leave a note about a deadline in the journal."""
    deadline = _found(pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _detail(request, deadline, bound=form)
    actions.leave_note(
        deadline=deadline, note=form.cleaned_data["note"], by=request.user, now=request.now
    )
    messages.success(request, _("Note écrite dans le journal."))
    return redirect(_page(deadline))


def _found(pk: UUID) -> Deadline:
    found = queries.deadline_of(pk)
    if found is None:
        raise Http404
    return found


def _page(deadline: Deadline) -> str:
    return reverse("deadlines:detail", args=[deadline.pk])


def _detail(
    request: EstablishmentRequest, deadline: Deadline, *, bound: forms.Form | None
) -> HttpResponse:
    """Answer with the page; a refused form comes back with what was typed."""
    record = queries.record_of(deadline, now=request.now)
    context = {
        "record": record,
        "deadline": record.deadline,
        "zone": zone_of(request.establishment),
        "may_act": request.actor.may(Permission.ACKNOWLEDGE_ALERT),
        **_forms(request, record.deadline, bound=bound),
    }
    status = 200 if bound is None else UNPROCESSABLE
    return render(request, "deadlines/detail.html", context, status=status)


def _forms(
    request: EstablishmentRequest, deadline: Deadline, *, bound: forms.Form | None
) -> dict[str, object]:
    """Return the forms of the page, the one that was refused in place of a fresh one."""
    zone = zone_of(request.establishment)
    fresh: tuple[forms.Form, ...] = (
        ChargeForm(),
        SnoozeForm(zone=zone, offered=queries.moments(deadline, zone=zone, now=request.now)),
        NoteForm(),
    )
    shown = {str(form.prefix): form for form in fresh}
    if bound is not None:
        shown[str(bound.prefix)] = bound
    return {f"{prefix}_form": form for prefix, form in shown.items()} | {"refused_form": bound}
