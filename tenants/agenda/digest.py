"""The digests: who has one, whose turn it is, and the relay's answer. Both drivers call this.

The row is claimed with a lease and a token like an alert (see `claim.py`): a crash sends the same
Message-ID again, two drivers at once send one.
"""

import logging
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, transaction

from portal.law.calendars import Territory
from tenants.accounts.models import User
from tenants.agenda.digest_facts import (
    CADENCES,
    Facts,
    cadence_for,
    facts_for,
    since_of,
    territory_for,
)
from tenants.agenda.digest_text import Reader, compose_digest
from tenants.agenda.digest_times import next_run
from tenants.agenda.models import Digest
from tenants.agenda.relay import Answer, Relay, RelayRefused, RelayUnreached, open_relay
from tenants.agenda.watch import take_turn
from tenants.directory.switching import as_person, at_the_clock

logger = logging.getLogger(__name__)

_ROWS_EVERY = timedelta(minutes=5)
_FIRST_DELAY_SECONDS = 60

# One at a time: a digest that takes the process down holds back no other.
_CLAIM = """
    update agenda_digest
       set token = %(token)s, attempts = attempts + 1,
           lease_until = now() + make_interval(secs => %(lease)s)
     where person_id = (
        select person_id from agenda_digest
         where cadence <> 'never' and next_run_at <= now()
           and (lease_until is null or lease_until <= now())
         order by next_run_at, person_id
         limit 1
           for update skip locked)
 returning person_id, token, now()
"""

_DONE = """
    update agenda_digest
       set token = null, lease_until = null, attempts = 0, next_run_at = %(next)s,
           last_sent_at = coalesce(%(sent)s, last_sent_at),
           relay_code = coalesce(%(code)s, relay_code)
     where person_id = %(person)s and token = %(token)s
"""

_GIVE_BACK = """
    update agenda_digest
       set token = null, relay_code = coalesce(%(code)s, relay_code),
           lease_until = now() + make_interval(
               secs => least(%(cap)s, %(first)s * power(2, least(attempts, 20) - 1)))
     where person_id = %(person)s and token = %(token)s
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """One digest held by this worker until its lease ends. `now`: PostgreSQL's clock."""

    person_id: int
    token: uuid.UUID
    now: datetime


def send_digests(*, budget_seconds: float) -> int:
    """Send the digests that are due; return how many the relay accepted.

    Persons who have none yet get their row first. Several callers may run at once. A relay that
    does not answer puts the rest off.
    """
    end = time.monotonic() + budget_seconds
    with at_the_clock():
        if take_turn("digest_rows", every=_ROWS_EVERY):
            make_rows()
        turn = _claim()
        if turn is None:
            return 0
        try:
            with open_relay() as relay:
                return _send_until(end, first=turn, relay=relay)
        except RelayUnreached as error:
            logger.warning("The mail relay cannot be reached: digests wait.")
            _give_back(turn, answer=error.answer)
            return 0


def make_rows() -> int:
    """Give a digest to each active person whose role calls for one; return how many were new.

    At the clock. Idempotent: what a person chose is never overwritten.
    """
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        now = cursor.fetchone()[0]
    waiting = (
        User.objects.filter(is_active=True, digest=None, memberships__role__in=CADENCES)
        .annotate(roles=ArrayAgg("memberships__role"))
        .order_by("pk")
        .values_list("pk", "roles")
    )
    rows = [_row(person_id, roles=roles, now=now) for person_id, roles in waiting]
    Digest.objects.bulk_create([row for row in rows if row], ignore_conflicts=True)
    return len(rows)


def _row(person_id: int, *, roles: list[str], now: datetime) -> Digest | None:
    cadence = cadence_for(roles)
    if cadence is None:
        return None
    with as_person(person_id):
        place = territory_for(person_id)
    at = next_run(cadence=cadence, territory=place, person_id=person_id, after=now)
    return Digest(person_id=person_id, cadence=cadence, next_run_at=at)


def _claim() -> Turn | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"token": uuid.uuid4(), "lease": settings.ALERT_LEASE_SECONDS})
        row = cursor.fetchone()
    return Turn(*row) if row else None


def _send_until(end: float, *, first: Turn, relay: Relay) -> int:
    accepted = 0
    turn: Turn | None = first
    while turn is not None:
        try:
            accepted += _send(turn, relay=relay)
        except RelayUnreached as error:
            _give_back(turn, answer=error.answer)
            break
        except RelayRefused as error:
            _give_back(turn, answer=error.answer)
        except Exception:  # one digest that cannot be written must not hold back the others
            logger.exception("A digest could not be written.", extra={"user": turn.person_id})
            _give_back(turn, answer=None)
        turn = _claim() if time.monotonic() < end else None
    return accepted


def _send(turn: Turn, *, relay: Relay) -> bool:
    """Send the digest of `turn` and set the next one; return whether one left.

    A person who has left, or whose address sends mail back, is passed over.
    """
    digest = Digest.objects.select_related("person").get(pk=turn.person_id)
    person = digest.person
    since = since_of(digest, now=turn.now)
    with as_person(person.pk):
        place = territory_for(person.pk)
        facts = facts_for(person.pk, since=since, now=turn.now)
    if not (person.is_active and person.bounced_at is None and _is_still_told(person)):
        _done(turn, digest=digest, place=place, answer=None)
        return False
    content = _content(facts, digest=digest, place=place, since=since, now=turn.now)
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    answer = relay.send(content, sender=sender, to=(person.email,))
    _done(turn, digest=digest, place=place, answer=answer)
    return True


def _is_still_told(person: User) -> bool:
    return cadence_for(list(person.memberships.values_list("role", flat=True))) is not None


def _content(
    facts: Facts, *, digest: Digest, place: Territory, since: datetime, now: datetime
) -> bytes:
    person = digest.person
    message = compose_digest(
        facts,
        reader=Reader(person_id=person.pk, address=person.email, language=person.language),
        day=digest.next_run_at.astimezone(ZoneInfo(place.zone)).date(),
        since=since,
        now=now,
    )
    return message.as_bytes()


def _done(turn: Turn, *, digest: Digest, place: Territory, answer: Answer | None) -> None:
    at = next_run(
        cadence=Digest.Cadence(digest.cadence),
        territory=place,
        person_id=turn.person_id,
        after=max(turn.now, digest.next_run_at),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _DONE,
            {
                "person": turn.person_id,
                "token": turn.token,
                "next": at,
                "sent": turn.now if answer else None,
                "code": answer.code if answer else None,
            },
        )


def _give_back(turn: Turn, *, answer: Answer | None) -> None:
    """Put the digest back, to be tried again after a delay that doubles up to the cap."""
    with connection.cursor() as cursor:
        cursor.execute(
            _GIVE_BACK,
            {
                "person": turn.person_id,
                "token": turn.token,
                "code": answer.code if answer else None,
                "cap": settings.ALERT_RETRY_CAP_SECONDS,
                "first": _FIRST_DELAY_SECONDS,
            },
        )
