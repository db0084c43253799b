"""Pages of absences: one's own, and for a lead those of the agency."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.desk.absences import (
    AbsenceForm,
    lines,
    office,
    today_of,
    try_changing,
    try_saying,
)
from tenants.directory.absences import Away, absence_of, withdraw_absence
from tenants.directory.access import PortalRequest, allow
from tenants.directory.paths import desk_path
from tenants.directory.roles import Permission

_UNPROCESSABLE = 422


@allow(Permission.SAY_ABSENCE)
@require_http_methods(["GET", "POST"])
def absences(request: PortalRequest) -> HttpResponse:
    """List the absences and say a new one; what each changes stands beside it."""
    here = office(by=request.user, now=request.now)
    form = AbsenceForm(request.POST or None, people=here.colleagues(), by=request.user)
    if request.method == "POST" and try_saying(form, here=here, by=request.user, now=request.now):
        messages.success(request, _("Absence enregistrée."))
        return redirect(desk_path("desk:absences"))
    context = {
        "form": form,
        "lines": lines(here, by=request.user, now=request.now),
        "is_lead": bool(here.led),
        "today": today_of(request.now),
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/absences.html", context, status=status)


@allow(Permission.SAY_ABSENCE)
@require_http_methods(["GET", "POST"])
def change(request: PortalRequest, pk: int) -> HttpResponse:
    """Move an absence."""
    away = _found(request, pk)
    form = AbsenceForm(
        request.POST or None,
        people={},
        by=away.person,
        initial={"starts_on": away.starts_on, "ends_on": away.ends_on},
    )
    if request.method == "POST" and try_changing(form, away=away, by=request.user, now=request.now):
        messages.success(request, _("Absence modifiée."))
        return redirect(desk_path("desk:absences"))
    status = _UNPROCESSABLE if form.is_bound else 200
    context = {"form": form, "away": away}
    return render(request, "desk/absence_change.html", context, status=status)


@allow(Permission.SAY_ABSENCE)
@require_http_methods(["GET", "POST"])
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask whether to take an absence back, then do it."""
    away = _found(request, pk)
    today = today_of(request.now)
    if request.method != "POST":
        context = {"away": away, "has_begun": away.starts_on < today}
        return render(request, "desk/absence_withdraw.html", context)
    withdraw_absence(away=away, by=request.user, today=today, now=request.now)
    messages.success(
        request, _("Absence retirée\u00a0: les alertes reviennent à %s.") % away.person.full_name
    )
    return redirect(desk_path("desk:absences"))


def _found(request: PortalRequest, pk: int) -> Away:
    """Return an absence of one's own, or of an agency one leads, that is not over."""
    away = absence_of(pk, by=request.user)
    if away is None or away.ends_on < today_of(request.now):
        raise Http404
    return away
