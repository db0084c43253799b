"""The questions of the public pages. Everything asked stands in the address, nothing is kept."""

from datetime import UTC, date, datetime, time

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.instants import NoSuchTime, came_twice, to_utc
from portal.law.calendars import TERRITORIES, Territory, known_years, territory
from portal.law.catalogue import catalogue
from portal.law.explain import Explanation, counts_hours, explain
from portal.law.periods import start_of_day
from portal.public.rules import SUBJECTS, computing, title_of
from portal.reasoning import territory_label

_DAYS = ("%Y-%m-%d", "%d/%m/%Y")
_TIMES = ("%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M")


def _territories() -> list[tuple[str, str]]:
    return [(place.id, territory_label(place)) for place in TERRITORIES]


def _rules() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (str(name), [(rule.id, title_of(rule)) for rule in computing() if rule.subject == id])
        for id, name in SUBJECTS.items()
        if any(rule.subject == id for rule in computing())
    ]


class CalculatorForm(forms.Form):
    """A rule, the day and perhaps the hour that starts it, and where: named as the address is."""

    regle = forms.ChoiceField(label=_("Règle"), choices=_rules)
    jour = forms.DateField(
        label=_("Jour"),
        input_formats=_DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Donnez un jour du calendrier, par exemple 31/01/2026.")},
    )
    heure = forms.TimeField(
        label=_("Heure"),
        required=False,
        input_formats=_TIMES,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Donnez une heure, par exemple 10:00.")},
    )
    territoire = forms.ChoiceField(label=_("Territoire"), choices=_territories)

    def __init__(self, data: QueryDict | None = None, *, chosen: str = "") -> None:
        """Offer the rule `chosen`; show a wrong day or hour as text: a picker would hide it."""
        super().__init__(data, initial={"regle": chosen or "R-ART12-1M"})
        for name in ("jour", "heure"):
            if self.is_bound and name in self.errors and self.data.get(name):
                self.fields[name].widget.input_type = "text"

    def clean_jour(self) -> date:
        """Return the day. Errors: a year that the calendar does not know."""
        day: date = self.cleaned_data["jour"]
        years = known_years()
        if day.year not in years:
            raise forms.ValidationError(
                _("Donnez une date entre %(first)d et %(last)d."),
                params={"first": years[0], "last": years[-1]},
            )
        return day

    def clean(self) -> dict[str, object]:
        """Return the facts. Errors: no hour where hours are counted, an hour that never was."""
        cleaned: dict[str, object] = self.cleaned_data
        rule_id, hour = cleaned.get("regle"), cleaned.get("heure")
        needs_hour = bool(rule_id) and counts_hours(catalogue().rule(str(rule_id)))
        if needs_hour and hour is None and "heure" not in self.errors:
            self.add_error("heure", _("Cette règle compte en heures\u00a0: donnez l’heure."))
        if isinstance(hour, time) and {"jour", "territoire"} <= cleaned.keys():
            try:
                to_utc(self._local(hour), zone=self.place.zone)
            except NoSuchTime as refusal:
                self.add_error("heure", str(refusal))
        return cleaned

    @property
    def place(self) -> Territory:
        """Return the territory of a form that named one."""
        return territory(str(self.cleaned_data["territoire"]))

    @property
    def is_twice_read(self) -> bool:
        """Return whether the hour came twice that night, so that the first was taken."""
        hour = self.cleaned_data["heure"]
        return hour is not None and came_twice(self._local(hour), zone=self.place.zone)

    def explanation(self) -> Explanation:
        """Return the rule applied to the facts of a valid form."""
        hour: time | None = self.cleaned_data["heure"]
        return explain(
            str(self.cleaned_data["regle"]),
            start=self._start(hour),
            territory=self.place,
            hour_known=hour is not None,
        )

    def _start(self, hour: time | None) -> datetime:
        if hour is None:
            return start_of_day(self.cleaned_data["jour"], zone=self.place.zone)
        return to_utc(self._local(hour), zone=self.place.zone).astimezone(UTC)

    def _local(self, hour: time) -> datetime:
        return datetime.combine(self.cleaned_data["jour"], hour)


class HolidaysForm(forms.Form):
    """A year and a territory."""

    annee = forms.IntegerField(label=_("Année"))
    territoire = forms.ChoiceField(label=_("Territoire"), choices=_territories)

    def clean_annee(self) -> int:
        """Return the year. Errors: one that the calendar does not know."""
        year, years = int(self.cleaned_data["annee"]), known_years()
        if year not in years:
            raise forms.ValidationError(
                _("Donnez une année entre %(first)d et %(last)d."),
                params={"first": years[0], "last": years[-1]},
            )
        return year

    @property
    def year(self) -> int:
        """Return the year of a valid form."""
        return int(self.cleaned_data["annee"])

    @property
    def place(self) -> Territory:
        """Return the territory of a valid form."""
        return territory(str(self.cleaned_data["territoire"]))
