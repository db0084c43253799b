"""The moments to which a reminder can be put off. Pure: what is past the next rung is left out."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from portal.instants import time_words, to_local

_TWO_HOURS = timedelta(hours=2)
_EVENING = time(19)
_MORNING = time(8)
# An evening that comes sooner than this is no help.
_SOON = timedelta(hours=1)


class Moment(StrEnum):
    """The moments offered; OTHER is one that the person types."""

    TWO_HOURS = "2h"
    EVENING = "evening"
    TOMORROW = "tomorrow"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Choice:
    """A moment in words, and its UTC instant."""

    moment: Moment
    label: str
    at: datetime


def instant_of(moment: Moment, *, now: datetime, zone: str) -> datetime:
    """Return the UTC instant of an offered `moment`, counted from `now` in `zone`.

    Errors: ValueError for OTHER, which has no instant of its own.
    """
    if moment is Moment.TWO_HOURS:
        return now + _TWO_HOURS
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    if moment is Moment.EVENING:
        return datetime.combine(today, _EVENING, tzinfo=here).astimezone(ZoneInfo("UTC"))
    if moment is Moment.TOMORROW:
        tomorrow = today + timedelta(days=1)
        return datetime.combine(tomorrow, _MORNING, tzinfo=here).astimezone(ZoneInfo("UTC"))
    raise ValueError


def choices(*, now: datetime, limit: datetime, zone: str) -> tuple[Choice, ...]:
    """Return the moments that come no later than `limit`, the next rung, the nearest first."""
    offered = [
        Choice(moment, _label(moment, at=at, zone=zone), at)
        for moment in (Moment.TWO_HOURS, Moment.EVENING, Moment.TOMORROW)
        for at in [instant_of(moment, now=now, zone=zone)]
        if _is_offered(moment, at=at, now=now) and at <= limit
    ]
    return tuple(sorted(offered, key=lambda choice: choice.at))


def _is_offered(moment: Moment, *, at: datetime, now: datetime) -> bool:
    return moment is not Moment.EVENING or at - now >= _SOON


def _label(moment: Moment, *, at: datetime, zone: str) -> str:
    words = {
        Moment.TWO_HOURS: _("Dans deux heures, à %s"),
        Moment.EVENING: _("Ce soir à %s"),
        Moment.TOMORROW: _("Demain à %s"),
    }
    return words[moment] % time_words(to_local(at, zone=zone))
