"""Tags of the desk's pages: today, bars, clocks."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.desk.counting import FIRM_ZONE
from portal.desk.naming import browser_words, driver_words
from portal.instants import day_words, month_words
from portal.law.calendars import territory
from portal.reasoning import territory_label
from portal.time_left import until_instant
from tenants.directory.models import Establishment

register = template.Library()

_BAR, _GAP = 230, 2


@register.simple_tag
def today(now: datetime) -> str:
    """Return « Lundi 2 mars 2026 », in the firm's zone."""
    words = day_words(now.astimezone(ZoneInfo(FIRM_ZONE)).date())
    return words[:1].upper() + words[1:]


@register.filter
def month(day: date) -> str:
    """Return « mars », with the year in January."""
    return month_words(day)


@register.filter
def clock(limit: datetime, now: datetime) -> str:
    """Return « 31 h 05 » until `limit`, zero once it is past."""
    minutes = max(0, int((limit - now) / timedelta(minutes=1)))
    return f"{minutes // 60}\u00a0h\u00a0{minutes % 60:02d}"


@register.filter
def hours_ago(instant: datetime, now: datetime) -> str:
    """Return how long ago it was: « 12 min », « 3 h », « 4 j »."""
    return span(max(now - instant, timedelta(0)))


@register.filter
def span(length: timedelta) -> str:
    """Return « 12 min », « 3 h », « 4 j »."""
    origin = datetime(2000, 1, 1, tzinfo=ZoneInfo("UTC"))
    return until_instant(origin + length, now=origin)


register.filter("browser", browser_words)
register.filter("driver", driver_words)


@register.filter
def territory_name(establishment: Establishment) -> str:
    """Return the name of the territory whose calendar and clock apply."""
    return territory_label(territory(establishment.territory))


@register.simple_tag
def stack(*counts_and_colours: int | str) -> SafeString:
    """Return a bar split as `3 "late" 5 "ok"`: decorative, the legend beside it says the same."""
    pairs = [
        (count, colour)
        for count, colour in list(pairwise(counts_and_colours))[::2]
        if isinstance(count, int) and count > 0
    ]
    whole = sum(count for count, _colour in pairs)
    usable = _BAR - _GAP * max(0, len(pairs) - 1)
    segments, x = [], 0.0
    for count, colour in pairs:
        # A lone late one among thousands must still be seen.
        width = max(3.0, usable * count / whole)
        segments.append((colour, f"{x:.1f}", f"{width:.1f}"))
        x += width + _GAP
    rects = format_html_join(
        "", '<rect class="f-{}" x="{}" width="{}" height="10"/>', segments or [("na", "0", _BAR)]
    )
    return format_html(
        '<svg class="stack" viewBox="0 0 {} 10" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        f"{max(_BAR, x - _GAP):.1f}",
        rects,
    )
