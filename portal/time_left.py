"""How much of a legal period is left: words, level and share used. Pure; law computes the ends."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

_HOURS_SHOWN = 72
_WEEK = timedelta(days=7)
_SPACE = "\u00a0"


class Level(StrEnum):
    """How near the end is; each has a colour, a shape and words."""

    LATE = "late"
    CRITICAL = "crit"
    NEAR = "warn"
    CALM = "ok"


def level_of(due_at: datetime, *, now: datetime) -> Level:
    """Return late when `due_at` is past, critical under 72 hours, near under 7 days, else calm."""
    left = due_at - now
    if left < timedelta(0):
        return Level.LATE
    if left < timedelta(hours=_HOURS_SHOWN):
        return Level.CRITICAL
    return Level.NEAR if left < _WEEK else Level.CALM


def share_used(*, starts_at: datetime, due_at: datetime, now: datetime) -> int:
    """Return how much of the period has passed, in whole percent from 0 to 100."""
    whole = due_at - starts_at
    if whole <= timedelta(0) or now >= due_at:
        return 100
    return max(0, int((now - starts_at) / whole * 100))


def until_instant(due_at: datetime, *, now: datetime) -> str:
    """Return « 31 h », « 12 min », « 5 j » or « en retard de 3 j »; hours up to 72."""
    if due_at < now:
        return _("en retard de %s") % _span(now - due_at)
    return _span(due_at - now)


def until_day(due_on: date, *, now: datetime, zone: str) -> str:
    """Return « aujourd’hui », « demain », « 5 j » or « en retard de 3 j », in days of `zone`."""
    days = (due_on - now.astimezone(ZoneInfo(zone)).date()).days
    if days < 0:
        return _("en retard de %s") % _days(-days)
    if days <= 1:
        return _("demain") if days else _("aujourd’hui")
    return _days(days)


def _span(span: timedelta) -> str:
    minutes = int(span / timedelta(minutes=1))
    if minutes < 60:
        return f"{minutes}{_SPACE}min"
    hours = minutes // 60
    return f"{hours}{_SPACE}h" if hours < _HOURS_SHOWN else _days(hours // 24)


def _days(days: int) -> str:
    return _("%s j").replace(" ", _SPACE) % days
