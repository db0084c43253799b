"""Forms of the activities across establishments. Shapes only."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.desk.activities.queries import OWN, Portfolio, Wanted
from portal.desk.counting import FIRM_ZONE
from portal.desk.forms import TYPES
from portal.fields import LongTextField, submission_field
from portal.instants import to_local
from portal.register.bulk.acts import Kind
from portal.register.bulk.previews import MOST
from portal.register.filter_form import Choices
from portal.register.models import State
from portal.register.moments import end_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Who is in charge is a person of one establishment: that act alone is not for several.
KINDS = (Kind.VALIDATE, Kind.SUBMIT, Kind.RHYTHM, Kind.ARCHIVE, Kind.RESTORE)
_ROW = 9 + 1 + 36 + 1 + 9


def _choice(
    label: "StrOrPromise", choices: "Iterable[tuple[str, StrOrPromise]]", *, any_: "StrOrPromise"
) -> forms.ChoiceField:
    every = [("", any_), *choices]
    return forms.ChoiceField(required=False, label=label, choices=every, widget=Choices)


class FilterForm(forms.Form):
    """Which activities the list shows, and in which order; the address keeps it."""

    q = forms.CharField(
        required=False,
        max_length=200,
        label=_("Chercher"),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    avec = _choice(
        _("Seulement"),
        [
            ("sensibles", _("Avec des données sensibles")),
            ("transferts", _("Avec un transfert hors de l’Union")),
            ("aipd", _("Avec une AIPD requise ou présumée")),
            ("incompletes", _("Incomplètes pour l’article 30")),
            ("retard", _("En retard sur leur modèle")),
            ("reponse", _("Avec une réponse attendue")),
        ],
        any_=_("Toutes les activités"),
    )
    validation = _choice(
        _("Validation"),
        [("jamais", _("Jamais validées")), ("ancienne", _("Validées depuis plus d’un an"))],
        any_=_("Toutes"),
    )
    tri = _choice(
        _("Par"),
        [
            ("reference", _("Référence")),
            ("recent", _("Dernière modification")),
            ("ancien", _("Modification la plus ancienne")),
            ("manque", _("Ce qui manque")),
        ],
        any_=_("Établissement"),
    )
    agence = _choice(_("Agence"), [], any_=_("Toutes les agences"))
    type = _choice(_("Type d’établissement"), TYPES, any_=_("Tous les types"))
    modele = _choice(
        _("Modèle"), [(OWN, _("Sans modèle, propres à l’établissement"))], any_=_("Tous")
    )
    etat = forms.ChoiceField(
        required=False, choices=[("", ""), *State.choices], widget=forms.HiddenInput
    )

    def __init__(self, data: object, *, within: Portfolio) -> None:
        """Offer the agencies and the templates of the portfolio."""
        super().__init__(data)  # type: ignore[arg-type]
        self._offer("agence", [(str(pk), name) for pk, name in within.agencies])
        self._offer("modele", within.templates)

    def wanted(self, *, now: datetime) -> Wanted:
        """Return what is asked for; a part of the address that means nothing is left out.

        `now` is UTC; days are those of the firm.
        """
        kept = self._kept()
        return Wanted(
            words=kept["q"],
            agency=int(kept["agence"]) if kept["agence"] else None,
            type=kept["type"],
            state=kept["etat"],
            template=kept["modele"],
            having=kept["avec"],
            validated=kept["validation"],
            sort=kept["tri"],
            a_year_ago=_a_year_ago(now) if kept["validation"] else None,
        )

    def query(self) -> str:
        """Return the filter as an address writes it, its parts in the order of the form."""
        kept = self._kept()
        return urlencode({name: kept[name] for name in self.fields if kept[name]})

    def is_narrowed_further(self) -> bool:
        """Whether a filter that the page folds away is in use."""
        return any(self._kept()[name] for name in MORE)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [*field.widget.choices, *choices]

    def _kept(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


# Fields that the page folds away.
MORE = ("agence", "type", "modele")


class ViewForm(forms.Form):
    """The name of a view."""

    name = LongTextField(
        limit=60,
        label=_("Nom de la vue"),
        help_text=_("Par exemple\u00a0: à valider avant l’été."),
    )


class ChosenForm(forms.Form):
    """The boxes ticked in the list, and the act that was pressed.

    `tout` is for every activity of the filter `filtre`, as an address writes it.
    """

    act = forms.ChoiceField(choices=[(one.value, one.label) for one in KINDS])
    tout = forms.BooleanField(required=False)
    filtre = forms.CharField(required=False, max_length=8000)

    def chosen(self) -> dict[int, set[UUID]]:
        """Return the ids ticked by establishment; what is no id is left out."""
        assert isinstance(self.data, QueryDict)  # noqa: S101 - made from a request
        found: dict[int, set[UUID]] = {}
        for place, activity, _version in filter(None, map(_row, self.data.getlist("id"))):
            found.setdefault(place, set()).add(activity)
        return found


class RowsForm(forms.Form):
    """Those that were previewed, at the version that was read: `place:activity:version,…`."""

    kind = forms.ChoiceField(choices=[(one.value, one.label) for one in KINDS])
    rows = forms.CharField(max_length=MOST * (_ROW + 1))
    filtre = forms.CharField(required=False, max_length=8000)
    submission = submission_field()

    def clean_rows(self) -> dict[int, dict[UUID, int]]:
        """Return the versions by establishment and id; refuse what no page of ours sends."""
        found: dict[int, dict[UUID, int]] = {}
        for written in self.cleaned_data["rows"].split(","):
            row = _row(written)
            if row is None or row[2] is None:
                raise forms.ValidationError(_("Recommencez depuis la liste."))
            found.setdefault(row[0], {})[row[1]] = row[2]
        return found

    def clean_submission(self) -> UUID:
        """Return the form's number; refuse to act without one, for it would act twice."""
        number = self.cleaned_data["submission"]
        if not isinstance(number, UUID):
            raise forms.ValidationError(_("Recommencez depuis la liste."))
        return number


def places_of(written: str) -> list[int]:
    """Return the establishments' ids of an address, `1,2,…`; what is no id is left out."""
    return [int(one) for one in written.split(",")[:MOST] if _is_number(one)]


def _row(written: str) -> tuple[int, UUID, int | None] | None:
    """Return the place, the activity and the version of a row; None for what is none."""
    place, _colon, rest = written.partition(":")
    activity, colon, version = rest.partition(":")
    if not _is_number(place) or (colon and not _is_number(version)):
        return None
    try:
        return int(place), UUID(activity), int(version) if colon else None
    except ValueError:
        return None


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdecimal() and len(written) < 10


def _a_year_ago(now: datetime) -> datetime:
    """Return the last instant, UTC, of the firm's day before the same day a year ago."""
    today = to_local(now, zone=FIRM_ZONE).date()
    is_leap_day = (today.month, today.day) == (2, 29)
    then = date(today.year - 1, today.month, 28 if is_leap_day else today.day)
    return end_of(then - timedelta(days=1), zone=FIRM_ZONE)
