"""Forms that stop and restart the period of a request, or take an answer back: shapes only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.fields import InstantField, LongTextField, ZonedForm, version_field
from portal.rights.models import Suspension
from portal.rights.suspending import Asked


class SuspendForm(ZonedForm):
    """The question that was put to the person."""

    prefix = "suspend"
    version = version_field()
    reason = forms.ChoiceField(
        label=_("Pourquoi le délai s’arrête"),
        choices=Suspension.Reason.choices,
        widget=forms.RadioSelect,
    )
    requested_at = InstantField(
        label=_("La personne a été interrogée le"),
        help_text=_("Le jour et l’heure où la question lui a été envoyée ou posée."),
    )
    grounds = LongTextField(
        limit=2000,
        rows=3,
        label=_("Le doute raisonnable, ou ce qui est demandé"),
        help_text=_(
            "Ce qui fait douter de l’identité dans ce cas précis (art. 12 §6), ou la précision "
            "attendue. Une pièce d’identité ne se demande pas par habitude."
        ),
    )
    is_prompt = forms.BooleanField(
        label=_("La question a été posée sans retard injustifié"),
        help_text=_("Posée tard sans raison, elle n’arrête pas le délai (EDPB 01/2022)."),
        error_messages={
            "required": _(
                "Une question posée avec un retard injustifié n’arrête pas le délai\u00a0: il "
                "continue de courir, il n’y a rien à suspendre."
            )
        },
    )

    def asked(self) -> Asked:
        """Return what the action records; the form is valid."""
        cleaned = self.cleaned_data
        return Asked(
            at=cleaned["requested_at"], reason=cleaned["reason"], grounds=cleaned["grounds"]
        )


class ResumeForm(ZonedForm):
    """The answer of the person to the question."""

    prefix = "resume"
    version = version_field()
    answered_at = InstantField(
        label=_("La personne a répondu le"),
        help_text=_(
            "Le jour et l’heure où sa réponse est parvenue à l’établissement, même lue plus tard."
        ),
    )


class ReopenForm(forms.Form):
    """Why the answer recorded was a mistake."""

    prefix = "reopen"
    version = version_field()
    reason = LongTextField(
        limit=2000,
        rows=2,
        label=_("Pourquoi la réponse consignée est une erreur"),
        help_text=_("La réponse retirée reste lisible dans le dossier, avec ce motif."),
    )
