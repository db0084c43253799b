"""What follows from a mail that came back: the address is marked, the next person is told."""

import logging
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction

from tenants.accounts.models import User
from tenants.agenda.bounce_report import Failure
from tenants.agenda.models import Alert, AlertAttempt, Deadline
from tenants.agenda.relay import REPLY_LENGTH
from tenants.directory.switching import at_the_clock

logger = logging.getLogger(__name__)

# A report that comes later than this after the try is not believed.
LIFETIME = timedelta(days=7)
# A relay may try for days: when less than this is left, the next person is told meanwhile.
_TOO_SHORT_TO_WAIT = timedelta(hours=72)
WORKER = "bounce"


class Consequence(StrEnum):
    """What a report led to."""

    IGNORED = "ignored"
    NOTED = "noted"
    NEXT_TOLD = "next told"


def bounced(*, alert_id: UUID, failure: Failure, now: datetime) -> Consequence:
    """Write down that the mail of an alert did not reach somebody, and return what follows.

    1. The report is believed when the alert was sent within seven days to that address.
    2. An address at fault for good is marked: nobody counts on it until its owner says otherwise.
    3. When nobody else was told, the alert becomes due again at once, for the next in line: after
       a failure in any case, after a mere delay when less than 72 hours are left.
    Idempotent: the same report read twice changes nothing more.
    """
    with at_the_clock(), transaction.atomic():
        # The row's lock: two reports on one alert follow each other.
        rows = Alert.objects.select_related("deadline").select_for_update(of=("self",))
        alert = rows.filter(pk=alert_id).first()
        if alert is None:
            return Consequence.IGNORED
        persons = _persons(alert, failure=failure, now=now)
        if persons is None or _is_known(alert, persons=persons, failure=failure):
            return Consequence.IGNORED
        _note(alert, persons=persons, failure=failure, now=now)
        if failure.is_permanent:
            addresses = User.objects.filter(pk__in=persons)
            addresses.update(bounced_at=now, bounce_code=failure.status)
        if not _must_go_on(alert, failure=failure, now=now):
            return Consequence.NOTED
        # PostgreSQL's clock, as everywhere that says when an alert may be claimed.
        Alert.objects.filter(pk=alert.pk).update(
            state=Alert.State.PLANNED, accepted_at=None, token=None, next_try_at=TransactionNow()
        )
        return Consequence.NEXT_TOLD


def _persons(alert: Alert, *, failure: Failure, now: datetime) -> list[int] | None:
    """Return who did not get the mail: one id, none when it cannot be told which.

    None for a report that is not to be believed: nothing was sent, or too long ago. An address
    that is nobody's was a forwarding: of several persons, nothing says whose.
    """
    sent = AlertAttempt.objects.filter(
        alert=alert, outcome=AlertAttempt.Outcome.ACCEPTED, ended_at__gte=now - LIFETIME
    )
    told = {person for one in sent for person in one.persons}
    if not told:
        return None
    people = User.objects.filter(pk__in=told).values_list("pk", "email")
    named = [pk for pk, email in people if email.lower() in failure.addresses]
    if named or len(told) == 1:
        return named or list(told)
    logger.error(
        "A mail came back from an address that is nobody's.", extra={"alert": str(alert.pk)}
    )
    return []


def _is_known(alert: Alert, *, persons: list[int], failure: Failure) -> bool:
    return AlertAttempt.objects.filter(
        alert=alert,
        outcome=AlertAttempt.Outcome.BOUNCED,
        persons=persons,
        relay_reply=_reply(failure),
    ).exists()


def _note(alert: Alert, *, persons: list[int], failure: Failure, now: datetime) -> None:
    AlertAttempt.objects.create(
        alert=alert,
        schema_name=alert.schema_name,
        number=alert.attempts,
        worker=WORKER,
        started_at=now,
        ended_at=now,
        outcome=AlertAttempt.Outcome.BOUNCED,
        relay_code=failure.code,
        relay_reply=_reply(failure),
        persons=persons,
    )


def _reply(failure: Failure) -> str:
    action = "failed" if failure.is_over else "delayed"
    return f"{action} {failure.status} {failure.words}".strip()[:REPLY_LENGTH]


def _must_go_on(alert: Alert, *, failure: Failure, now: datetime) -> bool:
    """Return whether the alert must leave again: it still matters and reached nobody."""
    deadline = alert.deadline
    is_running = deadline.state in Deadline.State.running()
    if alert.state != Alert.State.ACCEPTED or not is_running:
        return False
    if deadline.acknowledged_at is not None and not alert.is_final:
        return False
    if not failure.is_over and deadline.due_at - now >= _TOO_SHORT_TO_WAIT:
        return False
    tries = list(AlertAttempt.objects.filter(alert=alert))
    told, returned = (
        {person for one in tries if one.outcome == outcome for person in one.persons}
        for outcome in (AlertAttempt.Outcome.ACCEPTED, AlertAttempt.Outcome.BOUNCED)
    )
    return not told - returned
