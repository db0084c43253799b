"""What pages of cases share: a form tried against an action, and given back when refused."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.fields import ZonedForm
from portal.instants import zone_of
from portal.refusal import CaseRefused
from tenants.directory.access import EstablishmentRequest
from tenants.directory.roles import Permission

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNPROCESSABLE = 422
_PAGE = 25

Made = TypeVar("Made")
Case = TypeVar("Case", bound=Model)


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at a list: a state of its cases ("" for all), and how many there are."""

    state: str
    label: str
    count: int
    is_current: bool


def views_of(
    choices: Iterable[tuple[str, "StrOrPromise"]], *, counts: dict[str, int], current: str
) -> tuple[View, ...]:
    """Return the views of a list: one for all its cases, then one for each state."""
    named = [("", _("Tous les dossiers")), *choices]
    return tuple(
        View(state, str(label), counts.get(state, 0), is_current=state == current)
        for state, label in named
    )


def page_of(request: EstablishmentRequest, found: QuerySet[Case]) -> dict[str, Any]:
    """Return what a list shows of the page asked for: `page`, `numbers`, and its zone and hour."""
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "zone": zone_of(request.establishment),
        "now": request.now,
    }


def or_404(found: Case | None) -> Case:
    """Return the case, or raise Http404."""
    if found is None:
        raise Http404
    return found


def attempt(form: forms.Form, act: Callable[[], object]) -> bool:
    """Return whether the form was valid and `act` went through.

    A refusal is written beside its field, or above the form when the form has no such field.
    """
    if not form.is_valid():
        return False
    try:
        act()
    except CaseRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


def made(form: forms.Form, act: Callable[[], Made]) -> Made | None:
    """Return what `act` made, or None when the form or the action refused (see `attempt`)."""
    kept: list[Made] = []
    attempt(form, lambda: kept.append(act()))
    return kept[0] if kept else None


def done(request: EstablishmentRequest, words: str, *, to: str, pk: UUID) -> HttpResponse:
    """Say that it is done, on the page `to` of the case."""
    messages.success(request, words)
    return redirect(to, pk)


def offer_undo(request: EstablishmentRequest, words: str, *, to: str) -> None:
    """Say that it is done, beside a button that takes it back by a POST to the path `to`."""
    messages.success(request, words, extra_tags=to)


def case_page(
    request: EstablishmentRequest,
    template: str,
    context: Mapping[str, object],
    *,
    version: int,
    fresh: Iterable[forms.Form],
    bound: forms.Form | None,
) -> HttpResponse:
    """Answer with the page of a case and its forms, each named after its prefix.

    A refused form, `bound`, takes the place of the fresh one: it comes back with what was typed,
    status 422, and may be sent again now that the person sees this `version`.
    """
    shown = {str(form.prefix): form for form in fresh}
    if bound is not None:
        read_again(bound, version=version)
        shown[str(bound.prefix)] = bound
    whole = {
        "zone": zone_of(request.establishment),
        "now": request.now,
        "may_acknowledge": request.actor.may(Permission.ACKNOWLEDGE_ALERT),
        "refused_form": bound,
        **{f"{prefix}_form": form for prefix, form in shown.items()},
        **context,
    }
    return render(request, template, whole, status=200 if bound is None else UNPROCESSABLE)


def read_again(form: forms.Form, *, version: int) -> None:
    """Let a form that was refused be sent again, now that the person sees this version."""
    data = {name: form.data[name] for name in form.data}
    data[form.add_prefix("version")] = str(version)
    form.data = data


def tell_twice_read(request: EstablishmentRequest, form: ZonedForm) -> None:
    """Tell which reading was taken of times that came twice when the clocks went back."""
    for label in form.twice_read():
        messages.info(
            request,
            _(
                "«\u00a0%(label)s\u00a0»\u00a0: cette heure est venue deux fois cette nuit-là. "
                "La première est retenue\u00a0: c’est la plus prudente."
            )
            % {"label": label},
        )
