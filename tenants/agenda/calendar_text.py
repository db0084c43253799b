"""A calendar as other programs read it (RFC 5545): references and rules, no name of anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from portal.law.calendars import territory
from portal.law.catalogue import catalogue
from tenants.agenda.models import Deadline

_DAY = timedelta(days=1)
_PRODUCT = "-//Vigie//Echeances//FR"


@dataclass(frozen=True, slots=True)
class Entry:
    """A running deadline, and the UTC instants at which its reader is to be reminded."""

    deadline: Deadline
    reminders: tuple[datetime, ...]


def write_calendar(entries: Iterable[Entry], *, language: str) -> bytes:
    """Return the calendar of `entries`, its words in `language`.

    A clock counted in days is an event of the whole last day; one counted in hours is an instant
    in the establishment's own time, its zone described in the file.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    with translation.override(language):
        calendar.add("x-wr-calname", _("Vigie, échéances"))
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
        for entry in entries:
            calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    one = entry.deadline
    event = Event()
    event.add("uid", f"{one.pk}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", one.planned_at.astimezone(UTC))
    event.add("last-modified", one.planned_at.astimezone(UTC))
    event.add("summary", f"{one.reference} · {_label(one.rule_id)}")
    event.add("url", settings.PUBLIC_URL.rstrip("/") + f"/echeances/{one.pk}/")
    event.add("categories", [str(one.get_kind_display())])
    event.add("class", "PRIVATE")
    # Nobody is busy because something is due.
    event.add("transp", "TRANSPARENT")
    if one.due_on is not None:
        event.add("dtstart", one.due_on)
        event.add("dtend", one.due_on + _DAY)
    else:
        zone = ZoneInfo(territory(one.establishment.territory).zone)
        local = one.due_at.astimezone(zone)
        # The night the clocks go back, a local time is read as the first of the two (RFC 5545
        # § 3.3.5): the second is said in UTC.
        event.add("dtstart", one.due_at.astimezone(UTC) if local.fold else local)
    for at in entry.reminders:
        event.add_component(_alarm(at, summary=one.reference))
    return event


def _alarm(at: datetime, *, summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    # The instant itself: before a day that lasts, « eight hours before » would be read in the
    # zone of whoever looks.
    alarm.add("trigger", at.astimezone(UTC), parameters={"VALUE": "DATE-TIME"})
    return alarm


def _label(rule_id: str) -> str:
    # A rule that left the catalogue since keeps its deadlines: its id stands for its label.
    if rule_id not in catalogue():
        return rule_id
    rule = catalogue().rule(rule_id)
    return rule.label_en if translation.get_language() == "en" else rule.label_fr
