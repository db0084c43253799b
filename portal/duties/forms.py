"""Forms about a duty: shapes only. What the law or the state refuses, the action says."""

import uuid
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.duties.actions import Added, Changed, Done
from portal.duties.models import Duty
from portal.fields import DayField, LongTextField, submission_field, version_field
from portal.law.duties import UsualDuty
from tenants.agenda.models import Recurrence
from tenants.agenda.recurrences import Cadence

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ONCE = "once"
_CHOOSE = [("", _("Choisir…"))]

RHYTHMS: list[tuple[str, "StrOrPromise"]] = [
    ("1", _("Tous les mois")),
    ("3", _("Tous les trois mois")),
    ("6", _("Tous les six mois")),
    ("12", _("Tous les ans")),
    ("24", _("Tous les deux ans")),
    ("36", _("Tous les trois ans")),
    ("48", _("Tous les quatre ans")),
    ("60", _("Tous les cinq ans")),
    (ONCE, _("Une seule fois")),
]
AHEAD: list[tuple[str, "StrOrPromise"]] = [
    ("15", _("15 jours avant")),
    ("30", _("30 jours avant")),
    ("60", _("60 jours avant")),
    ("90", _("90 jours avant")),
    ("180", _("180 jours avant")),
]


class _CadenceForm(forms.Form):
    """What a duty is and when it comes round."""

    title = LongTextField(
        limit=160,
        label=_("Ce qu’il y a à faire"),
        help_text=_("Par exemple\u00a0: obtenir le nouveau certificat HDS de l’hébergeur."),
    )
    next_due_on = DayField(
        label=_("Prochaine échéance"),
        help_text=_("Le dernier jour pour la tenir. Un préavis compte\u00a0: donnez sa date."),
    )
    rhythm = forms.ChoiceField(
        label=_("Elle revient"),
        choices=RHYTHMS,
        help_text=_("Une obligation du 31 tombe le dernier jour des mois plus courts."),
        initial="12",
    )
    days_ahead = forms.ChoiceField(
        label=_("Prévenir"),
        choices=AHEAD,
        help_text=_("L’échéance s’ouvre ce jour-là et ses alertes commencent."),
        initial="60",
    )
    notes = LongTextField(
        limit=5000,
        rows=4,
        label=_("À savoir"),
        help_text=_("Qui contacter, où est le document. Sans nom de patient."),
        required=False,
    )

    def cadence(self) -> Cadence:
        """Return when the duty comes round; the form is valid."""
        rhythm = self.cleaned_data["rhythm"]
        return Cadence(
            next_due_on=self.cleaned_data["next_due_on"],
            every_months=None if rhythm == ONCE else int(rhythm),
            days_ahead=int(self.cleaned_data["days_ahead"]),
        )


class AddForm(_CadenceForm):
    """A new duty."""

    submission = submission_field()
    usual = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    kind = forms.ChoiceField(label=_("Nature"), choices=[*_CHOOSE, *Recurrence.Kind.choices])

    field_order = ("submission", "usual", "kind")

    def added(self) -> Added:
        """Return what the action records; the form is valid."""
        cleaned = self.cleaned_data
        return Added(
            submission=cleaned["submission"] or uuid.uuid4(),
            kind=cleaned["kind"],
            title=cleaned["title"],
            notes=cleaned["notes"],
            cadence=self.cadence(),
            usual=cleaned["usual"],
        )


class ChangeForm(_CadenceForm):
    """What a duty becomes."""

    prefix = "change"

    version = version_field()

    def changed(self) -> Changed:
        """Return what the action records; the form is valid."""
        cleaned = self.cleaned_data
        return Changed(title=cleaned["title"], notes=cleaned["notes"], cadence=self.cadence())


class DoneForm(forms.Form):
    """One round that was done."""

    prefix = "done"

    version = version_field()
    done_on = DayField(label=_("Faite le"))
    note = LongTextField(
        limit=5000,
        rows=3,
        label=_("Ce qui a été fait"),
        help_text=_("Ce qui le prouve, et où le trouver\u00a0: cette note reste à l’historique."),
        required=False,
    )
    next_due_on = DayField(label=_("Échéance suivante"), required=False)

    def __init__(
        self,
        data: object = None,
        *,
        comes_round: bool,
        initial: dict[str, object] | None = None,
    ) -> None:
        """Say what an empty next day means for a duty that comes round, or not."""
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.fields["next_due_on"].help_text = (
            _("Vide\u00a0: la suivante vient au rythme prévu, après le jour où elle a été faite.")
            if comes_round
            else _("Vide\u00a0: elle ne reviendra pas. Un certificat renouvelé a une nouvelle fin.")
        )

    def done(self) -> Done:
        """Return what the action records; the form is valid."""
        cleaned = self.cleaned_data
        return Done(
            done_on=cleaned["done_on"], note=cleaned["note"], next_due_on=cleaned["next_due_on"]
        )


class StopForm(forms.Form):
    """The end of a duty that has lost its object."""

    prefix = "stop"

    version = version_field()
    reason = LongTextField(
        limit=2000,
        rows=3,
        label=_("Pourquoi l’arrêter"),
        help_text=_("Ses alertes cessent\u00a0; l’historique et la raison restent."),
    )


class FilterForm(forms.Form):
    """Which duties the list shows."""

    etat = forms.ChoiceField(choices=[("", ""), *Duty.State.choices], required=False)


def starting_from(usual: UsualDuty | None) -> dict[str, object]:
    """Return the first values of a new duty, those of a usual one when there is one."""
    if usual is None:
        return {}
    words = (get_language() or "fr")[:2]
    return {
        "usual": usual.id,
        "kind": usual.kind,
        "title": usual.title.en if words == "en" else usual.title.fr,
        "notes": usual.why.en if words == "en" else usual.why.fr,
        "rhythm": str(usual.every_months or ONCE),
        "days_ahead": str(usual.days_ahead),
    }
