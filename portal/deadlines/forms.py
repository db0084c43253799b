"""Forms about a deadline: shapes only. What the ladder refuses, the action says."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.deadlines.snoozing import Choice, Moment, instant_of
from portal.fields import InstantField, LongTextField, ZonedForm

_LONGEST_NOTE = 500
_STAYS = _(
    "Écrite dans le journal de l’établissement\u00a0: elle ne s’efface pas. "
    "Nommez le dossier par sa référence, jamais un patient."
)


class ChargeForm(forms.Form):
    """Taking charge, with a note or without."""

    prefix = "charge"

    note = LongTextField(
        label=_("Votre note"), help_text=_STAYS, limit=_LONGEST_NOTE, rows=2, required=False
    )


class NoteForm(forms.Form):
    """A note alone."""

    prefix = "note"

    note = LongTextField(label=_("Votre note"), help_text=_STAYS, limit=_LONGEST_NOTE, rows=2)


class SnoozeForm(ZonedForm):
    """When the reminder is to come: a moment offered, or one that the person types."""

    prefix = "snooze"

    moment = forms.ChoiceField(
        label=_("Me le rappeler"),
        choices=[(moment.value, moment.value) for moment in Moment],
        widget=forms.RadioSelect,
    )
    until = InstantField(
        label=_("L’autre moment"),
        help_text=_("Heure de l’établissement."),
        required=False,
    )

    def __init__(self, data: object = None, *, zone: str, offered: tuple[Choice, ...] = ()) -> None:
        """Show the moments `offered`. Any known moment is read: a page may have been left open."""
        super().__init__(data, zone=zone)
        shown = [(choice.moment.value, choice.label) for choice in offered]
        field = self.fields["moment"]
        field.widget.choices = [
            *shown,
            (Moment.OTHER.value, _("À un autre moment")),
        ]
        if not self.is_bound and not shown:
            self.initial["moment"] = Moment.OTHER.value

    def clean(self) -> dict[str, object]:
        """Ask for the moment when it is another than those offered."""
        cleaned: dict[str, object] = super().clean() or {}
        is_typed = cleaned.get("moment") == Moment.OTHER
        if is_typed and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", _("Donnez le jour et l’heure du rappel."))
        return cleaned

    def asked(self, *, now: datetime) -> datetime:
        """Return the UTC instant asked for, counted from `now`; the form is valid."""
        moment = Moment(self.cleaned_data["moment"])
        if moment is Moment.OTHER:
            typed: datetime = self.cleaned_data["until"]
            return typed
        return instant_of(moment, now=now, zone=self.zone)

    def field_asked(self) -> str:
        """Return the field that the answer stands in: the moment typed, or the choice."""
        return "until" if self.cleaned_data["moment"] == Moment.OTHER else "moment"
