"""Form fields that keep what was typed: wall times of a zone, long texts, a form's own number."""

import re
import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.instants import NoSuchTime, came_twice, to_local, to_utc

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_DAYS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?![0-9])"),
    re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})(?![0-9])"),
)
_LONGEST_ECHO = 40
_SHAPES = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M")
# Years that a case can be of; the law's calendars go a little further both ways.
_FIRST_YEAR, _LAST_YEAR = 2000, 2090
_FIRST_DAY, _LAST_DAY = date(_FIRST_YEAR, 1, 1), date(_LAST_YEAR, 12, 31)
_OUT_OF_CALENDAR = _("Vérifiez l’année\u00a0: elle est hors du calendrier.")


class InstantField(forms.Field):
    """A wall time of the establishment's zone; cleans to a UTC instant, or None when empty.

    `zone` is given by the form, before validation.
    """

    zone = "UTC"
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: object) -> datetime | None:
        """Return the UTC instant of what was typed. Errors: a sentence that says what to type."""
        if value in self.empty_values:
            return None
        local = _wall_time(str(value).strip())
        if local is None:
            raise _unread(str(value).strip())
        if not _FIRST_YEAR <= local.year <= _LAST_YEAR:
            raise forms.ValidationError(_OUT_OF_CALENDAR)
        try:
            return to_utc(local, zone=self.zone)
        except NoSuchTime as refusal:
            raise forms.ValidationError(str(refusal), code="no_such_time") from None

    def prepare_value(self, value: object) -> object:
        """Return the wall time of an instant given as initial value; what was typed as it is.

        A time typed as 31/01/2026 10:00 comes as the browser's control wants it, or it would show
        an empty field.
        """
        if isinstance(value, datetime):
            return to_local(value, zone=self.zone) if value.tzinfo else value
        return _wall_time(str(value).strip()) or value


# The first line of a list of choices that has no usual answer.
CHOOSE = (("", _("Choisir…")),)


class LongTextField(forms.CharField):
    """Text with a limit told after the fact: the browser must not cut a paste in silence."""

    def __init__(
        self,
        *,
        limit: int,
        rows: int = 0,
        label: "StrOrPromise",
        help_text: "StrOrPromise" = "",
        required: bool = True,
    ) -> None:
        """Accept up to `limit` characters, over `rows` lines (one line when 0)."""
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        super().__init__(label=label, help_text=help_text, widget=widget, required=required)
        self.validators.append(MaxLengthValidator(limit, message=_TOO_LONG))


_TOO_LONG = ngettext_lazy(
    "Ce texte est trop long\u00a0: %(show_value)d caractère, pour %(limit_value)d au plus. "
    "Gardez l’essentiel.",
    "Ce texte est trop long\u00a0: %(show_value)d caractères, pour %(limit_value)d au plus. "
    "Gardez l’essentiel.",
    "show_value",
)


class DayField(forms.DateField):
    """A civil day, typed with the browser's own calendar or as 31/01/2026."""

    def __init__(
        self, *, label: "StrOrPromise", help_text: "StrOrPromise" = "", required: bool = True
    ) -> None:
        """Accept a day of the years that the calendars know."""
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            error_messages={"invalid": _("Donnez un jour, par exemple 31/01/2026.")},
            validators=[
                MinValueValidator(_FIRST_DAY, message=_OUT_OF_CALENDAR),
                MaxValueValidator(_LAST_DAY, message=_OUT_OF_CALENDAR),
            ],
        )


class ZonedForm(forms.Form):
    """A form whose wall times are those of one establishment."""

    def __init__(
        self,
        data: object = None,
        *,
        zone: str,
        initial: dict[str, object] | None = None,
    ) -> None:
        """Read wall times in `zone` (IANA name)."""
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.zone = zone
        for field in self.fields.values():
            if isinstance(field, InstantField):
                field.zone = zone

    def twice_read(self) -> list[str]:
        """Return the labels of the times that came twice that night, read as the first."""
        return [
            str(field.label)
            for name, field in self.fields.items()
            if isinstance(field, InstantField)
            for local in [_wall_time(str(self.data.get(self.add_prefix(name), "")))]
            if local is not None and came_twice(local, zone=self.zone)
        ]


def submission_field() -> forms.UUIDField:
    """Return the hidden number of a form, drawn when it is shown: sent twice, it acts once."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)


def version_field() -> forms.IntegerField:
    """Return the hidden version that the person was reading when the form was shown."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def _unread(typed: str) -> forms.ValidationError:
    """Return the error that repeats what was typed: the browser's control would show nothing."""
    day = next((found for shape in _DAYS if (found := shape.match(typed))), None)
    if day is not None and not _exists(
        **{part: int(said) for part, said in day.groupdict().items()}
    ):
        return forms.ValidationError(
            _(
                "Le %(day)s/%(month)s/%(year)s n’existe pas. Donnez une date et une heure, par "
                "exemple 31/01/2026 10:00."
            ),
            code="no_such_day",
            params=day.groupdict(),
        )
    return forms.ValidationError(
        _(
            "«\u00a0%(typed)s\u00a0» ne se lit pas. Donnez une date et une heure, par exemple "
            "31/01/2026 10:00."
        ),
        code="invalid",
        params={"typed": Truncator(typed).chars(_LONGEST_ECHO)},
    )


def _exists(*, year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _wall_time(text: str) -> datetime | None:
    for shape in _SHAPES:
        try:
            return datetime.strptime(text, shape)  # noqa: DTZ007 - a wall time has no zone yet
        except ValueError:
            continue
    return None
