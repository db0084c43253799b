"""A batch of claimed alerts, from rows to the relay's answers."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.utils import parseaddr
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from tenants.agenda import claim
from tenants.agenda.bounce_address import bounce_address
from tenants.agenda.chat import ChatDraft, send_notes
from tenants.agenda.claim import Claim
from tenants.agenda.models import AlertAttempt
from tenants.agenda.recipients import directory_for
from tenants.agenda.relay import Answer, Relay, RelayRefused, RelayUnreached, open_relay
from tenants.agenda.render import Draft, Fate, Letter, render
from tenants.directory.models import Establishment
from tenants.directory.switching import inside

logger = logging.getLogger(__name__)

# The rest of a batch is left to others while its lease still leaves time for one slow answer.
_SHARE_OF_LEASE = 0.6
# One message may make a relay hang up: the others get a new line, this many times.
_BROKEN_LINES = 3
_REFUSED_FOR_EVER = 500


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a batch; `relay_answers` is False when there is no use in going on."""

    accepted: int
    relay_answers: bool


def deliver(claims: tuple[Claim, ...], *, worker: str) -> Delivery:
    """Send `claims` and write down what the relay said of each.

    1. Each establishment's messages are rendered inside it, its deadlines read again there.
    2. What was rendered is cleared of suspicion: from here on the relay alone can fail.
    3. Messages leave over one connection; each is accepted only after its 250.
    4. Chat and SMS leave last.
    """
    leave_at = time.monotonic() + settings.ALERT_LEASE_SECONDS * _SHARE_OF_LEASE
    drafts = _render_inside(claims)
    claim.clear_suspicion(tuple(draft.claim for draft in drafts if draft.fate != Fate.UNREADABLE))
    for draft in drafts:
        _settle(draft, worker=worker)
    letters = [draft for draft in drafts if draft.fate == Fate.READY]
    by_mail = Delivery(accepted=0, relay_answers=True)
    if letters:
        by_mail = _send(letters, worker=worker, leave_at=leave_at)
    # After the mail, which is what counts; and all the more when the relay does not answer.
    notes = [ChatDraft(draft.claim, draft.notes) for draft in drafts if draft.fate == Fate.CHAT]
    taken = send_notes(notes, worker=worker, leave_at=leave_at)
    return replace(by_mail, accepted=by_mail.accepted + taken)


def _render_inside(claims: tuple[Claim, ...]) -> list[Draft]:
    rows = Establishment.objects.filter(schema_name__in={one.schema_name for one in claims})
    establishments = {row.schema_name: row for row in rows}
    directory = directory_for(establishments.values(), now=claims[0].claimed_at)
    unreachable = _unreachable(claims)
    drafts: list[Draft] = []
    by_schema = sorted(claims, key=_schema_of)
    for schema, group in groupby(by_schema, key=_schema_of):
        establishment = establishments[schema]
        with inside(establishment):
            drafts += render(
                tuple(group),
                establishment=establishment,
                directory=directory,
                unreachable=unreachable,
            )
    return sorted(drafts, key=lambda draft: draft.claim.due_at)


def _unreachable(claims: tuple[Claim, ...]) -> dict[UUID, set[int]]:
    """Return, by alert, the persons from whom it came back or whom the relay will never have.

    The relay's temporary refusals are not counted: the same persons are tried again.
    """
    again = [one.id for one in claims if one.attempt > 1]
    found: dict[UUID, set[int]] = {}
    if again:
        failed = AlertAttempt.objects.filter(
            Q(outcome=AlertAttempt.Outcome.BOUNCED)
            | Q(outcome=AlertAttempt.Outcome.REFUSED, relay_code__gte=_REFUSED_FOR_EVER),
            alert_id__in=again,
        )
        for alert_id, persons in failed.values_list("alert_id", "persons"):
            found.setdefault(alert_id, set()).update(persons)
    return found


def _schema_of(one: Claim) -> str:
    return one.schema_name


def _settle(draft: Draft, *, worker: str) -> None:
    """Write down the fate of a draft that will not be sent."""
    if draft.fate == Fate.MOOT:
        claim.cancel(draft.claim, because=draft.because)
    elif draft.fate == Fate.UNREADABLE:
        outcome = AlertAttempt.Outcome.CRASHED
        claim.give_back(draft.claim, outcome=outcome, answer=None, worker=worker)
    elif draft.fate == Fate.NOBODY:
        outcome = AlertAttempt.Outcome.NOBODY
        claim.give_back(draft.claim, outcome=outcome, answer=None, worker=worker)


def _send(letters: list[Draft], *, worker: str, leave_at: float) -> Delivery:
    waiting = list(letters)
    accepted = 0
    for _line in range(_BROKEN_LINES):
        try:
            with open_relay() as relay:
                accepted += _send_over(relay, waiting, worker=worker, leave_at=leave_at)
        except RelayUnreached as error:
            logger.warning("The mail relay cannot be reached: alerts wait.")
            _wait(waiting, error=error, worker=worker)
            return Delivery(accepted=accepted, relay_answers=False)
        if not waiting or time.monotonic() >= leave_at:
            claim.return_untried(tuple(draft.claim for draft in waiting))
            return Delivery(accepted=accepted, relay_answers=True)
    _wait(waiting, error=RelayUnreached(None), worker=worker)
    return Delivery(accepted=accepted, relay_answers=False)


def _send_over(relay: Relay, waiting: list[Draft], *, worker: str, leave_at: float) -> int:
    """Send from the head of `waiting` until it is empty, time is over or the line breaks."""
    accepted = 0
    while waiting and time.monotonic() < leave_at:
        draft = waiting.pop(0)
        try:
            answer, told = _post(relay, draft)
        except RelayRefused as error:
            outcome = AlertAttempt.Outcome.REFUSED
            claim.give_back(
                draft.claim,
                outcome=outcome,
                answer=error.answer,
                worker=worker,
                persons=draft.persons,
            )
        except RelayUnreached as error:
            _wait([draft], error=error, worker=worker)
            break
        else:
            claim.accept(draft.claim, answer=answer, worker=worker, persons=told)
            accepted += 1
    return accepted


def _post(relay: Relay, draft: Draft) -> tuple[Answer, tuple[int, ...]]:
    """Return the relay's answer to the letter that counts, and the persons told in all.

    What the operator is told comes second: when the relay refuses it alone, the alert has left
    all the same. Errors: RelayRefused, RelayUnreached.
    """
    first, *others = draft.letters
    answer = _post_one(relay, first, alert_id=draft.claim.id)
    told = _told(first, answer)
    for letter in others:
        try:
            told += _told(letter, _post_one(relay, letter, alert_id=draft.claim.id))
        except RelayRefused:
            logger.error(
                "The operator could not be told that an alert reaches nobody.",
                extra={"alert": str(draft.claim.id)},
            )
    return answer, told


def _post_one(relay: Relay, letter: Letter, *, alert_id: UUID) -> Answer:
    return relay.send(
        letter.content,
        sender=bounce_address(alert_id),
        or_from=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        to=letter.to,
    )


def _told(letter: Letter, answer: Answer) -> tuple[int, ...]:
    """Return the persons whose address the relay took."""
    return tuple(one for n, one in enumerate(letter.persons) if n not in answer.left_out)


def _wait(drafts: Sequence[Draft], *, error: RelayUnreached, worker: str) -> None:
    outcome = AlertAttempt.Outcome.UNREACHED
    for draft in drafts:
        claim.give_back(
            draft.claim,
            outcome=outcome,
            answer=error.answer,
            worker=worker,
            persons=draft.persons,
        )
