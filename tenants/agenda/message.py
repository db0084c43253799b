"""The words of an alert: text first, a reference and a link, nothing personal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.agenda.ladders import LATE, OPENED

# An alert that left later than this after its instant says so.
_LATE_ENOUGH_TO_SAY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Content:
    """What an alert says: ids, labels and UTC instants, read inside the establishment."""

    alert_id: UUID
    attempt: int
    rung: str
    planned_for: datetime
    reference: str
    establishment: str
    rule_label_fr: str
    rule_label_en: str
    due_at: datetime
    due_on: date | None
    zone: str
    url: str


def message_id(alert_id: UUID) -> str:
    """Return the Message-ID of an alert: the same at every attempt."""
    return f"<{alert_id}@{settings.MAIL_DOMAIN}>"


def compose(
    content: Content, *, to: Sequence[str], languages: frozenset[str], now: datetime
) -> EmailMessage:
    """Return the message, in the readers' language, or in both when they do not share one."""
    order = [language for language in ("fr", "en") if language in languages] or ["fr"]
    with translation.override(order[0]):
        subject = _subject(content)
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = ", ".join(to)
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(content.alert_id)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Vigie-Attempt"] = str(content.attempt)
    texts = [_text(content, language=language, now=now) for language in order]
    message.set_content("\n\n—\n\n".join(texts), charset="utf-8", cte="quoted-printable")
    return message


def _subject(content: Content) -> str:
    if content.rung == OPENED:
        return _("[Vigie] %(reference)s\u00a0: un délai commence") % {
            "reference": content.reference
        }
    if content.rung == LATE or "+" in content.rung:
        return _("[Vigie] %(reference)s\u00a0: échéance dépassée") % {
            "reference": content.reference
        }
    return _("[Vigie] %(reference)s\u00a0: échéance %(rung)s") % {
        "reference": content.reference,
        # A day is J in French, D in English.
        "rung": content.rung.removesuffix("-0").replace("J", _("J")),
    }


def _text(content: Content, *, language: str, now: datetime) -> str:
    with translation.override(language):
        label = content.rule_label_en if language == "en" else content.rule_label_fr
        lines = [
            label,
            "",
            _("Référence\u00a0: %s") % content.reference,
            _("Établissement\u00a0: %s") % content.establishment,
            _("À faire au plus tard\u00a0: %s") % _limit(content),
            _time_left(content, now=now),
            "",
            _("Ouvrir le dossier et prendre l’alerte en charge\u00a0:"),
            content.url,
            *_remarks(content, now=now),
        ]
    return "\n".join(lines)


def _limit(content: Content) -> str:
    if content.due_on is not None:
        return _day(content.due_on)
    local = content.due_at.astimezone(ZoneInfo(content.zone))
    return _("%(day)s à %(hour)s (heure de %(city)s)") % {
        "day": _day(local),
        "hour": _hour(local),
        "city": content.zone.rpartition("/")[2].replace("_", " "),
    }


def _day(day: date) -> str:
    is_first_in_french = day.day == 1 and translation.get_language() == "fr"
    return date_format(day, r"l j\e\r F Y" if is_first_in_french else "l j F Y")


def _hour(local: datetime) -> str:
    if translation.get_language() == "en":
        return f"{local:%H:%M}"
    return f"{local:%H}\u00a0h\u00a0{local:%M}"


def _time_left(content: Content, *, now: datetime) -> str:
    left = content.due_at - now
    hours = int(abs(left) / timedelta(hours=1))
    if hours < 72:
        span = ngettext("%d heure", "%d heures", hours) % hours
    else:
        span = ngettext("%d jour", "%d jours", hours // 24) % (hours // 24)
    if left <= timedelta(0):
        return _("En retard de\u00a0: %s") % span
    return _("Temps restant\u00a0: %s") % span


def _remarks(content: Content, *, now: datetime) -> list[str]:
    remarks = []
    if now - content.planned_for > _LATE_ENOUGH_TO_SAY:
        local = content.planned_for.astimezone(ZoneInfo(content.zone))
        remarks += [
            "",
            _("Cette alerte était prévue le %(day)s à %(hour)s\u00a0; elle part avec retard.")
            % {"day": _day(local), "hour": _hour(local)},
        ]
    if content.attempt > 1:
        remarks += [
            "",
            _("Tentative %d\u00a0: ce message a pu déjà vous parvenir.") % content.attempt,
        ]
    return remarks
