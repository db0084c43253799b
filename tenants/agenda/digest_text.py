"""The words of a digest: text first, the most urgent first, nothing personal in the subject."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.law.calendars import territory
from portal.law.catalogue import catalogue
from tenants.agenda.digest_facts import Facts
from tenants.agenda.left_words import left_words
from tenants.agenda.models import Deadline

_LONGEST_LIST = 25
PREFERENCES = "/preferences/alertes/"


@dataclass(frozen=True, slots=True)
class Reader:
    """To whom a digest goes. The address never enters a log."""

    person_id: int
    address: str
    language: str


def message_id(person_id: int, *, day: date) -> str:
    """Return the Message-ID of the digest of that local day: the same at every attempt."""
    return f"<digest-{person_id}-{day:%Y%m%d}@{settings.MAIL_DOMAIN}>"


def compose_digest(
    facts: Facts, *, reader: Reader, day: date, since: datetime, now: datetime
) -> EmailMessage:
    """Return the message of the local day `day`, in the reader's language."""
    message = EmailMessage(policy=SMTP)
    with translation.override(reader.language):
        message["From"] = settings.DEFAULT_FROM_EMAIL
        message["To"] = reader.address
        message["Subject"] = _subject(facts)
        message["Date"] = format_datetime(now)
        message["Message-ID"] = message_id(reader.person_id, day=day)
        message["Auto-Submitted"] = "auto-generated"
        text = "\n".join(_lines(facts, since=since, now=now))
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    return message


def _subject(facts: Facts) -> str:
    if facts.late or facts.soon:
        return _("[Vigie] Résumé\u00a0: %(late)s en retard, %(soon)s sous sept jours") % {
            "late": len(facts.late),
            "soon": len(facts.soon),
        }
    return _("[Vigie] Résumé\u00a0: rien ne presse")


def _lines(facts: Facts, *, since: datetime, now: datetime) -> Iterator[str]:
    if facts.is_calm:
        yield _("Rien ne presse\u00a0: aucune échéance en retard ni sous sept jours.")
    titled = (
        (_("En retard"), facts.late),
        (_("Dans les sept jours"), facts.soon),
        (_("Nouveau depuis le dernier résumé"), facts.changed),
        (_("Suspendues, la réponse de la personne tarde"), facts.asleep),
        (_("Personne ne les a encore prises en charge"), facts.waiting),
    )
    for title, deadlines in titled:
        if deadlines:
            yield from _section(title, deadlines, since=since, now=now)
    yield ""
    yield _("Toutes les échéances\u00a0: %s") % _address("/echeances/")
    yield _("Changer le rythme de ce résumé\u00a0: %s") % _address(PREFERENCES)


def _section(
    title: str, deadlines: Sequence[Deadline], *, since: datetime, now: datetime
) -> Iterator[str]:
    yield f"{title} ({len(deadlines)})"
    yield ""
    for one in deadlines[:_LONGEST_LIST]:
        yield from _entry(one, since=since, now=now)
    rest = len(deadlines) - _LONGEST_LIST
    if rest > 0:
        yield "  " + ngettext("et %d autre", "et %d autres", rest) % rest
        yield ""


def _entry(one: Deadline, *, since: datetime, now: datetime) -> Iterator[str]:
    yield f"  {one.reference} · {one.establishment.name}"
    yield f"  {_label(one.rule_id)}"
    yield "  " + " · ".join(_facts_of(one, since=since, now=now))
    yield f"  {_address(one.path)}"
    yield ""


def _facts_of(one: Deadline, *, since: datetime, now: datetime) -> Iterator[str]:
    if one.state != Deadline.State.OPEN:
        yield str(Deadline.State(one.state).label)
        if one.suspended_at is not None:
            yield _("depuis le %s") % _day(one.suspended_at.astimezone(_zone(one)).date())
        return
    zone = territory(one.establishment.territory).zone
    yield _("au plus tard le %s") % _limit(one, zone=ZoneInfo(zone))
    yield left_words(due_at=one.due_at, due_on=one.due_on, zone=zone, now=now)
    if one.opened_at > since:
        yield _("nouvelle")
    elif one.planned_at > since:
        yield _("déplacée")
    yield _("prise en charge") if one.acknowledged_at else _("à prendre en charge")


def _zone(one: Deadline) -> ZoneInfo:
    return ZoneInfo(territory(one.establishment.territory).zone)


def _limit(one: Deadline, *, zone: ZoneInfo) -> str:
    if one.due_on is not None:
        return _day(one.due_on)
    local = one.due_at.astimezone(zone)
    return _("%(day)s à %(time)s") % {
        "day": _day(local.date()),
        "time": _("%(hours)d\u00a0h\u00a0%(minutes)02d")
        % {"hours": local.hour, "minutes": local.minute},
    }


def _day(day: date) -> str:
    is_first_in_french = day.day == 1 and translation.get_language() == "fr"
    return date_format(day, r"l j\e\r F Y" if is_first_in_french else "l j F Y")


def _label(rule_id: str) -> str:
    # A rule that left the catalogue since keeps its deadlines: its id stands for its label.
    if rule_id not in catalogue():
        return rule_id
    rule = catalogue().rule(rule_id)
    return rule.label_en if translation.get_language() == "en" else rule.label_fr


def _address(path: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + path
