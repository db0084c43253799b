"""Forms about activities: what a list shows, a new one, an act on one. Shapes only."""

from django import forms
from django.utils.translation import gettext_lazy

from portal.fields import LongTextField
from portal.register.asking import LINE
from portal.register.models import Activity
from portal.register.refusals import MOST_MONTHS


class CreateForm(forms.Form):
    """A new activity: its name first, the rest one page at a time."""

    name = LongTextField(
        limit=LINE,
        label=gettext_lazy("Nom de l’activité"),
        help_text=gettext_lazy(
            "Ce que l’équipe en dirait. Par exemple\u00a0: dossier des patients, paie, "
            "vidéosurveillance."
        ),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("L’établissement agit en qualité de"),
        choices=[
            (
                Activity.Role.CONTROLLER,
                gettext_lazy(
                    "Responsable\u00a0: il décide à quoi servent les données (art. 30 §1)"
                ),
            ),
            (
                Activity.Role.PROCESSOR,
                gettext_lazy("Sous-traitant\u00a0: il les traite pour un autre (art. 30 §2)"),
            ),
        ],
        widget=forms.RadioSelect,
        initial=Activity.Role.CONTROLLER.value,
    )


class VersionForm(forms.Form):
    """An act on the version that the person was reading; without id, since a page has several."""

    version = forms.IntegerField(widget=forms.HiddenInput(attrs={"id": False}), min_value=1)


class ArchiveForm(VersionForm):
    """The end of an activity, with its reason."""

    why = LongTextField(
        limit=500,
        rows=2,
        label=gettext_lazy("Pourquoi l’archiver"),
        help_text=gettext_lazy(
            "Elle sort du registre en cours et ne change plus. Son histoire reste\u00a0: elle se "
            "rétablit."
        ),
    )


class ReviewForm(VersionForm):
    """A review that finds nothing to change."""

    note = LongTextField(
        limit=500,
        rows=2,
        required=False,
        label=gettext_lazy("Ce qui a été vérifié"),
        help_text=gettext_lazy("Reste à l’historique, avec votre nom."),
    )


class RhythmForm(VersionForm):
    """Every how many months one activity is reviewed."""

    months = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        label=gettext_lazy("Revoir tous les combien de mois"),
        help_text=gettext_lazy("De 1 à 36. Vide\u00a0: le rythme de la règle."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
