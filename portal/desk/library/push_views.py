"""Pages of a push: what it would do, then what it does, establishment by establishment."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.desk.library import pushing, queries
from portal.desk.library.views import facts_of, found
from portal.desk.library.wording import because
from portal.desk.opening import agencies_open_to
from portal.register.masters import master_of
from portal.register.spread.propagation import Outcome
from tenants.directory.access import PortalRequest, allow
from tenants.directory.roles import Permission
from tenants.library.models import Push, PushItem

# What a page works off each time it looks: a second of work at most.
_AT_A_TIME = 25


@dataclass(frozen=True, slots=True)
class Told:
    """One row of a push, and why it was left out in words."""

    item: PushItem
    because: str


@allow(Permission.MANAGE_LIBRARY)
@require_POST
def preview(request: PortalRequest, reference: str) -> HttpResponse:
    """Show what the push would do in each establishment chosen; nothing is written."""
    master = found(reference)
    chosen = set(request.POST.getlist("e"))
    agencies = [agency.pk for agency in agencies_open_to(request.user)]
    holders = [
        one
        for one in queries.holders(master, agencies=agencies)
        if str(one.establishment.pk) in chosen
    ]
    if not holders:
        messages.error(request, _("Choisissez au moins un établissement."))
        return redirect("library:template", reference)
    rows = pushing.preview(master, chosen=holders)
    context = {
        **facts_of(master),
        "to_do": [one for one in rows if one.forecast.outcome is not Outcome.IGNORED],
        "ignored": [one for one in rows if one.forecast.outcome is Outcome.IGNORED],
        "asked": sum(one.forecast.outcome is Outcome.PROPOSED for one in rows),
        "added": sum(one.forecast.outcome is Outcome.ADDED for one in rows),
        "submission": uuid4(),
    }
    return render(request, "desk/library/preview.html", context)


@allow(Permission.MANAGE_LIBRARY)
@require_POST
def push(request: PortalRequest, reference: str) -> HttpResponse:
    """Ask for the push that was previewed, and follow it."""
    master = found(reference)
    agencies = {agency.pk for agency in agencies_open_to(request.user)}
    targets = [t for t in map(pushing.target_of, request.POST.getlist("cible")) if t is not None]
    allowed = queries.places_in(agencies)
    targets = [one for one in targets if one.establishment_id in allowed]
    try:
        submission = UUID(request.POST.get("submission", ""))
    except ValueError:
        submission = None
    if submission is None or not targets or str(master.version) != request.POST.get("version"):
        messages.error(
            request, _("L’aperçu n’est plus exact\u00a0: recommencez-le. Rien n’a été écrit.")
        )
        return redirect("library:template", reference)
    made = pushing.launch(
        master=master, targets=targets, submission=submission, by=request.user, now=request.now
    )
    return redirect("library:progress", made.pk)


@allow(Permission.READ_COCKPIT)
@require_safe
def progress(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Show how far a push is, and what became of each establishment."""
    return render(request, "desk/library/progress.html", _progress(pk))


@allow(Permission.MANAGE_LIBRARY)
@require_POST
def advance(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Work off some rows while the page is open; answer with how far it is."""
    pushing.work_off(now=request.now, most=_AT_A_TIME, push=_found(pk))
    if not request.htmx:
        return redirect("library:progress", pk)
    context = _progress(pk)
    return render(request, "desk/library/_parts/progress.html", context)


def _found(pk: UUID) -> Push:
    push = Push.objects.select_related("by").filter(pk=pk).first()
    if push is None:
        raise Http404
    return push


def _progress(pk: UUID) -> dict[str, object]:
    push = _found(pk)
    rows = list(
        PushItem.objects.filter(push=push)
        .select_related("establishment__agency")
        .order_by("establishment__name", "pk")
    )
    counts = Counter(row.state for row in rows)
    told = [Told(row, because(row.reason)) for row in rows]
    waiting = counts[PushItem.State.WAITING]
    return {
        "push": push,
        "rows": told,
        "counts": {str(state): counts[state] for state in PushItem.State},
        "total": len(rows),
        "done": len(rows) - waiting,
        "is_over": not waiting,
        "name": (master.sheet.name if (master := master_of(push.template_ref)) else ""),
    }
