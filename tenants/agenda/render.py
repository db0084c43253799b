"""From a claimed alert to the bytes of its messages, inside its establishment."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.conf import settings

from portal.law.calendars import territory
from portal.law.catalogue import catalogue
from tenants.agenda.chat import Note, note_for
from tenants.agenda.claim import Claim
from tenants.agenda.message import Content, compose, compose_for_operator
from tenants.agenda.models import Alert, Deadline
from tenants.agenda.recipients import Directory, Reached, Recipient, Standing
from tenants.directory.models import Establishment

logger = logging.getLogger(__name__)


class Fate(StrEnum):
    """What a claimed alert turned out to be."""

    READY = "ready"
    CHAT = "chat"
    MOOT = "moot"
    NOBODY = "nobody"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Letter:
    """The bytes of one message, its addresses, and in the same order the ids of their persons."""

    content: bytes
    to: tuple[str, ...]
    persons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim and its fate: `letters` when it is ready, the one that counts first; `notes` when
    it leaves by chat; `because` when it is moot."""

    claim: Claim
    fate: Fate
    letters: tuple[Letter, ...] = ()
    notes: tuple[Note, ...] = ()
    because: str = ""

    @property
    def persons(self) -> tuple[int, ...]:
        """Ids of those for whom the letter that counts is."""
        return self.letters[0].persons if self.letters else ()


def render(
    claims: tuple[Claim, ...],
    *,
    establishment: Establishment,
    directory: Directory,
    unreachable: Mapping[UUID, Collection[int]],
) -> list[Draft]:
    """Return one draft for each of `claims`, their deadlines read again as they are now.

    `unreachable` are the persons whom each alert has already failed to reach. To be called inside
    `establishment`: PostgreSQL then hides any other's deadline.
    """
    deadlines = Deadline.objects.in_bulk({one.deadline_id for one in claims})
    drafts = []
    for one in claims:
        try:
            drafts.append(
                _draft(
                    one,
                    deadline=deadlines[one.deadline_id],
                    establishment=establishment,
                    directory=directory,
                    unreachable=unreachable.get(one.id, ()),
                )
            )
        except Exception:  # one message that cannot be written must not hold back the others
            logger.exception("An alert could not be written.", extra={"alert": str(one.id)})
            drafts.append(Draft(one, Fate.UNREADABLE))
    return drafts


def _draft(
    one: Claim,
    *,
    deadline: Deadline,
    establishment: Establishment,
    directory: Directory,
    unreachable: Collection[int],
) -> Draft:
    because = _moot_because(one, deadline=deadline)
    if because:
        return Draft(one, Fate.MOOT, because=because)
    reached = directory.reach(
        audience=one.audience,
        establishment=establishment,
        snoozer_id=deadline.snoozed_by_id,
        left_out=unreachable,
    )
    content = _content(
        one, deadline=deadline, establishment=establishment, standing=reached.standing
    )
    if one.channel == Alert.Channel.CHAT:
        notes = (note_for(each, content, now=one.claimed_at) for each in reached.recipients)
        return Draft(one, Fate.CHAT, notes=tuple(notes))
    letters = _letters(content, reached=reached, one=one)
    if not letters:
        logger.error("An alert has nobody to go to.", extra={"alert": str(one.id)})
        return Draft(one, Fate.NOBODY)
    return Draft(one, Fate.READY, letters=letters)


def _moot_because(one: Claim, *, deadline: Deadline) -> str:
    """Return why the alert has nothing left to say; "" when it has."""
    if deadline.state not in Deadline.State.running():
        return str(deadline.state)
    if deadline.acknowledged_at is not None and not one.is_final:
        return "acknowledged"
    return ""


def _letters(content: Content, *, reached: Reached, one: Claim) -> tuple[Letter, ...]:
    letters = []
    for recipients, write in (
        (reached.recipients, compose),
        (reached.operators, compose_for_operator),
    ):
        if recipients:
            message = write(
                content,
                to=tuple(recipient.address for recipient in recipients),
                languages=frozenset(recipient.language for recipient in recipients),
                now=one.claimed_at,
            )
            letters.append(_letter(message.as_bytes(), recipients))
    return tuple(letters)


def _letter(content: bytes, recipients: tuple[Recipient, ...]) -> Letter:
    return Letter(
        content=content,
        to=tuple(recipient.address for recipient in recipients),
        persons=tuple(recipient.person_id for recipient in recipients),
    )


def _content(
    one: Claim, *, deadline: Deadline, establishment: Establishment, standing: Standing
) -> Content:
    # A rule that left the catalogue since keeps its alerts: its id stands for its label.
    known = deadline.rule_id in catalogue()
    rule = catalogue().rule(deadline.rule_id) if known else None
    return Content(
        alert_id=one.id,
        attempt=one.attempt,
        rung=one.rung,
        planned_for=one.due_at,
        reference=deadline.reference,
        establishment=establishment.name,
        rule_label_fr=rule.label_fr if rule else deadline.rule_id,
        rule_label_en=rule.label_en if rule else deadline.rule_id,
        due_at=deadline.due_at,
        due_on=deadline.due_on,
        zone=territory(establishment.territory).zone,
        # Written and not asked of the addresses: a page that cannot be imported stops no alert.
        url=f"{settings.PUBLIC_URL.rstrip('/')}/a/{one.id}/",
        standing=standing,
    )
