"""Choosing who looks after an establishment: the form, and the act its journal remembers."""

from datetime import datetime

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.journal.actions import record
from portal.journal.acts import Act
from tenants.accounts.models import User
from tenants.directory.assignments import AssignmentRefused, assign, dpos_here
from tenants.directory.models import Establishment

_REFERENCE = "DPO"


class AssignmentForm(forms.Form):
    """The assigned DPO and the deputy, among those of the agency."""

    assigned = forms.TypedChoiceField(
        label=_("DPO attitré"),
        coerce=int,
        help_text=_("Il reçoit les alertes de cet établissement."),
    )
    deputy = forms.TypedChoiceField(
        label=_("DPO suppléant"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "Prévenu à sa place quand il est absent, quand son adresse refuse nos messages, et"
            " quand une alerte reste sans réponse."
        ),
    )

    def __init__(self, data: object = None, *, establishment: Establishment) -> None:
        """Offer the DPOs and leads of the agency; to be called inside the establishment."""
        initial = {"assigned": establishment.assigned_dpo_id, "deputy": establishment.deputy_dpo_id}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self._people = {user.pk: user.full_name for user in dpos_here()}
        offer(self, list(self._people.items()))

    def names(self) -> tuple[str, str]:
        """Return the names of the two persons chosen, the second "" for nobody."""
        chosen = (self.cleaned_data["assigned"], self.cleaned_data["deputy"])
        assigned, deputy = (self._people.get(pk, "") for pk in chosen)
        return assigned, deputy


def offer(
    form: forms.Form,
    people: list[tuple[int, str]],
    *,
    names: tuple[str, str] = ("assigned", "deputy"),
) -> None:
    """Fill the two choices of `form`: nobody is a choice for the deputy alone, or for want of
    an assigned DPO so far."""
    assigned, deputy = (form.fields[name] for name in names)
    assert isinstance(assigned, forms.ChoiceField) and isinstance(deputy, forms.ChoiceField)  # noqa: S101 — tells the type checker what is written above
    is_known = form.initial.get(names[0]) in dict(people)
    assigned.choices = people if is_known else [("", _("Choisir")), *people]
    deputy.choices = [("", _("Personne")), *people]


@transaction.atomic
def try_assigning(
    form: AssignmentForm, *, establishment: Establishment, by: User, now: datetime
) -> bool:
    """Return whether the establishment was entrusted; else the reason stands beside its field.

    Side effects in order: the establishment's row; an entry of its journal, when something changed.
    """
    if not form.is_valid():
        return False
    assigned_id, deputy_id = form.cleaned_data["assigned"], form.cleaned_data["deputy"]
    try:
        former = assign(
            establishment=establishment, assigned_id=assigned_id, deputy_id=deputy_id, by=by
        )
    except AssignmentRefused as refusal:
        form.add_error(refusal.field, refusal.message)
        return False
    if (former.assigned_id, former.deputy_id) != (assigned_id, deputy_id):
        record(
            act=Act.DPO_ASSIGNED,
            reference=_REFERENCE,
            by_id=by.pk,
            now=now,
            facts={
                "assigned": str(assigned_id),
                "deputy": str(deputy_id or ""),
                "former_assigned": str(former.assigned_id or ""),
                "former_deputy": str(former.deputy_id or ""),
            },
        )
    return True
