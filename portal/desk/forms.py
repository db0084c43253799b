"""Filters of the lists, kept in the address. A value that is not offered counts as none."""

from collections.abc import Iterable

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tenants.agenda.models import Deadline
from tenants.directory.models import EstablishmentType

TYPES = [(value, capfirst(label)) for value, label in EstablishmentType.choices]


class _FilterForm(forms.Form):
    """Filters named in French in the address, in English in the code."""

    NAMES: dict[str, str]

    def asked(self) -> dict[str, str]:
        """Return the valid filters, by their names in the code."""
        self.is_valid()
        return {self.NAMES[name]: value for name, value in self.cleaned_data.items() if value}


class DeadlineFilterForm(_FilterForm):
    """Kind, agency and state of deadlines."""

    NAMES = {"nature": "kind", "agence": "agency", "etat": "state"}  # noqa: RUF012 — never changed

    nature = forms.ChoiceField(
        label=_("Nature"),
        choices=[("", _("Toutes les natures")), *Deadline.Kind.choices],
        required=False,
    )
    agence = forms.ChoiceField(label=_("Agence"), required=False)
    etat = forms.ChoiceField(
        label=_("État"),
        choices=[
            ("", _("En cours")),
            ("late", _("En retard")),
            ("suspended", _("Suspendues")),
            ("met", _("Tenues")),
            ("cancelled", _("Annulées")),
            ("all", _("Tous les états")),
        ],
        required=False,
    )

    def __init__(self, data: object, *, agencies: Iterable[tuple[int, str]]) -> None:
        """Offer `agencies`, (id, name) each."""
        super().__init__(data)  # type: ignore[arg-type]
        _offer(self.fields["agence"], agencies)


class EstablishmentFilterForm(_FilterForm):
    """Words, type and agency of establishments."""

    NAMES = {"q": "q", "type": "type", "agence": "agency"}  # noqa: RUF012 — never changed

    q = forms.CharField(label=_("Rechercher"), max_length=80, required=False)
    type = forms.ChoiceField(
        label=_("Type"),
        choices=[("", _("Tous les types")), *TYPES],
        required=False,
    )
    agence = forms.ChoiceField(label=_("Agence"), required=False)

    def __init__(self, data: object, *, agencies: Iterable[tuple[int, str]]) -> None:
        """Offer `agencies`, (id, name) each."""
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["q"].widget.attrs["placeholder"] = _("Nom, ville ou FINESS")
        _offer(self.fields["agence"], agencies)


def _offer(field: forms.Field, agencies: Iterable[tuple[int, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", _("Toutes les agences")), *agencies]
