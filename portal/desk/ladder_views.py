"""Pages of the ladders: read by the firm, added to by its leads."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.desk import ladders
from tenants.agenda.ladder_steps import remove_step
from tenants.directory.absences import my_agencies
from tenants.directory.access import PortalRequest, allow
from tenants.directory.paths import desk_path
from tenants.directory.roles import Permission

_UNPROCESSABLE = 422


@allow(Permission.READ_COCKPIT)
@require_safe
def read(request: PortalRequest) -> HttpResponse:
    """Show every ladder in words, and what the reader's agencies added."""
    context = {
        "ladders": ladders.ladders(),
        "sentences": ladders.rhythm_words(),
        "steps": ladders.steps(by=request.user),
        "has_agencies": len(my_agencies(request.user)) > 1,
    }
    return render(request, "desk/ladders.html", context)


@allow(Permission.MANAGE_LADDERS)
@require_http_methods(["GET", "POST"])
def add(request: PortalRequest) -> HttpResponse:
    """Ask for a rung, show what it does, then add it."""
    form = ladders.StepForm(request.POST or None, led=my_agencies(request.user, led_only=True))
    is_asked = request.method == "POST" and form.is_valid()
    if is_asked and "confirmed" in request.POST:
        if ladders.try_adding(form, by=request.user, now=request.now):
            messages.success(request, _("Palier ajouté\u00a0: appliqué dans l’heure."))
            return redirect(desk_path("desk:ladders"))
    elif is_asked and "again" not in request.POST:
        step = form.step(by=request.user, now=request.now)
        count = ladders.concerned(step, now=request.now)
        context = {"form": form, "step": ladders.described(step), "count": count}
        return render(request, "desk/ladder_confirm.html", context)
    status = _UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "desk/ladder_add.html", {"form": form}, status=status)


@allow(Permission.MANAGE_LADDERS)
@require_http_methods(["GET", "POST"])
def remove(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask whether to take a rung back, then do it."""
    step = ladders.step_of(pk, by=request.user)
    if step is None:
        raise Http404
    if request.method != "POST":
        count = ladders.concerned(step.row, now=request.now)
        return render(request, "desk/ladder_remove.html", {"step": step, "count": count})
    remove_step(step=step.row)
    messages.success(request, _("Palier retiré\u00a0: appliqué dans l’heure."))
    return redirect(desk_path("desk:ladders"))
