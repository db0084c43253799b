"""Who sends what: rows taken by one worker at a time, for the length of a lease.

Invariants
1. A row leaves "planned" only by a committed claim that carries its own expiry.
2. A row becomes "accepted" only after the relay's 250, and only by the holder of its token.
3. A row neither accepted, cancelled nor dead can be claimed again at the latest when the lease
   is over.
Hence nothing is lost while PostgreSQL keeps what it committed; a crash between the 250 and the
commit of 2 sends the same Message-ID once more. PostgreSQL's clock alone decides.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from tenants.agenda.models import AlertAttempt
from tenants.agenda.relay import Answer

BATCH = 50
# A row whose rendering raised or took the process down this many times is buried, and said so.
CRASHES_BEFORE_DEATH = 8
_FIRST_DELAY_SECONDS = 15

# A row already suspected (crashes > 0) is claimed alone, so that it takes nobody with it.
# An array, not « in (select … limit) »: the planner may run the latter once for each row outside,
# and each run skips what the former locked, so that the limit no longer holds.
_CLAIM = """
    update agenda_alert
       set state = 'sending', token = %(token)s, attempts = attempts + 1, crashes = crashes + 1,
           next_try_at = now() + make_interval(secs => %(lease)s)
     where id = any(array(
        select id from agenda_alert
         where state in ('planned', 'sending') and next_try_at <= now()
           and case when %(suspects)s then crashes between 1 and %(last)s else crashes = 0 end
         order by next_try_at, id
         limit %(limit)s
           for update skip locked))
 returning id, deadline_id, schema_name, rung, audience, channel, is_final, due_at, attempts,
           token, now()
"""

_CLEAR = "update agenda_alert set crashes = 0 where token = %s and id = any(%s)"

_ACCEPT = """
    update agenda_alert
       set state = 'accepted', accepted_at = now(), relay_code = %s, relay_reply = %s
     where id = %s and token = %s and state = 'sending'
"""

# The doubling delay is the alert's own; a relay down for a day is asked every quarter of an hour.
_GIVE_BACK = """
    update agenda_alert
       set state = 'planned', token = null, relay_code = coalesce(%s, relay_code),
           relay_reply = coalesce(%s, relay_reply),
           next_try_at = now() + make_interval(
               secs => least(%s, %s * power(2, least(attempts, 20) - 1)))
     where id = %s and token = %s and state = 'sending'
"""

_RETURN_UNTRIED = """
    update agenda_alert
       set state = 'planned', token = null, attempts = attempts - 1, crashes = 0,
           next_try_at = now()
     where token = %s and state = 'sending' and id = any(%s)
"""

_CANCEL = """
    update agenda_alert set state = 'cancelled', token = null, crashes = 0, cancelled_because = %s
     where id = %s and token = %s and state = 'sending'
"""

_BURY = """
    update agenda_alert set state = 'dead', token = null
     where state in ('planned', 'sending') and next_try_at <= now() and crashes >= %s
 returning id
"""

_ATTEMPT = """
    insert into agenda_alertattempt
           (alert_id, schema_name, number, worker, started_at, ended_at, outcome,
            relay_code, relay_reply, persons)
    values (%s, %s, %s, %s, %s, clock_timestamp(), %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One alert held by this worker until its lease ends. `claimed_at`: PostgreSQL's clock."""

    id: uuid.UUID
    deadline_id: uuid.UUID
    schema_name: str
    rung: str
    audience: str
    channel: str
    is_final: bool
    due_at: datetime
    attempt: int
    token: uuid.UUID
    claimed_at: datetime


def claim(*, suspects: bool) -> tuple[Claim, ...]:
    """Return due alerts now held by the caller: a batch, or one suspect alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "token": uuid.uuid4(),
                "lease": settings.ALERT_LEASE_SECONDS,
                "suspects": suspects,
                "last": CRASHES_BEFORE_DEATH - 1,
                "limit": 1 if suspects else BATCH,
            },
        )
        rows = cursor.fetchall()
    return tuple(sorted((Claim(*row) for row in rows), key=lambda one: one.due_at))


def clear_suspicion(claims: tuple[Claim, ...]) -> None:
    """Say that the rendering of `claims` went well."""
    if claims:
        with connection.cursor() as cursor:
            cursor.execute(_CLEAR, [claims[0].token, [one.id for one in claims]])


def accept(one: Claim, *, answer: Answer, worker: str, persons: Sequence[int]) -> bool:
    """Write down the relay's 250 for `persons`; return whether the claim was still ours.

    The attempt is kept either way: the message did leave.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ACCEPT, [answer.code, answer.reply, one.id, one.token])
        is_ours = bool(cursor.rowcount == 1)
        outcome = AlertAttempt.Outcome.ACCEPTED
        _note(one, outcome=outcome, answer=answer, worker=worker, persons=persons)
    return is_ours


def give_back(
    one: Claim,
    *,
    outcome: AlertAttempt.Outcome,
    answer: Answer | None,
    worker: str,
    persons: Sequence[int] = (),
) -> None:
    """Put the alert back, to be tried again after a delay that doubles up to the cap."""
    code, reply = (answer.code, answer.reply) if answer else (None, None)
    cap = settings.ALERT_RETRY_CAP_SECONDS
    first = min(_FIRST_DELAY_SECONDS, cap)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [code, reply, cap, first, one.id, one.token])
        _note(one, outcome=outcome, answer=answer, worker=worker, persons=persons)


def return_untried(claims: tuple[Claim, ...]) -> None:
    """Let go of alerts that were claimed and not tried: others take them at once."""
    if claims:
        with connection.cursor() as cursor:
            cursor.execute(_RETURN_UNTRIED, [claims[0].token, [one.id for one in claims]])


def cancel(one: Claim, *, because: str) -> None:
    """Cancel an alert that has nothing left to say."""
    with connection.cursor() as cursor:
        cursor.execute(_CANCEL, [because, one.id, one.token])


def bury() -> tuple[uuid.UUID, ...]:
    """Return the alerts now dead: their rendering failed too often for another try."""
    with connection.cursor() as cursor:
        cursor.execute(_BURY, [CRASHES_BEFORE_DEATH])
        return tuple(row[0] for row in cursor.fetchall())


def _note(
    one: Claim,
    *,
    outcome: AlertAttempt.Outcome,
    answer: Answer | None,
    worker: str,
    persons: Sequence[int],
) -> None:
    code, reply = (answer.code, answer.reply) if answer else (None, "")
    with connection.cursor() as cursor:
        cursor.execute(
            _ATTEMPT,
            [
                one.id, one.schema_name, one.attempt, worker, one.claimed_at, outcome.value,
                code, reply, list(persons),
            ],
        )  # fmt: skip
