"""Pages of saved views: keeping the filter in hand, and managing what was kept."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.casework import UNPROCESSABLE, attempt, offer_undo, or_404
from portal.refusal import CaseRefused
from portal.register.filter_form import FilterForm
from portal.register.saved import actions, queries
from portal.register.saved.forms import ViewForm
from portal.register.saved.models import SavedView
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def saved(request: EstablishmentRequest) -> HttpResponse:
    """List the views of the person and those the team shares."""
    context = {
        "kept": queries.kept(person_id=request.user.pk),
        "removed": queries.removed_of(person_id=request.user.pk, now=request.now),
        "may_change_shared": request.actor.may(Permission.VALIDATE_ACTIVITY),
    }
    return render(request, "register/views.html", context)


@allow(Permission.READ_ESTABLISHMENT)
@require_http_methods(["GET", "POST"])
def save(request: EstablishmentRequest) -> HttpResponse:
    """Keep the filter of the address under a name."""
    query = FilterForm(request.GET).query()
    form = ViewForm(request.POST or None, may_share=request.actor.may(Permission.WRITE_REGISTER))
    if request.method == "POST" and attempt(
        form,
        lambda: actions.save_view(
            name=form.cleaned_data["name"],
            query=query,
            is_shared=form.cleaned_data.get("is_shared", False),
            by=request.user,
            now=request.now,
        ),
    ):
        messages.success(request, _("Vue gardée\u00a0: elle est au-dessus de la liste."))
        return _list_on(query)
    status = UNPROCESSABLE if form.is_bound else 200
    context = {"form": form, "query": query}
    return render(request, "register/view_save.html", context, status=status)


@allow(Permission.READ_ESTABLISHMENT)
@require_http_methods(["GET", "POST"])
def change(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Rename a view, share it or take it back from the team."""
    view = _mine(request, pk)
    may_share = request.actor.may(Permission.WRITE_REGISTER)
    initial: dict[str, object] = {"name": view.name, "is_shared": view.is_shared}
    form = ViewForm(request.POST or None, may_share=may_share, initial=initial)
    if request.method == "POST" and attempt(
        form,
        lambda: actions.change_view(
            view=view,
            name=form.cleaned_data["name"],
            is_shared=form.cleaned_data.get("is_shared", view.is_shared),
        ),
    ):
        messages.success(request, _("Vue enregistrée."))
        return redirect("register:saved")
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "register/view_change.html", {"form": form, "view": view}, status=status)


@allow(Permission.READ_ESTABLISHMENT)
@require_POST
def remove(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Take a view away; the next page offers to put it back."""
    view = actions.remove_view(view=_mine(request, pk), now=request.now)
    words = _("Vue «\u00a0%(name)s\u00a0» retirée.") % {"name": view.name}
    offer_undo(request, words, to=reverse("register:view_put_back", args=[view.pk]))
    return redirect("register:saved")


@allow(Permission.READ_ESTABLISHMENT)
@require_POST
def put_back(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Put a removed view back."""
    view = or_404(queries.removed_view_of(pk))
    _check_mine(request, view)
    try:
        actions.put_back(view=view)
    except CaseRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("La vue est de nouveau là."))
    return redirect("register:saved")


@allow(Permission.READ_ESTABLISHMENT)
@require_POST
def first(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Open the register on this view from now on, or on the whole list again."""
    view = or_404(queries.view_of(pk, person_id=request.user.pk))
    wanted = request.POST.get("first") == "on"
    actions.open_first(view=view if wanted else None, by=request.user)
    words = (
        _("Le registre s’ouvrira sur «\u00a0%(name)s\u00a0» pour vous.")
        if wanted
        else _("Le registre s’ouvrira sur toute la liste.")
    )
    messages.success(request, words % {"name": view.name})
    return redirect("register:saved")


def _list_on(query: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('register:list')}?{query}")


def _mine(request: EstablishmentRequest, pk: UUID) -> SavedView:
    view = or_404(queries.view_of(pk, person_id=request.user.pk))
    _check_mine(request, view)
    return view


def _check_mine(request: EstablishmentRequest, view: SavedView) -> None:
    """Refuse another's view, unless it is shared and the person answers for the register."""
    answers_for_it = view.is_shared and request.actor.may(Permission.VALIDATE_ACTIVITY)
    if view.owner_id != request.user.pk and not answers_for_it:
        raise PermissionDenied
