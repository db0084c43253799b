"""How much of a period is left, in the words of a message."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def left_words(*, due_at: datetime, due_on: date | None, zone: str, now: datetime) -> str:
    """Return « il reste 30 heures », « demain », « en retard de 3 jours ».

    Whole hours for a clock counted in hours, civil days of `zone` for the others.
    """
    if due_on is None:
        hours = int(abs(due_at - now) / timedelta(hours=1))
        span = ngettext("%d heure", "%d heures", hours) % hours
        is_late = due_at <= now
    else:
        days = (due_on - now.astimezone(ZoneInfo(zone)).date()).days
        if days in (0, 1):
            return _("demain") if days else _("aujourd’hui")
        span = ngettext("%d jour", "%d jours", abs(days)) % abs(days)
        is_late = days < 0
    return (_("en retard de %s") if is_late else _("il reste %s")) % span
