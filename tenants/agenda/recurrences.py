"""Duties that come round: recorded, moved, done, ended; the clock opens one deadline at a time.

A recurrence's row is locked before anything is decided: two clocks, or a clock and a person, open
and finish one round after the other.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import OperationalError, transaction
from django.db.models import DateField, ExpressionWrapper, F

from portal.law.calendars import territory
from portal.law.clocks import local_day
from portal.law.duties import duty_clock, next_round, rule_of
from portal.law.periods import Due
from tenants.agenda.actions import (
    cancel_deadline,
    meet_deadline,
    move_deadline,
    open_deadline,
    reopen_deadline,
)
from tenants.agenda.models import Deadline, Recurrence
from tenants.agenda.watch import take_turn
from tenants.directory.models import Establishment
from tenants.directory.switching import at_the_clock

logger = logging.getLogger(__name__)

DRIVER = "recurrences"
_EVERY = timedelta(minutes=55)
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """When a duty falls due, a civil day; every how many months after it (None: once); and how
    many days before it the deadline is opened."""

    next_due_on: date
    every_months: int | None
    days_ahead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a running recurrence stands: its cadence, the first day of its series, and the id of
    the deadline open for its round, None between two."""

    cadence: Cadence
    first_due_on: date
    deadline_id: UUID | None


@transaction.atomic
def schedule(
    *,
    establishment: Establishment,
    kind: str,
    reference: str,
    path: str,
    cadence: Cadence,
    now: datetime,
) -> Recurrence:
    """Return the new recurrence; its first deadline is opened at once when its time has come.

    Errors: IntegrityError when `reference` is taken, LawInputError for a year out of range.
    """
    recurrence = Recurrence.objects.create(
        id=uuid4(),
        establishment=establishment,
        schema_name=establishment.schema_name,
        kind=kind,
        rule_id=rule_of(kind),
        reference=reference,
        path=path,
        every_months=cadence.every_months,
        next_due_on=cadence.next_due_on,
        first_due_on=cadence.next_due_on,
        days_ahead=cadence.days_ahead,
    )
    _open_if_time(recurrence, now=now)
    return recurrence


@transaction.atomic
def reschedule(*, recurrence_id: UUID, cadence: Cadence, now: datetime) -> Recurrence:
    """Return the recurrence on its new cadence; a deadline already open moves with it.

    The series starts again from the new day, unless neither the day nor the months changed.
    Nothing happens to a recurrence that has ended.
    """
    held = _held(recurrence_id)
    if held.ended_at is not None:
        return held
    if (held.next_due_on, held.every_months) != (cadence.next_due_on, cadence.every_months):
        held.first_due_on = cadence.next_due_on
    is_moved = held.next_due_on != cadence.next_due_on
    held.next_due_on = cadence.next_due_on
    held.every_months = cadence.every_months
    held.days_ahead = cadence.days_ahead
    held.save(update_fields=["first_due_on", "next_due_on", "every_months", "days_ahead"])
    if held.deadline is not None and is_moved:
        move_deadline(deadline=held.deadline, due=_due(held), now=now)
    _open_if_time(held, now=now)
    return held


@transaction.atomic
def finish_round(
    *, recurrence_id: UUID, done_on: date, next_due_on: date | None, now: datetime
) -> Recurrence:
    """Return the recurrence after the round in hand was done on the civil day `done_on`.

    Its deadline, when one is open, is met. The next round falls on `next_due_on` when it is
    given, else on the first day of the series after both the round and the day it was done;
    a duty that falls due once ends. The next deadline is opened at once when its time has come.
    """
    held = _held(recurrence_id)
    if held.ended_at is not None:
        return held
    if held.deadline is not None:
        meet_deadline(deadline=held.deadline, now=now)
        held.deadline = None
    following = _following(held, done_on=done_on)
    if next_due_on is not None and next_due_on != following:
        held.first_due_on = following = next_due_on
    if following is None:
        held.ended_at = now
    else:
        held.next_due_on = following
    held.save(update_fields=["deadline", "first_due_on", "next_due_on", "ended_at"])
    _open_if_time(held, now=now)
    return held


@transaction.atomic
def end(*, recurrence_id: UUID, now: datetime) -> Recurrence:
    """Return the recurrence ended at `now`; a deadline still open is cancelled. Idempotent."""
    held = _held(recurrence_id)
    if held.ended_at is not None:
        return held
    if held.deadline is not None:
        cancel_deadline(deadline=held.deadline, because="duty_stopped", now=now)
    held.deadline = None
    held.ended_at = now
    held.save(update_fields=["deadline", "ended_at"])
    return held


def standing_of(recurrence_id: UUID) -> Standing:
    """Return where the recurrence stands."""
    row = Recurrence.objects.get(pk=recurrence_id)
    cadence = Cadence(
        next_due_on=row.next_due_on, every_months=row.every_months, days_ahead=row.days_ahead
    )
    return Standing(cadence=cadence, first_due_on=row.first_due_on, deadline_id=row.deadline_id)


@transaction.atomic
def take_back(*, recurrence_id: UUID, to: Standing, now: datetime) -> Recurrence:
    """Return the recurrence running as it stood before an act that is taken back, an end included.

    A deadline opened since for another day is cancelled. The deadline of then runs again when it
    was met, with its whole ladder: who had taken it in hand is asked again. Cancelled meanwhile,
    another is opened in its place as soon as its time has come: the round is never left silent.
    """
    held = _held(recurrence_id)
    held.ended_at = None
    held.first_due_on = to.first_due_on
    held.next_due_on = to.cadence.next_due_on
    held.every_months = to.cadence.every_months
    held.days_ahead = to.cadence.days_ahead
    held.deadline = _deadline_again(held, to=to, now=now)
    held.save(
        update_fields=[
            "ended_at",
            "first_due_on",
            "next_due_on",
            "every_months",
            "days_ahead",
            "deadline",
        ]
    )
    _open_if_time(held, now=now)
    return held


def _deadline_again(held: Recurrence, *, to: Standing, now: datetime) -> Deadline | None:
    """Return the deadline that runs for the round taken back; None when none can any more."""
    if held.deadline is not None:
        if held.deadline_id == to.deadline_id:
            return move_deadline(deadline=held.deadline, due=_due(held), now=now)
        if held.deadline.due_on == held.next_due_on:
            return held.deadline
        cancel_deadline(deadline=held.deadline, because="act_undone", now=now)
    if to.deadline_id is None:
        return None
    met = Deadline.objects.filter(pk=to.deadline_id, state=Deadline.State.MET).first()
    return met and reopen_deadline(deadline=met, because="act_undone", now=now)


def open_in_turn(*, now: datetime) -> int | None:
    """Open what has come due if nobody has within the hour; return None when somebody has."""
    with at_the_clock():
        is_our_turn = take_turn(DRIVER, every=_EVERY)
    return open_due_recurrences(now=now) if is_our_turn else None


def open_due_recurrences(*, now: datetime) -> int:
    """Return how many deadlines were opened: one for each recurrence whose time has come.

    Idempotent; two may run at once. One that cannot be opened does not hold back the others.
    """
    opened = 0
    with at_the_clock():
        after: UUID | None = None
        while page := _waiting(now=now, after=after):
            opened += sum(_open_one(pk, now=now) for pk in page)
            after = page[-1]
    return opened


def _waiting(*, now: datetime, after: UUID | None) -> list[UUID]:
    """Return up to 500 ids of recurrences whose time may have come somewhere on earth."""
    opens_on = ExpressionWrapper(F("next_due_on") - F("days_ahead"), output_field=DateField())
    found = Recurrence.objects.filter(ended_at=None, deadline=None).annotate(opens_on=opens_on)
    found = found.filter(opens_on__lte=now.date() + timedelta(days=1)).order_by("pk")
    if after is not None:
        found = found.filter(pk__gt=after)
    return list(found.values_list("pk", flat=True)[:_CHUNK])


def _open_one(pk: UUID, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            return _open_if_time(_held(pk), now=now)
    except OperationalError:
        raise
    except Exception:  # one duty that cannot be opened must not hold back the others
        logger.exception("A duty could not be opened.", extra={"recurrence": str(pk)})
        return False


def _open_if_time(held: Recurrence, *, now: datetime) -> bool:
    """Open the deadline of the round in hand unless it is open, ended or too early."""
    here = territory(held.establishment.territory)
    opens_on = held.next_due_on - timedelta(days=held.days_ahead)
    is_too_early = local_day(now, territory=here, field="now") < opens_on
    if held.ended_at is not None or held.deadline is not None or is_too_early:
        return False
    held.rounds += 1
    held.deadline = open_deadline(
        establishment=held.establishment,
        kind=Deadline.Kind.DUTY,
        rule_id=held.rule_id,
        reference=f"{held.reference}-{held.rounds}",
        path=held.path,
        due=_due(held),
        now=now,
    )
    held.save(update_fields=["rounds", "deadline"])
    return True


def _following(held: Recurrence, *, done_on: date) -> date | None:
    if held.every_months is None:
        return None
    return next_round(
        first_on=held.first_due_on,
        every_months=held.every_months,
        after=max(held.next_due_on, done_on),
    )


def _due(held: Recurrence) -> Due:
    return duty_clock(
        held.rule_id,
        due_on=held.next_due_on,
        days_ahead=held.days_ahead,
        territory=territory(held.establishment.territory),
    )


def _held(recurrence_id: UUID) -> Recurrence:
    """Return the row locked until the transaction ends: one round is finished at a time.

    The deadline is not joined: after a wait PostgreSQL reads the locked row again but keeps the
    row it had joined, so that a deadline opened meanwhile would seem absent.
    """
    rows = Recurrence.objects.select_related("establishment")
    return rows.select_for_update(of=("self",)).get(pk=recurrence_id)
