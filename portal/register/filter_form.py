"""The filter of the list, as it stands in the address."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.instants import to_local
from portal.register.filtering import NONE, SOME, Clock, Facets, Reviewed, Wanted
from portal.register.models import Activity, State
from portal.register.moments import end_of
from portal.register.queries import SORTS
from portal.register.sheet import DataFamily, LegalBasis, Screening
from portal.register.words import choices_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_SELECTED = SafeString(" selected")
_SOON = timedelta(days=60)
_MOST_REFERENCES = 500


class Choices(forms.Select):
    """A choice written in one go: a template for each option took a fifth of the list's time."""

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, object] | None = None,
        renderer: object = None,
    ) -> SafeString:
        """Return the select; what is chosen is the one value."""
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (code, _SELECTED if str(code) == (value or "") else "", label)
                for code, label in self.choices
            ),
        )
        attributes = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", attributes, options)


def _choice(
    label: "StrOrPromise", choices: "Iterable[tuple[str, StrOrPromise]]", *, any_: "StrOrPromise"
) -> forms.ChoiceField:
    every = [("", any_), *choices]
    return forms.ChoiceField(required=False, label=label, choices=every, widget=Choices)


def _named(label: "StrOrPromise") -> forms.CharField:
    """Return a choice whose values are those that the register holds."""
    return forms.CharField(required=False, max_length=300, label=label, widget=Choices)


class FilterForm(forms.Form):
    """Which activities the list shows, and in which order."""

    q = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("Chercher"),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    avec = _choice(
        gettext_lazy("Seulement"),
        [
            ("sensibles", gettext_lazy("Avec des données sensibles")),
            ("transferts", gettext_lazy("Avec un transfert hors de l’Union")),
            ("incomplètes", gettext_lazy("Incomplètes pour l’article 30")),
        ],
        any_=gettext_lazy("Toutes les activités"),
    )
    revue = _choice(
        gettext_lazy("Validation et revue"),
        [
            (Reviewed.NEVER, gettext_lazy("Jamais validées")),
            (Reviewed.OVER_A_YEAR, gettext_lazy("Non revues depuis plus d’un an")),
            (Reviewed.LATE, gettext_lazy("Revue en retard")),
            (Reviewed.SOON, gettext_lazy("Revue dans les deux mois")),
        ],
        any_=gettext_lazy("Toutes"),
    )
    tri = _choice(
        gettext_lazy("Par"),
        [
            ("nom", gettext_lazy("Nom")),
            ("recent", gettext_lazy("Dernière modification")),
            ("manque", gettext_lazy("Ce qui manque")),
        ],
        any_=gettext_lazy("Référence"),
    )
    qualite = _choice(
        gettext_lazy("En qualité de"), Activity.Role.choices, any_=gettext_lazy("Toutes")
    )
    base = _choice(gettext_lazy("Base légale"), choices_of(LegalBasis), any_=gettext_lazy("Toutes"))
    famille = _choice(
        gettext_lazy("Famille de données"), choices_of(DataFamily), any_=gettext_lazy("Toutes")
    )
    aipd = _choice(
        gettext_lazy("Analyse d’impact (AIPD)"), choices_of(Screening), any_=gettext_lazy("Toutes")
    )
    responsable = _named(gettext_lazy("Responsable de l’activité"))
    soustraitant = _named(gettext_lazy("Sous-traitant"))
    modele = _named(gettext_lazy("Modèle"))
    etat = forms.ChoiceField(
        required=False, choices=[("", ""), *State.choices], widget=forms.HiddenInput
    )
    refs = forms.CharField(required=False, max_length=8000, widget=forms.HiddenInput)

    def clean_refs(self) -> tuple[str, ...]:
        """Return the references chosen one by one; what is too long for a list is left out."""
        return tuple(filter(None, self.cleaned_data["refs"].split(",")))[:_MOST_REFERENCES]

    def wanted(self, *, now: datetime, zone: str) -> Wanted:
        """Return what is asked for; a part of the address that means nothing is left out.

        `now` is UTC; days are those of `zone`.
        """
        kept = self._kept()
        return Wanted(
            words=kept["q"],
            state=kept["etat"],
            role=kept["qualite"],
            sensitive=kept["avec"] == "sensibles",
            transfers=kept["avec"] == "transferts",
            incomplete=kept["avec"] == "incomplètes",
            basis=kept["base"],
            family=kept["famille"],
            screening=kept["aipd"],
            reviewed=kept["revue"],
            owner=kept["responsable"],
            template=kept["modele"],
            processor=kept["soustraitant"],
            references=tuple(kept["refs"]),
            sort=kept["tri"] if kept["tri"] in SORTS else "",
            clock=_clock(now, zone=zone) if kept["revue"] else None,
        )

    def query(self) -> str:
        """Return the filter as an address writes it, its parts in the order of the form; "" for
        none. What means nothing is left out."""
        kept = self._kept() | {"refs": ",".join(self._kept()["refs"])}
        return urlencode({name: kept[name] for name in self.fields if kept[name]})

    def left_out(self) -> list[str]:
        """Return the labels of the parts of the address that mean nothing here."""
        return [str(self.fields[name].label or name) for name in self.errors]

    def is_narrowed_further(self) -> bool:
        """Whether a filter that the page folds away is in use."""
        return any(self._kept()[name] for name in MORE)

    def offer(self, counted: Facets) -> None:
        """Write beside each choice how many it would show, and offer the names in use."""
        for name, of in _COUNTED.items():
            widget = self.fields[name].widget
            counts = counted.counts(of)
            widget.choices = [
                (value, _with_count(label, counts.get(str(value), 0)) if value else label)
                for value, label in widget.choices
            ]
        for name, of in _NAMED.items():
            counts = counted.counts(of)
            choices = _names(counts, chosen=self._kept()[name], has_none=name != "soustraitant")
            self.fields[name].widget.choices = choices

    def _kept(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


# Fields that the page folds away, then those whose choices are counted: by codes, by names.
MORE = ("qualite", "base", "famille", "aipd", "responsable", "soustraitant", "modele")
_COUNTED = {"qualite": "role", "base": "basis", "famille": "family", "aipd": "screening"}
_NAMED = {"responsable": "owner", "soustraitant": "processor", "modele": "template"}


def _names(
    counts: Mapping[str, int], *, chosen: str, has_none: bool
) -> "list[tuple[str, StrOrPromise]]":
    """Return the names in use by letter, with their counts; the one chosen stays when unused."""
    known = sorted({*filter(None, counts), *({chosen} - {"", NONE, SOME})}, key=str.casefold)
    choices: list[tuple[str, StrOrPromise]] = [("", _("Tous"))]
    if has_none:
        some = sum(count for name, count in counts.items() if name)
        choices.append((SOME, _with_count(_("Indiqué"), some)))
        choices.append((NONE, _with_count(_("Non indiqué"), counts.get("", 0))))
    return choices + [(name, _with_count(name, counts.get(name, 0))) for name in known]


def _with_count(label: "StrOrPromise", count: int) -> str:
    return f"{label} ({count})"


def _clock(now: datetime, *, zone: str) -> Clock:
    today = to_local(now, zone=zone).date()
    eve = _a_year_before(today) - timedelta(days=1)
    return Clock(a_year_ago=end_of(eve, zone=zone), today=today, soon=today + _SOON)


def _a_year_before(day: date) -> date:
    """Return the same day of the year before; 28 February for the 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)
