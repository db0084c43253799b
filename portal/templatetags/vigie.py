"""Tags and filters of every page: icons, addresses, instants, what is left of a period."""

from datetime import date, datetime
from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.instants import day_words, instant_words, short_day, time_words, to_local, zone_of
from portal.reasoning import label_of
from portal.time_left import level_of, share_used, until_day, until_instant
from tenants.directory.models import Establishment
from tenants.directory.paths import desk_path
from tenants.directory.paths import establishment_path as path_inside

register = template.Library()

_ICON_OF_TYPE = {
    "cabinet_medical": "stethoscope",
    "infirmier": "vaccine",
    "orthophonie": "message-circle",
    "optique": "eyeglass",
    "imagerie": "device-heart-monitor",
    "pharmacie": "pill",
    "lbm": "microscope",
    "maison_centre_sante": "building-community",
    "ehpad": "bed",
}


class PlacedDeadline(Protocol):
    """What is shown of a deadline: instants, the day when it counts in days, and its place."""

    kind: str
    rule_id: str
    starts_at: datetime
    due_at: datetime
    due_on: date | None


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Return the icon `name` of the sprite; decorative, hidden from screen readers."""
    return format_html(
        '<svg class="ic {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        static("icons.svg"),
        name,
    )


@register.filter
def without_hint(field: BoundField) -> BoundField:
    """Return the field without the hint inside it: it says the label again, then vanishes."""
    field.field.widget.attrs.pop("placeholder", None)
    return field


@register.simple_tag
def type_icon(establishment_type: str) -> SafeString:
    """Return the icon of a type of establishment."""
    return icon(_ICON_OF_TYPE.get(establishment_type, "building-hospital"))


@register.simple_tag
def desk_url(name: str, *args: str | int | UUID) -> str:
    """Return the path of a page of the desk, from anywhere."""
    return desk_path(name, *args)


@register.simple_tag
def establishment_url(slug: str, name: str, *args: str | int | UUID) -> str:
    """Return the path of a page of the establishment `slug`, from anywhere."""
    return path_inside(slug, name, *args)


@register.simple_tag
def with_query(query: QueryDict, **changes: str | int) -> str:
    """Return `?…`: the filters of the address with some changed; an empty value takes one away."""
    kept = {name: value for name, value in query.items() if name not in changes and name != "page"}
    kept.update({name: str(value) for name, value in changes.items() if value not in ("", None)})
    return "?" + urlencode(kept)


@register.filter
def zone(establishment: Establishment) -> str:
    """Return the IANA zone in which an establishment reads its clocks."""
    return zone_of(establishment)


@register.filter
def when(instant: datetime | None, zone: str = "Europe/Paris") -> SafeString | str:
    """Return « mardi 24 novembre 2026 à 17 h 40 », the zone on hover; a dash for nothing."""
    if instant is None:
        return "—"
    return _stamp(instant, instant_words(instant, zone=zone), zone)


@register.filter
def when_text(instant: datetime | None, zone: str = "Europe/Paris") -> str:
    """Return the words of `when` alone, for an attribute."""
    return instant_words(instant, zone=zone) if instant else "—"


@register.filter
def short_when(instant: datetime | None, zone: str = "Europe/Paris") -> SafeString | str:
    """Return « 24 nov., 17 h 40 », the zone on hover; a dash for nothing."""
    if instant is None:
        return "—"
    local = to_local(instant, zone=zone)
    return _stamp(instant, f"{short_day(local.date())}, {time_words(local)}", zone)


@register.filter
def long_day(day: date | None) -> str:
    """Return « lundi 2 mars 2026 »; a dash for nothing."""
    return day_words(day) if day else "—"


@register.filter
def day_month(day: date | None) -> str:
    """Return « 2 mars »; a dash for nothing."""
    return short_day(day) if day else "—"


@register.filter
def day_month_year(day: date | None) -> str:
    """Return « 2 mars 2027 », the month abbreviated when it is long; a dash for nothing."""
    return f"{short_day(day)} {day.year}" if day else "—"


@register.filter
def time_left(instant: datetime, now: datetime) -> str:
    """Return « 31 h », « 5 j » or « en retard de 3 j »."""
    return until_instant(instant, now=now)


@register.simple_tag
def left(deadline: PlacedDeadline, now: datetime, zone: str) -> str:
    """Return what is left of a deadline: in days of `zone` when it counts in days, else hours."""
    if deadline.due_on is not None:
        return until_day(deadline.due_on, now=now, zone=zone)
    return until_instant(deadline.due_at, now=now)


@register.simple_tag
def due(deadline: PlacedDeadline, zone: str, short: bool = False) -> SafeString:
    """Return when a deadline ends, as `<time>`: the day when it counts in days, else the hour."""
    if deadline.due_on is None:
        shown = short_when(deadline.due_at, zone) if short else when(deadline.due_at, zone)
        return SafeString(shown)
    words = short_day(deadline.due_on) if short else day_words(deadline.due_on)
    title = _("jusqu’à minuit, %s") % zone
    return format_html('<time datetime="{}" title="{}">{}</time>', deadline.due_on, title, words)


@register.filter
def level(deadline: PlacedDeadline, now: datetime) -> str:
    """Return late, crit, warn or ok."""
    return level_of(deadline.due_at, now=now)


@register.filter
def used(deadline: PlacedDeadline, now: datetime) -> int:
    """Return the share of the period that has passed, in percent."""
    return share_used(starts_at=deadline.starts_at, due_at=deadline.due_at, now=now)


@register.filter
def todo(deadline: PlacedDeadline) -> str:
    """Return what a deadline asks for, in the imperative of a to-do list."""
    if deadline.kind == "breach":
        return _("Notifier la CNIL")
    if deadline.kind == "incident":
        return _("Qualifier l’incident")
    if deadline.kind == "duty":
        return _todo_of_a_duty(deadline.rule_id)
    if deadline.rule_id.startswith("R-CSP"):
        return _("Remettre le dossier médical")
    return _("Répondre à la personne")


@register.filter
def rule_label(rule_id: str) -> str:
    """Return the name of a rule of the catalogue in the language of the page."""
    return label_of(rule_id)


@register.filter
def thousands(number: int) -> str:
    """Return « 1 184 », with a space that does not break; « 1,184 » in English."""
    grouped = f"{number:,}"
    is_english = (get_language() or "fr").startswith("en")
    return grouped if is_english else grouped.replace(",", "\u00a0")


def _todo_of_a_duty(rule_id: str) -> str:
    asked = {
        "R-DUTY-REVIEW": _("Faire la revue"),
        "R-DUTY-CONTRACT": _("Renouveler le contrat ou en sortir"),
        "R-DUTY-CERTIFICATE": _("Obtenir le nouveau certificat"),
        "R-DPIA-3Y": _("Réexaminer l’AIPD"),
        "R-DUTY-TRAINING": _("Former l’équipe"),
        "R-DUTY-REPORT": _("Remettre le rapport"),
        "R-DUTY-VISIT": _("Faire la visite"),
    }
    return asked.get(rule_id, _("Tenir l’obligation"))


def _stamp(instant: datetime, words: str, zone: str) -> SafeString:
    return format_html('<time datetime="{}" title="{}">{}</time>', instant.isoformat(), zone, words)
