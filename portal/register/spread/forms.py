"""The answer to one contested field of a newer template. Shapes only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.fields import LongTextField
from portal.register.asking import LINE, TEXT
from portal.register.sheet import Sheet
from portal.register.spread.proposals import Answer, Said


class AnswerForm(forms.Form):
    """Take the template's, keep one's own, or join both.

    `joined` is what joining would give: a text is reworked by the person, rows are added to one's
    own; None where joining has no sense.
    """

    def __init__(
        self, data: object = None, *, prefix: str, field: str, joined: object | None
    ) -> None:
        super().__init__(data, prefix=prefix)  # type: ignore[arg-type]
        self.field = field
        self.is_text = isinstance(joined, str)
        choices = [
            (Answer.ACCEPTED.value, _("Prendre celui du modèle")),
            (Answer.KEPT.value, _("Garder le nôtre")),
        ]
        if joined is not None:
            words = _("Réunir les deux, en corrigeant") if self.is_text else _("Réunir les deux")
            choices.append((Answer.MERGED.value, words))
        self.fields["answer"] = forms.ChoiceField(
            label=_("Que retenir"),
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choisissez ce qu’il faut retenir.")},
        )
        if self.is_text:
            limit = max(
                (
                    getattr(one, "max_length", None) or 0
                    for one in Sheet.model_fields[field].metadata
                ),
                default=0,
            )
            self.fields["text"] = LongTextField(
                limit=limit or LINE,
                rows=4 if (limit or LINE) == TEXT else 2,
                required=False,
                label=_("Le texte réuni"),
            )
            self.initial["text"] = joined

    def clean(self) -> dict[str, object]:
        """Ask for the text when both are to be joined."""
        kept: dict[str, object] = super().clean() or {}
        if self.is_text and kept.get("answer") == Answer.MERGED and not kept.get("text"):
            self.add_error("text", _("Écrivez le texte à retenir."))
        return kept

    def said(self) -> Said:
        """Return what a valid form says."""
        return Said(Answer(self.cleaned_data["answer"]), str(self.cleaned_data.get("text", "")))
