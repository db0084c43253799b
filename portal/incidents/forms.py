"""Forms about an incident: shapes only. What the law or the state refuses, the action says."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.fields import (
    CHOOSE,
    InstantField,
    LongTextField,
    ZonedForm,
    submission_field,
    version_field,
)
from portal.incidents.actions import Declared, Notified, Qualified
from portal.incidents.models import Incident

_MOST_PERSONS = 100_000_000
_NATURES = [
    ("confidentiality", _("Quelqu’un a vu ou reçu des informations qui ne le regardaient pas")),
    ("integrity", _("Des informations ont été modifiées, par erreur ou par malveillance")),
    ("availability", _("Des informations sont perdues, détruites ou inaccessibles")),
]


class DeclareForm(ZonedForm):
    """An incident in plain words, by whoever noticed it."""

    submission = submission_field()
    summary = LongTextField(
        limit=160,
        label=_("En une phrase, que s’est-il passé\u00a0?"),
        help_text=_(
            "Par exemple\u00a0: des résultats envoyés au mauvais patient. Sans nom de patient."
        ),
    )
    detected_at = InstantField(label=_("Quand s’en est-on aperçu\u00a0?"))
    occurred_at = InstantField(
        label=_("Quand est-ce arrivé\u00a0?"),
        help_text=_("Laissez vide si vous ne le savez pas."),
        required=False,
    )
    origin = forms.ChoiceField(
        label=_("De quoi s’agit-il\u00a0?"), choices=[*CHOOSE, *Incident.Origin.choices]
    )
    natures = forms.MultipleChoiceField(
        label=_("Ce qui est arrivé aux informations"),
        choices=_NATURES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Plusieurs réponses possibles\u00a0; aucune si vous ne savez pas."),
        required=False,
    )
    health_data = forms.ChoiceField(
        label=_("Des informations de santé sont-elles concernées\u00a0?"),
        choices=Incident.Health.choices,
        widget=forms.RadioSelect,
    )
    persons_concerned = forms.IntegerField(
        label=_("Combien de personnes, à peu près\u00a0?"),
        help_text=_("Laissez vide si vous ne le savez pas."),
        min_value=0,
        max_value=_MOST_PERSONS,
        required=False,
    )
    what_happened = LongTextField(
        limit=5000,
        rows=6,
        label=_("Racontez"),
        help_text=_("Ce qui s’est passé, qui l’a vu, ce qui est touché. Sans nom de patient."),
    )
    measures_taken = LongTextField(
        limit=5000,
        rows=3,
        label=_("Ce qui a déjà été fait"),
        help_text=_("Par exemple\u00a0: courriel rappelé, mot de passe changé, plainte déposée."),
        required=False,
    )

    def declared(self) -> Declared:
        """Return what the action records; the form is valid."""
        cleaned = self.cleaned_data
        return Declared(
            submission=cleaned["submission"] or uuid.uuid4(),
            summary=cleaned["summary"],
            what_happened=cleaned["what_happened"],
            origin=cleaned["origin"],
            occurred_at=cleaned["occurred_at"],
            detected_at=cleaned["detected_at"],
            touches_confidentiality="confidentiality" in cleaned["natures"],
            touches_integrity="integrity" in cleaned["natures"],
            touches_availability="availability" in cleaned["natures"],
            persons_concerned=cleaned["persons_concerned"],
            health_data=cleaned["health_data"],
            measures_taken=cleaned["measures_taken"],
        )


class QualifyForm(ZonedForm):
    """The DPO's decision."""

    prefix = "qualify"
    BREACH, NOT_BREACH = "yes", "no"

    version = version_field()
    is_breach = forms.ChoiceField(
        label=_("Est-ce une violation de données à caractère personnel\u00a0?"),
        choices=[
            (
                BREACH,
                _("Oui\u00a0: des données ont été divulguées, altérées, perdues ou inaccessibles"),
            ),
            (NOT_BREACH, _("Non\u00a0: aucune donnée à caractère personnel n’est touchée")),
        ],
        widget=forms.RadioSelect,
        help_text=_("RGPD art. 4, 12). Une perte d’accès, même passagère, en est une."),
    )
    risk = forms.ChoiceField(
        label=_("Quel risque pour les personnes\u00a0?"),
        choices=Incident.Risk.choices,
        widget=forms.RadioSelect,
        help_text=_("Sans objet si ce n’est pas une violation."),
        required=False,
    )
    aware_at = InstantField(
        label=_("Prise de connaissance"),
        help_text=_(
            "L’instant où l’établissement a su, avec un degré raisonnable de certitude, que des "
            "données étaient touchées. Les 72\u00a0h courent de là (RGPD art. 33 §1)."
        ),
        required=False,
    )
    reason = LongTextField(
        limit=5000,
        rows=4,
        label=_("Pourquoi"),
        help_text=_("Nature des données, nombre de personnes, gravité, vraisemblance."),
    )

    def clean(self) -> dict[str, object]:
        """Ask for the risk and the instant of awareness of a breach."""
        cleaned: dict[str, object] = super().clean() or {}
        if cleaned.get("is_breach") != self.BREACH:
            return cleaned
        if not cleaned.get("risk"):
            self.add_error("risk", _("Choisissez le risque\u00a0: il décide de la notification."))
        if not cleaned.get("aware_at") and "aware_at" not in self.errors:
            self.add_error("aware_at", _("Donnez l’instant de la prise de connaissance."))
        return cleaned

    def qualified(self) -> Qualified:
        """Return what the action records; the form is valid."""
        cleaned = self.cleaned_data
        is_breach = cleaned["is_breach"] == self.BREACH
        return Qualified(
            is_breach=is_breach,
            risk=cleaned["risk"] if is_breach else "",
            qualification_reason=cleaned["reason"],
            aware_at=cleaned["aware_at"] if is_breach else None,
        )


class NotifyForm(ZonedForm):
    """The notification that was made on the CNIL's site."""

    prefix = "notify"

    version = version_field()
    notified_at = InstantField(label=_("Notifiée le"))
    cnil_receipt = LongTextField(
        limit=40,
        label=_("Numéro donné par la CNIL"),
        help_text=_("Il figure sur l’accusé de réception du téléservice."),
    )
    late_reasons = LongTextField(
        limit=5000,
        rows=3,
        label=_("Motifs du retard"),
        help_text=_("Seulement au-delà de 72\u00a0h (art. 33 §1)."),
        required=False,
    )

    def notified(self) -> Notified:
        """Return what the action records; the form is valid."""
        cleaned = self.cleaned_data
        return Notified(
            notified_at=cleaned["notified_at"],
            cnil_receipt=cleaned["cnil_receipt"],
            late_reasons=cleaned["late_reasons"],
        )


class CloseForm(forms.Form):
    """The end of a case."""

    prefix = "close"

    version = version_field()
    not_notified_reason = LongTextField(
        limit=5000,
        rows=3,
        label=_("Pourquoi la CNIL n’a pas été informée"),
        help_text=_("Cette violation devait l’être\u00a0: le registre garde la raison."),
        required=False,
    )
    closing_note = LongTextField(
        limit=5000,
        rows=3,
        label=_("Ce qui a été changé pour que cela n’arrive plus"),
        required=False,
    )

    def __init__(
        self,
        data: object = None,
        *,
        awaits_notification: bool,
        initial: dict[str, object] | None = None,
    ) -> None:
        """Ask about a missing notification only when one was owed."""
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        if not awaits_notification:
            del self.fields["not_notified_reason"]


class FilterForm(forms.Form):
    """Which incidents to list; kept in the address."""

    etat = forms.ChoiceField(choices=[("", _("Tous")), *Incident.State.choices], required=False)
