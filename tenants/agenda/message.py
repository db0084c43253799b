"""The words of an alert: text first, a reference and a link, nothing personal."""

import re
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

from tenants.agenda.ladders import LATE, OPENED, REMINDER, SUSPENDED
from tenants.agenda.recipients import Standing

# An alert that left later than this after its instant says so.
_LATE_ENOUGH_TO_SAY = timedelta(minutes=15)
# A rung that nobody took in charge, told to the next in line: E1J-7, E2opened.
_ESCALATION = re.compile(r"E\d+(?P<rung>.+)")


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
    standing: Standing = Standing.MEANT


def message_id(alert_id: UUID) -> str:
    """Return the Message-ID of an alert: the same at every attempt."""
    return f"<{alert_id}@{settings.MAIL_DOMAIN}>"


def compose(
    content: Content, *, to: Sequence[str], languages: frozenset[str], now: datetime
) -> EmailMessage:
    """Return the message, in the readers' language, or in both when they do not share one."""
    order = _order(languages)
    with translation.override(order[0]):
        subject = _subject(content)
    texts = [_text(content, language=language, now=now) for language in order]
    return _message(content, subject=subject, texts=texts, to=to, now=now)


def compose_for_operator(
    content: Content, *, to: Sequence[str], languages: frozenset[str], now: datetime
) -> EmailMessage:
    """Return the message that says to the operators that an alert reaches nobody.

    It carries a reference and a limit: neither the establishment's name nor any path of it. Its
    Message-ID is its own, as its words are.
    """
    order = _order(languages)
    with translation.override(order[0]):
        subject = _("[Vigie] %(reference)s\u00a0: personne n’a pu être prévenu") % {
            "reference": content.reference
        }
    texts = [_text_for_operator(content, language=language, now=now) for language in order]
    message = _message(content, subject=subject, texts=texts, to=to, now=now)
    message.replace_header("Message-ID", f"<{content.alert_id}.operator@{settings.MAIL_DOMAIN}>")
    return message


def _order(languages: frozenset[str]) -> list[str]:
    return [language for language in ("fr", "en") if language in languages] or ["fr"]


def _message(
    content: Content, *, subject: str, texts: Sequence[str], to: Sequence[str], now: datetime
) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = ", ".join(to)
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(content.alert_id)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Vigie-Attempt"] = str(content.attempt)
    message.set_content("\n\n—\n\n".join(texts), charset="utf-8", cte="quoted-printable")
    return message


def _subject(content: Content) -> str:
    return _subject_form(content.rung) % {
        "reference": content.reference,
        "rung": _rung_words(content.rung),
    }


def _subject_form(rung: str) -> str:
    if rung == OPENED:
        return _("[Vigie] %(reference)s\u00a0: un délai commence")
    if rung == REMINDER:
        return _("[Vigie] %(reference)s\u00a0: le rappel que vous avez demandé")
    if _ESCALATION.fullmatch(rung):
        return _("[Vigie] %(reference)s\u00a0: personne ne l’a pris en charge")
    if rung.startswith(SUSPENDED):
        return _("[Vigie] %(reference)s\u00a0: délai suspendu, réponse attendue")
    if rung == LATE or "+" in rung:
        return _("[Vigie] %(reference)s\u00a0: échéance dépassée")
    return _("[Vigie] %(reference)s\u00a0: échéance %(rung)s")


def _rung_words(rung: str) -> str:
    # A day is J in French, D in English.
    return rung.removesuffix("-0").replace("J", _("J"))


def _text(content: Content, *, language: str, now: datetime) -> str:
    with translation.override(language):
        label = content.rule_label_en if language == "en" else content.rule_label_fr
        lines = [
            *_preamble(content),
            label,
            "",
            _("Référence\u00a0: %s") % content.reference,
            _("Établissement\u00a0: %s") % content.establishment,
            *_when(content, now=now),
            "",
            _("Ouvrir le dossier et prendre l’alerte en charge\u00a0:"),
            content.url,
            *_why_you(content),
            *_remarks(content, now=now),
        ]
    return "\n".join(lines)


def _when(content: Content, *, now: datetime) -> list[str]:
    """Return the end and the time left; of a suspended period, that no date runs."""
    if content.rung.startswith(SUSPENDED):
        return [
            _("Le délai est suspendu\u00a0: une réponse de la personne est attendue."),
            _("Relancez-la, ou reprenez le délai si elle a répondu."),
        ]
    return [_("À faire au plus tard\u00a0: %s") % _limit(content), _time_left(content, now=now)]


def _preamble(content: Content) -> list[str]:
    """Return the words that come first when this is not a plain rung."""
    if content.rung == REMINDER:
        return [_("Vous avez demandé que ce délai vous soit rappelé maintenant."), ""]
    escalation = _ESCALATION.fullmatch(content.rung)
    if escalation is None:
        return []
    if escalation["rung"] == OPENED:
        return [_("Ce délai a commencé et personne ne l’a pris en charge."), ""]
    return [
        _("Personne n’a pris en charge l’alerte %s de ce délai.") % _rung_words(escalation["rung"]),
        "",
    ]


def _why_you(content: Content) -> list[str]:
    """Return why a person is told in the place of another; nothing when the alert is for them."""
    reasons = {
        Standing.DEPUTY: _(
            "Vous recevez cette alerte comme suppléant\u00a0: le DPO attitré est absent, ou son"
            " adresse refuse nos messages."
        ),
        Standing.COLLEAGUES: _(
            "Vous recevez cette alerte comme DPO de l’agence\u00a0: ni le DPO attitré ni son"
            " suppléant ne peuvent être prévenus."
        ),
        Standing.LEAD: _(
            "Vous recevez cette alerte comme responsable du cabinet\u00a0: aucune des personnes"
            " à qui elle s’adresse ne peut être prévenue."
        ),
        Standing.NOBODY: _(
            "Aucune des personnes à qui cette alerte s’adresse ne peut être prévenue, ni leurs"
            " suppléants. L’exploitant de l’instance le sait aussi. Prenez-la en charge, ou"
            " confiez l’établissement à un DPO présent."
        ),
    }
    reason = reasons.get(content.standing)
    return ["", reason] if reason else []


def _text_for_operator(content: Content, *, language: str, now: datetime) -> str:
    with translation.override(language):
        lines = [
            _("Une alerte n’atteint personne dont ce soit le rôle\u00a0: absents, partis, ou"
              " adresses qui refusent nos messages."),
            "",
            _("Référence\u00a0: %s") % content.reference,
            _("À faire au plus tard\u00a0: %s") % _limit(content),
            _time_left(content, now=now),
            "",
            _("Joignez le responsable du cabinet par un autre moyen\u00a0: l’alerte lui a été"
              " adressée, s’il en reste un."),
            *_remarks(content, now=now),
        ]  # fmt: skip
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
