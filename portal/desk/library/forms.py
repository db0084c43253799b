"""Forms of the library. Shapes only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.desk.library.queries import Sought
from portal.fields import LongTextField
from portal.register.asking import LINE
from tenants.directory.models import EstablishmentType

_TYPES = [(one.value, one.label) for one in EstablishmentType]


class ShelfForm(forms.Form):
    """What the shelf is asked for; the address keeps it."""

    q = forms.CharField(label=_("Chercher"), required=False, max_length=80)
    type = forms.ChoiceField(
        label=_("Pour"), required=False, choices=[("", _("Tous les types")), *_TYPES]
    )
    seulement = forms.ChoiceField(
        label=_("Seulement"),
        required=False,
        choices=[
            ("", _("Tous les modèles")),
            ("retard", _("Avec des établissements en retard")),
            ("reponses", _("Avec une réponse attendue")),
            ("cabinet", _("Écrits ou modifiés par le cabinet")),
        ],
    )

    def sought(self) -> Sought:
        """Return what is asked for; a part of the address that means nothing is left out."""
        self.is_valid()
        kept = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return Sought(words=kept["q"].replace("\0", ""), type=kept["type"], only=kept["seulement"])


class NewTemplateForm(forms.Form):
    """A template of the firm's own: its name, and whom it is for."""

    name = LongTextField(
        limit=LINE,
        label=_("Nom de l’activité"),
        help_text=_("Celui qu’elle portera au registre de chaque établissement."),
    )
    types = forms.MultipleChoiceField(
        label=_("Proposée aux"),
        choices=[(one.value, one.label) for one in EstablishmentType],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un type d’établissement.")},
    )


class PublishForm(forms.Form):
    """Why this version: establishments read it beside what changes at home."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    why = LongTextField(
        limit=500,
        rows=2,
        label=_("Pourquoi cette version"),
        help_text=_(
            "Les établissements le lisent à côté de ce qui change chez eux. Par exemple\u00a0: "
            "nouveau référentiel de la CNIL sur les officines."
        ),
    )
