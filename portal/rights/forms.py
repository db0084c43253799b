"""Forms about a request: shapes only. What the law or the state refuses, the action says."""

import uuid

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.fields import (
    CHOOSE,
    InstantField,
    LongTextField,
    ZonedForm,
    submission_field,
    version_field,
)
from portal.law.rights import RequestFacts, Right
from portal.rights.actions import Answered, Received
from portal.rights.models import SUSPENDED, Request, RightChoice


class Scope(TextChoices):
    """What the request is about: the medical record has periods of its own."""

    RECORD = "record", _("Le dossier médical")
    OTHER = "other", _("D’autres données (administratives, facturation, accès au dossier…)")
    BOTH = "both", _("Les deux")


class ClockForm(ZonedForm):
    """What the legal period depends on, and nothing about the person."""

    received_at = InstantField(
        label=_("Reçue le"),
        help_text=_(
            "Le jour et l’heure où la demande est parvenue à l’établissement, même un dimanche, "
            "même lue plus tard. Heure de l’établissement."
        ),
    )
    is_hour_unknown = forms.BooleanField(
        label=_("L’heure n’est pas connue"),
        required=False,
        help_text=_(
            "Les 48\u00a0h de réflexion comptent alors depuis la fin du jour de réception."
        ),
    )
    right = forms.ChoiceField(label=_("Droit exercé"), choices=[*CHOOSE, *RightChoice.choices])
    scope = forms.ChoiceField(
        label=_("La demande porte sur"),
        choices=Scope.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Le dossier médical est dû sous 8 jours (CSP art. L.1111-7), le reste sous un mois "
            "(RGPD art. 12 §3). Les deux\u00a0: chaque délai court de son côté."
        ),
    )
    medical_older_than_five_years = forms.BooleanField(
        label=_("Les informations médicales demandées ont plus de cinq ans"),
        required=False,
        help_text=_("Le délai passe alors de 8 jours à 2 mois (CSP art. L.1111-7)."),
    )

    def clean(self) -> dict[str, object]:
        """Refuse the age of a medical record that is not asked for."""
        cleaned: dict[str, object] = super().clean() or {}
        if cleaned.get("medical_older_than_five_years") and cleaned.get("scope") == Scope.OTHER:
            self.add_error(
                "medical_older_than_five_years",
                _("Cette case ne vaut que pour un dossier médical\u00a0: relisez l’objet."),
            )
        return cleaned

    def facts(self) -> RequestFacts:
        """Return what the law needs; the form is valid."""
        cleaned = self.cleaned_data
        is_access = cleaned["right"] == Right.ACCESS
        is_medical = is_access and cleaned["scope"] != Scope.OTHER
        return RequestFacts(
            right=Right(cleaned["right"]),
            received_at=cleaned["received_at"],
            medical_record=is_medical,
            medical_older_than_five_years=is_medical and cleaned["medical_older_than_five_years"],
            other_data=not is_access or cleaned["scope"] != Scope.RECORD,
            hour_known=not cleaned["is_hour_unknown"],
        )


class ReceiveForm(ClockForm):
    """A request as it arrives."""

    submission = submission_field()
    channel = forms.ChoiceField(label=_("Arrivée par"), choices=[*CHOOSE, *Request.Channel.choices])
    requester_name = LongTextField(limit=160, label=_("Nom de la personne qui demande"))
    requester_contact = LongTextField(
        limit=240,
        label=_("Où lui répondre"),
        help_text=_("Adresse, courriel ou téléphone."),
        required=False,
    )
    capacity = forms.ChoiceField(
        label=_("Elle demande en tant que"),
        choices=Request.Capacity.choices,
        help_text=_(
            "Si elle agit pour une autre personne, vérifiez ce qui l’y autorise avant de répondre. "
            "Pas de copie de pièce d’identité sans doute raisonnable (art. 12 §6)."
        ),
    )
    subject = LongTextField(
        limit=5000,
        rows=6,
        label=_("Ce qui est demandé"),
        help_text=_("Avec les mots de la personne. N’ajoutez pas d’information médicale inutile."),
    )

    field_order = (
        "submission",
        "received_at",
        "is_hour_unknown",
        "channel",
        "right",
        "scope",
        "medical_older_than_five_years",
        "requester_name",
        "requester_contact",
        "capacity",
        "subject",
    )

    def received(self) -> Received:
        """Return what the action records; the form is valid."""
        cleaned = self.cleaned_data
        is_record = cleaned["scope"] != Scope.OTHER
        return Received(
            submission=cleaned["submission"] or uuid.uuid4(),
            right=cleaned["right"],
            channel=cleaned["channel"],
            received_at=cleaned["received_at"],
            is_hour_known=not cleaned["is_hour_unknown"],
            requester_name=cleaned["requester_name"],
            requester_contact=cleaned["requester_contact"],
            capacity=cleaned["capacity"],
            subject=cleaned["subject"],
            concerns_medical_record=is_record,
            medical_older_than_five_years=is_record and cleaned["medical_older_than_five_years"],
            concerns_other_data=cleaned["scope"] != Scope.RECORD,
        )


class AnswerForm(ZonedForm):
    """The answer that was sent to the person."""

    prefix = "answer"
    version = version_field()
    kind = forms.ChoiceField(
        label=_("Réponse"), choices=Request.Answer.choices, widget=forms.RadioSelect
    )
    answered_at = InstantField(label=_("Envoyée ou remise le"))
    note = LongTextField(
        limit=5000,
        rows=5,
        label=_("Ce qui a été répondu"),
        help_text=_(
            "En cas de refus ou de réponse partielle\u00a0: les motifs donnés à la personne."
        ),
        required=False,
    )
    was_early = forms.BooleanField(
        label=_("Le dossier médical a été remis avant la fin des 48\u00a0h de réflexion"),
        required=False,
        help_text=_("À cocher seulement si c’est ce qui s’est passé\u00a0: le journal le gardera."),
    )

    def __init__(
        self,
        data: object = None,
        *,
        zone: str,
        has_reflection: bool,
        initial: dict[str, object] | None = None,
    ) -> None:
        """Ask about the 48 hours only when a medical record is at stake."""
        super().__init__(data, zone=zone, initial=initial)
        if not has_reflection:
            del self.fields["was_early"]

    def clean(self) -> dict[str, object]:
        """Ask for the reasons of a refusal. Source: RGPD art. 12 §4."""
        cleaned: dict[str, object] = super().clean() or {}
        needs_reasons = cleaned.get("kind") in {Request.Answer.REFUSED, Request.Answer.PARTLY}
        if needs_reasons and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _("Donnez les motifs communiqués à la personne (art. 12 §4)."))
        return cleaned

    def answered(self) -> Answered:
        """Return what the action records; the form is valid."""
        cleaned = self.cleaned_data
        return Answered(
            at=cleaned["answered_at"],
            kind=cleaned["kind"],
            note=cleaned["note"],
            was_early=cleaned.get("was_early", False),
        )


class ExtendForm(ZonedForm):
    """The extension that was announced to the person."""

    prefix = "extend"
    version = version_field()
    notified_at = InstantField(
        label=_("La personne a été informée le"),
        help_text=_("Elle doit l’être avant la fin du premier mois (RGPD art. 12 §3)."),
    )
    reason = LongTextField(
        limit=2000,
        rows=3,
        label=_("Motif donné"),
        help_text=_("La complexité de la demande ou le nombre de demandes, rien d’autre."),
    )


class CloseForm(forms.Form):
    """The end of a case; for one without answer, how the person withdrew."""

    prefix = "close"
    version = version_field()
    withdrawal = LongTextField(
        limit=2000,
        rows=2,
        label=_("Comment la personne a retiré sa demande"),
        required=False,
    )

    def __init__(
        self,
        data: object = None,
        *,
        is_answered: bool,
        initial: dict[str, object] | None = None,
    ) -> None:
        """Ask about a withdrawal only when no answer was given."""
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        if is_answered:
            del self.fields["withdrawal"]


class FilterForm(forms.Form):
    """Which requests to list; kept in the address."""

    etat = forms.ChoiceField(
        label=_("État"),
        choices=[("", _("Toutes")), *Request.State.choices, (SUSPENDED, _("Délai suspendu"))],
        required=False,
    )
    droit = forms.ChoiceField(
        label=_("Droit"),
        choices=[("", _("Tous les droits")), *RightChoice.choices],
        required=False,
    )
