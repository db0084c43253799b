"""From what a person reads on the clock of the wall to an instant, and back to words."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as written
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.law.calendars import territory
from portal.law.wording import weekday
from tenants.directory.models import Establishment


class NoSuchTime(ValueError):
    """The clocks went forward: that time of day did not exist. The message says so in French."""


def zone_of(establishment: Establishment) -> str:
    """Return the IANA zone in which `establishment` reads its clocks."""
    return territory(establishment.territory).zone


def to_utc(local: datetime, *, zone: str) -> datetime:
    """Return the UTC instant of a naive wall time in `zone`.

    A time that came twice, when the clocks went back, is read as the first: the earlier reading
    makes every period end sooner, so no limit is missed by it.

    Errors: NoSuchTime when the clocks went forward over it.
    """
    here = ZoneInfo(zone)
    instant = local.replace(tzinfo=here, fold=0).astimezone(UTC)
    if instant.astimezone(here).replace(tzinfo=None) != local:
        raise NoSuchTime(
            _(
                "Le %(day)s, il n’a jamais été %(time)s\u00a0: les horloges ont avancé "
                "d’une heure. Indiquez l’heure réellement lue."
            )
            % {"day": day_words(local.date()), "time": time_words(local)}
        )
    return instant


def came_twice(local: datetime, *, zone: str) -> bool:
    """Return whether the clocks went back over that wall time, so that it came twice."""
    here = ZoneInfo(zone)
    first = local.replace(tzinfo=here, fold=0).astimezone(UTC)
    second = local.replace(tzinfo=here, fold=1).astimezone(UTC)
    return first != second and first.astimezone(here).replace(tzinfo=None) == local


def to_local(instant: datetime, *, zone: str) -> datetime:
    """Return the naive wall time of `instant` in `zone`."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def day_words(day: date) -> str:
    """Return « lundi 2 mars 2026 », in the language of the page."""
    words = weekday(day)
    return words.en if (get_language() or "fr").startswith("en") else words.fr


def short_day(day: date) -> str:
    """Return « 2 mars », « 24 nov. »: the month abbreviated when it is long."""
    return written(day, _("j N"))


def month_words(day: date) -> str:
    """Return « mars », with the year in January."""
    return written(day, _("N Y") if day.month == 1 else _("N"))


def time_words(local: datetime) -> str:
    """Return « 17 h 40 », with spaces that do not break."""
    return _("%(hours)d\u00a0h\u00a0%(minutes)02d") % {
        "hours": local.hour,
        "minutes": local.minute,
    }


def instant_words(instant: datetime, *, zone: str) -> str:
    """Return « lundi 2 mars 2026 à 10 h 00 » in `zone`."""
    local = to_local(instant, zone=zone)
    return _("%(day)s à %(time)s") % {"day": day_words(local.date()), "time": time_words(local)}
