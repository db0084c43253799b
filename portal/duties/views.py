"""Pages of duties."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.casework import UNPROCESSABLE, attempt, read_again
from portal.duties import actions, queries
from portal.duties.forms import (
    ONCE,
    AddForm,
    ChangeForm,
    DoneForm,
    FilterForm,
    StopForm,
    starting_from,
)
from portal.duties.models import Duty
from portal.instants import to_local, zone_of
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission

_PAGE = 25


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def duties(request: EstablishmentRequest) -> HttpResponse:
    """List the duties, the nearest first, and the usual ones that are missing."""
    form = FilterForm(request.GET)
    state = form.cleaned_data["etat"] if form.is_valid() else ""
    page = Paginator(queries.duties(state=state), _PAGE).get_page(request.GET.get("page"))
    views = queries.views(current=state)
    proposals = queries.proposals(establishment=request.establishment)
    context = {
        "views": views,
        "total": views[0].count,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "rows": queries.rows(list(page.object_list)),
        "proposals": proposals,
        "is_adoptable": any(one.has_day for one in proposals),
        "zone": zone_of(request.establishment),
    }
    return render(request, "duties/list.html", context)


@allow(Permission.MANAGE_DUTIES)
@require_http_methods(["GET", "POST"])
def add(request: EstablishmentRequest) -> HttpResponse:
    """Add a duty, typed or started from a usual one."""
    if request.method == "GET":
        asked = [request.GET.get("usuelle", "")]
        usual = queries.usual_of(asked, establishment=request.establishment)
        form = AddForm(initial=starting_from(usual[0] if usual else None))
        return render(request, "duties/add.html", {"form": form})
    form = AddForm(request.POST)
    kept: list[Duty] = []
    if not attempt(
        form,
        lambda: kept.append(
            actions.add(
                establishment=request.establishment,
                added=form.added(),
                by=request.user,
                now=request.now,
            )
        ),
    ):
        return render(request, "duties/add.html", {"form": form}, status=UNPROCESSABLE)
    words = _("Obligation %(reference)s ajoutée.") % {"reference": kept[0].reference}
    return _done(request, kept[0], words)


@allow(Permission.MANAGE_DUTIES)
@require_POST
def adopt(request: EstablishmentRequest) -> HttpResponse:
    """Take on one usual duty, or several, each due one round from today."""
    usual = queries.usual_of(request.POST.getlist("usuelle"), establishment=request.establishment)
    kept = actions.adopt(
        establishment=request.establishment,
        usual=usual,
        language=get_language() or "fr",
        by=request.user,
        now=request.now,
    )
    if not kept:
        messages.warning(request, _("Rien n’a été ajouté\u00a0: donnez une date à l’obligation."))
    else:
        words = ngettext(
            "%(count)d obligation ajoutée. Vérifiez sa date\u00a0: elle part d’aujourd’hui.",
            "%(count)d obligations ajoutées. Vérifiez leurs dates\u00a0: elles partent "
            "d’aujourd’hui.",
            len(kept),
        )
        messages.success(request, words % {"count": len(kept)})
    return redirect("duties:list")


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def detail(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Show a duty: when it falls due, why, its alerts, each time it was done."""
    return _detail(request, _found(pk), bound=None)


@allow(Permission.MANAGE_DUTIES)
@require_http_methods(["GET", "POST"])
def change(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Change what a duty is or when it comes round."""
    found = _found(pk)
    if request.method == "GET":
        form = ChangeForm(initial=_standing(found))
        return render(request, "duties/change.html", {"duty": found, "form": form})
    form = ChangeForm(request.POST)
    if attempt(
        form,
        lambda: actions.change(
            duty=found,
            version=form.cleaned_data["version"],
            changed=form.changed(),
            by=request.user,
            now=request.now,
        ),
    ):
        return _done(request, found, _("Modification enregistrée."))
    found = _found(pk)
    read_again(form, version=found.version)
    context = {"duty": found, "form": form}
    return render(request, "duties/change.html", context, status=UNPROCESSABLE)


@allow(Permission.MANAGE_DUTIES)
@require_POST
def finish(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Record that a round was done."""
    found = _found(pk)
    comes_round = queries.recurrence_of(found).every_months is not None
    form = DoneForm(request.POST, comes_round=comes_round)
    if attempt(
        form,
        lambda: actions.finish(
            establishment=request.establishment,
            duty=found,
            version=form.cleaned_data["version"],
            done=form.done(),
            by=request.user,
            now=request.now,
        ),
    ):
        return _done(request, found, _("C’est noté\u00a0: l’échéance est tenue."))
    return _detail(request, _found(pk), bound=form)


@allow(Permission.MANAGE_DUTIES)
@require_POST
def stop(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Stop a duty that has lost its object."""
    found = _found(pk)
    form = StopForm(request.POST)
    if attempt(
        form,
        lambda: actions.stop(
            duty=found,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=request.now,
        ),
    ):
        return _done(request, found, _("Obligation arrêtée."))
    return _detail(request, _found(pk), bound=form)


def _found(pk: UUID) -> Duty:
    found = queries.duty_of(pk)
    if found is None:
        raise Http404
    return found


def _done(request: EstablishmentRequest, found: Duty, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("duties:detail", found.pk)


def _standing(found: Duty) -> dict[str, object]:
    recurrence = queries.recurrence_of(found)
    return {
        "version": found.version,
        "title": found.title,
        "notes": found.notes,
        "next_due_on": recurrence.next_due_on,
        "rhythm": str(recurrence.every_months or ONCE),
        "days_ahead": str(recurrence.days_ahead),
    }


def _detail(
    request: EstablishmentRequest, found: Duty, *, bound: forms.Form | None
) -> HttpResponse:
    """Answer with the page; a refused form comes back with what was typed."""
    if bound is not None:
        read_again(bound, version=found.version)
    zone = zone_of(request.establishment)
    case = queries.case(found, establishment=request.establishment, now=request.now)
    start: dict[str, object] = {"version": found.version}
    today = to_local(request.now, zone=zone).date()
    fresh: tuple[forms.Form, ...] = (
        DoneForm(
            comes_round=case.recurrence.every_months is not None,
            initial={**start, "done_on": today},
        ),
        StopForm(initial=start),
    )
    shown = {str(form.prefix): form for form in fresh}
    if bound is not None:
        shown[str(bound.prefix)] = bound
    context = {
        "case": case,
        "zone": zone,
        "may_manage": request.actor.may(Permission.MANAGE_DUTIES),
        "refused_form": bound,
        **{f"{prefix}_form": form for prefix, form in shown.items()},
    }
    status = 200 if bound is None else UNPROCESSABLE
    return render(request, "duties/detail.html", context, status=status)
