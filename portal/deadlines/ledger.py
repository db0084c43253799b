"""The ledger of a deadline: each alert, who it was for, and all that is known of its delivery."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.deadlines.wording import outcome_words, reason_words, state_words
from portal.ladder import audience_words, rung_words
from tenants.agenda.message import message_id
from tenants.agenda.models import Alert, AlertAttempt

_ESCALATION = "E"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an alert at a UTC instant (None: nobody wrote down when).

    `persons` are full names, `code` and `reply` the relay's own.
    """

    at: datetime | None
    label: str
    persons: str = ""
    code: int | None = None
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One alert of the ledger. `mark` is ok, late, now, off or empty; `due_at` a UTC instant.

    `was_tried` once it was written to somebody, or to nobody.
    """

    id: UUID
    message_id: str
    rung: str
    audience: str
    channel: str
    is_final: bool
    is_escalation: bool
    was_tried: bool
    due_at: datetime
    state: str
    mark: str
    events: tuple[Event, ...]


def lines(
    alerts: Iterable[Alert], *, tries: Iterable[AlertAttempt], names: Mapping[int, str]
) -> tuple[Line, ...]:
    """Return one line for each of `alerts`, in their order, with their `tries` by number.

    `names` gives the full names of the people that the reader may see.
    """
    by_alert: dict[UUID, list[AlertAttempt]] = {}
    for one in sorted(tries, key=lambda one: (one.started_at, one.number, one.pk)):
        by_alert.setdefault(one.alert_id, []).append(one)
    return tuple(_line(alert, by_alert.get(alert.pk, []), names=names) for alert in alerts)


def persons_of(alerts: Iterable[Alert], *, tries: Iterable[AlertAttempt]) -> set[int]:
    """Return the ids of all the people that the ledger names."""
    written_to = chain.from_iterable(one.persons for one in tries)
    seen_by = (alert.seen_by_id for alert in alerts if alert.seen_by_id is not None)
    return {*written_to, *seen_by}


def _line(alert: Alert, tries: list[AlertAttempt], *, names: Mapping[int, str]) -> Line:
    last_outcome = tries[-1].outcome if tries else ""
    return Line(
        id=alert.pk,
        message_id=message_id(alert.pk) if alert.channel == Alert.Channel.MAIL else "",
        rung=rung_words(alert.rung),
        audience=audience_words(alert.audience),
        channel=str(Alert.Channel(alert.channel).label),
        is_final=alert.is_final,
        is_escalation=alert.rung.startswith(_ESCALATION),
        was_tried=bool(tries),
        due_at=alert.due_at,
        state=state_words(alert, last_outcome=last_outcome),
        mark=_mark(alert, last_outcome=last_outcome),
        events=tuple(_events(alert, tries, names=names)),
    )


def _mark(alert: Alert, *, last_outcome: str) -> str:
    if alert.state == Alert.State.CANCELLED:
        return "off"
    if alert.state == Alert.State.DEAD or last_outcome == AlertAttempt.Outcome.BOUNCED:
        return "late"
    if alert.state == Alert.State.ACCEPTED:
        return "ok"
    return "now" if last_outcome or alert.state == Alert.State.SENDING else ""


def _events(
    alert: Alert, tries: list[AlertAttempt], *, names: Mapping[int, str]
) -> Iterable[Event]:
    yield Event(alert.due_at, _("Prévue"))
    for one in tries:
        yield Event(
            one.ended_at,
            outcome_words(one.outcome),
            persons=_named(one.persons, names=names),
            code=one.relay_code,
            reply=one.relay_reply,
        )
    if alert.seen_at is not None:
        by = [alert.seen_by_id] if alert.seen_by_id is not None else []
        yield Event(alert.seen_at, _("Vue"), persons=_named(by, names=names))
    if alert.state == Alert.State.CANCELLED:
        because = reason_words(alert.cancelled_because)
        yield Event(None, _("Annulée\u00a0: %s") % because)
    if alert.state == Alert.State.DEAD:
        yield Event(None, capfirst(_("en échec")))


def _named(ids: Iterable[int], *, names: Mapping[int, str]) -> str:
    """Return the names of `ids`; whoever the establishment cannot see is said to be outside."""
    return ", ".join(names.get(one) or _("une personne hors de l’établissement") for one in ids)
