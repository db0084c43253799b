"""What a list sends when an act on several is asked for, and what each act asks. Shapes only."""

from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.fields import LongTextField, submission_field
from portal.register.asking import LINE
from portal.register.bulk.acts import Kind, Order
from portal.register.bulk.previews import MOST

DOWNLOAD = "download"
_ROW = 36 + 1 + 10
# The rhythms of a review that are practised; the rule gives the usual one.
_RHYTHMS = (
    ("", _("Le rythme de la règle")),
    ("6", _("Tous les 6 mois")),
    ("12", _("Tous les ans")),
    ("24", _("Tous les 2 ans")),
    ("36", _("Tous les 3 ans")),
)


class ChosenForm(forms.Form):
    """The boxes ticked in a list, and the act that was pressed.

    `tout` is for every activity of the filter `filtre`, as an address writes it.
    """

    act = forms.ChoiceField(choices=[*Kind.choices, (DOWNLOAD, DOWNLOAD)])
    tout = forms.BooleanField(required=False)
    filtre = forms.CharField(required=False, max_length=8000)

    def chosen(self) -> set[UUID]:
        """Return the ids ticked one by one; what is no id is left out."""
        assert isinstance(self.data, QueryDict)  # noqa: S101 - made from a request
        return set(filter(None, map(_id, self.data.getlist("id"))))


class RowsForm(forms.Form):
    """Those that were previewed, each with the version that was read: `id:version,…`."""

    kind = forms.ChoiceField(choices=Kind.choices, widget=forms.HiddenInput)
    rows = forms.CharField(max_length=MOST * (_ROW + 1), widget=forms.HiddenInput)
    filtre = forms.CharField(required=False, max_length=8000, widget=forms.HiddenInput)
    submission = submission_field()

    def clean_rows(self) -> dict[UUID, int]:
        """Return the versions by id; refuse what no page of ours sends."""
        found = {}
        for row in self.cleaned_data["rows"].split(","):
            written, _colon, version = row.partition(":")
            pk = _id(written)
            if pk is None or not (version.isascii() and version.isdigit() and len(version) < 10):
                raise forms.ValidationError(_("Recommencez depuis la liste."))
            found[pk] = int(version)
        return found


class NothingForm(forms.Form):
    """An act that asks nothing."""

    def order(self, kind: Kind) -> Order:
        """Return the act."""
        return Order(kind)


class WhyForm(NothingForm):
    """The reason for which activities are archived."""

    value = LongTextField(
        limit=500,
        rows=2,
        label=_("Pourquoi les archiver"),
        help_text=_(
            "Elles sortent du registre en cours et ne changent plus. Leur histoire reste\u00a0: "
            "elles se rétablissent."
        ),
    )

    def order(self, kind: Kind) -> Order:
        """Return the act with its reason."""
        return Order(kind, self.cleaned_data["value"])


class OwnerForm(NothingForm):
    """Who is put in charge of the activities."""

    value = LongTextField(
        limit=LINE,
        label=_("Qui en est responsable"),
        help_text=_("Une fonction plutôt qu’un nom. Par exemple\u00a0: pharmacien titulaire."),
    )
    value.widget.attrs["list"] = "owners"

    def order(self, kind: Kind) -> Order:
        """Return the act with who is put in charge."""
        return Order(kind, self.cleaned_data["value"])


class RhythmForm(NothingForm):
    """How often the activities are reviewed."""

    value = forms.ChoiceField(
        required=False,
        choices=_RHYTHMS,
        label=_("Rythme de revue"),
        widget=forms.RadioSelect,
        initial="",
        help_text=_(
            "Le RGPD n’en fixe pas (art. 5 §2 et 24 §1)\u00a0: plus le risque est grand, plus "
            "la revue est fréquente."
        ),
    )

    def order(self, kind: Kind) -> Order:
        """Return the act with its number of months."""
        return Order(kind, self.cleaned_data["value"])


_ASKS: dict[Kind, type[NothingForm]] = {
    Kind.ARCHIVE: WhyForm,
    Kind.OWNER: OwnerForm,
    Kind.RHYTHM: RhythmForm,
}
# What is asked before the preview, because it decides which ones would change.
ASKED_FIRST = frozenset({Kind.OWNER, Kind.RHYTHM})


def value_form(kind: Kind, typed: QueryDict | None = None) -> NothingForm:
    """Return what the act asks, bound to what was `typed`."""
    return _ASKS.get(kind, NothingForm)(typed)


def _id(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
