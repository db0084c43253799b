"""From a claimed alert to the bytes of its message, inside its establishment."""

import logging
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from portal.law.calendars import territory
from portal.law.catalogue import catalogue
from tenants.agenda.claim import Claim
from tenants.agenda.ladders import Audience
from tenants.agenda.message import Content, compose
from tenants.agenda.models import Deadline
from tenants.agenda.recipients import Directory
from tenants.directory.models import Establishment

logger = logging.getLogger(__name__)

_REFUSED_FOR_EVER = 500


class Fate(StrEnum):
    """What a claimed alert turned out to be."""

    READY = "ready"
    MOOT = "moot"
    NOBODY = "nobody"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim and its fate: `content`, `to` (addresses) and `persons` (ids) when it is ready,
    `because` when it is moot."""

    claim: Claim
    fate: Fate
    content: bytes = b""
    to: tuple[str, ...] = ()
    persons: tuple[int, ...] = ()
    because: str = ""


def render(
    claims: tuple[Claim, ...], *, establishment: Establishment, directory: Directory
) -> list[Draft]:
    """Return one draft for each of `claims`, their deadlines read again as they are now.

    To be called inside `establishment`: PostgreSQL then hides any other's deadline.
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
                )
            )
        except Exception:  # one message that cannot be written must not hold back the others
            logger.exception("An alert could not be written.", extra={"alert": str(one.id)})
            drafts.append(Draft(one, Fate.UNREADABLE))
    return drafts


def _draft(
    one: Claim, *, deadline: Deadline, establishment: Establishment, directory: Directory
) -> Draft:
    if deadline.state != Deadline.State.OPEN:
        return Draft(one, Fate.MOOT, because=deadline.state)
    if deadline.acknowledged_at is not None and not one.is_final:
        return Draft(one, Fate.MOOT, because="acknowledged")
    recipients = directory.reach(
        audience=Audience(one.audience),
        establishment=establishment,
        is_refused=one.last_code is not None and one.last_code >= _REFUSED_FOR_EVER,
    )
    if not recipients:
        logger.error("An alert has nobody to go to.", extra={"alert": str(one.id)})
        return Draft(one, Fate.NOBODY)
    to = tuple(recipient.address for recipient in recipients)
    message = compose(
        _content(one, deadline=deadline, establishment=establishment),
        to=to,
        languages=frozenset(recipient.language for recipient in recipients),
        now=one.claimed_at,
    )
    persons = tuple(recipient.person_id for recipient in recipients)
    return Draft(one, Fate.READY, content=message.as_bytes(), to=to, persons=persons)


def _content(one: Claim, *, deadline: Deadline, establishment: Establishment) -> Content:
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
        url=settings.PUBLIC_URL.rstrip("/") + deadline.path,
    )
