"""What pages of cases share: a form tried against an action, and given back when refused."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _

from portal.fields import ZonedForm
from portal.refusal import CaseRefused
from tenants.directory.access import EstablishmentRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNPROCESSABLE = 422


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
