"""The form of one question: a choice, or activities to tick. Shapes only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.fields import LongTextField
from portal.opening.plan import Answered, extras
from portal.opening.questions import Question


class QuestionForm(forms.Form):
    """The answer to one question."""

    def __init__(
        self,
        data: object = None,
        *,
        question: Question,
        establishment_type: str,
        given: Answered | None,
    ) -> None:
        """Offer the question's choices, or its activities; start from what was answered."""
        super().__init__(data)  # type: ignore[arg-type]
        if question.choices:
            self.fields["chosen"] = forms.ChoiceField(
                label=question.label,
                help_text=question.help,
                choices=[(one.id, one.label) for one in question.choices],
                widget=forms.RadioSelect,
                initial=given.chosen[0] if given and given.chosen else None,
                error_messages={"required": _("Choisissez une réponse, ou passez la question.")},
            )
        else:
            offered = extras(question, establishment_type=establishment_type)
            self.fields["chosen"] = forms.MultipleChoiceField(
                label=question.label,
                help_text=question.help,
                choices=[(one.reference, one.sheet.name) for one in offered],
                widget=forms.CheckboxSelectMultiple,
                initial=list(given.chosen) if given else [],
                required=False,
            )
        if question.asks_a_name:
            self.fields["software"] = LongTextField(
                limit=120,
                label=_("Nom du logiciel"),
                help_text=_("Tel qu’il s’affiche à l’ouverture. Laissez vide si tout est papier."),
                required=False,
            )
            self.initial["software"] = given.software if given else ""

    def answered(self) -> Answered:
        """Return what the action keeps; the form is valid."""
        chosen = self.cleaned_data["chosen"]
        ids = (chosen,) if isinstance(chosen, str) else tuple(chosen)
        return Answered(ids, self.cleaned_data.get("software", ""))
