"""Filters of the register's pages: a time of day, a day as a browser's own calendar wants it."""

from datetime import datetime

from django import template

from portal.instants import time_words, to_local

register = template.Library()


@register.filter
def clock(instant: datetime, zone: str) -> str:
    """Return « 9 h 41 » in `zone`."""
    return time_words(to_local(instant, zone=zone))


@register.filter
def local_day(instant: datetime, zone: str) -> str:
    """Return the civil day of `zone`, as 2026-03-02."""
    return to_local(instant, zone=zone).date().isoformat()
