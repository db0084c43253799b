"""Which two days of the register are compared. Shapes only."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.register.moments import FIRST_YEAR

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def three_months_before(day: date) -> date:
    """Return the same day three months earlier, or the last one of a shorter month."""
    year, month = divmod(12 * day.year + day.month - 4, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _day(label: "StrOrPromise") -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date", "min": "2018-05-25"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": gettext_lazy("Écrivez un jour du calendrier.")},
    )


class CompareForm(forms.Form):
    """Two days, the earlier first, neither to come."""

    de = _day(gettext_lazy("Du soir du"))
    a = _day(gettext_lazy("Au soir du"))

    def __init__(self, data: Mapping[str, str], *, today: date) -> None:
        """Keep `today`, the establishment's civil day."""
        super().__init__(data)
        self.today = today

    def clean_de(self) -> date:
        """Refuse a day out of the register's time."""
        return self._past("de")

    def clean_a(self) -> date:
        """Refuse a day out of the register's time."""
        return self._past("a")

    def clean(self) -> None:
        """Refuse two days in the wrong order, or one day twice."""
        start, end = self.cleaned_data.get("de"), self.cleaned_data.get("a")
        if start and end and start >= end:
            self.add_error("a", _("Choisissez un jour qui vient après le premier."))

    def _past(self, name: str) -> date:
        day: date = self.cleaned_data[name]
        if day > self.today:
            raise forms.ValidationError(_("Ce jour n’est pas encore venu."))
        if day.year < FIRST_YEAR:
            raise forms.ValidationError(
                _("Le registre ne remonte pas avant %(year)d.") % {"year": FIRST_YEAR}
            )
        return day
