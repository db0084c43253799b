"""What happens to a deadline, from opened to met or cancelled. Its alerts follow."""

from datetime import datetime

from django.db import transaction

from portal.law.periods import Due
from tenants.accounts.models import User
from tenants.agenda.laying_out import coming_rung, lay_out, silence
from tenants.agenda.models import Alert, Deadline
from tenants.directory.models import Establishment


class SnoozeRefusedError(Exception):
    """A deadline that cannot be put off so far, or not at all.

    `because` is "next_rung" (later than `limit`), "past" (not after now), "late" (the end is
    over), "acknowledged" (nothing is left to put off) or "closed" (not open). `limit` is
    the latest UTC instant it may be put off to: the next rung not yet due, or the end.
    """

    def __init__(self, because: str, *, limit: datetime) -> None:
        super().__init__(because)
        self.because = because
        self.limit = limit


@transaction.atomic
def open_deadline(
    *,
    establishment: Establishment,
    kind: Deadline.Kind,
    rule_id: str,
    reference: str,
    path: str,
    due: Due,
    now: datetime,
) -> Deadline:
    """Return the new deadline, with every alert of its ladder planned in the same transaction.

    Errors: IntegrityError when `reference` already has a deadline under `rule_id`.
    """
    deadline = Deadline.objects.create(
        establishment=establishment,
        schema_name=establishment.schema_name,
        kind=kind,
        rule_id=rule_id,
        reference=reference,
        path=path,
        starts_at=due.starts_at,
        due_at=due.at,
        due_on=due.on,
        opened_at=now,
        planned_at=now,
    )
    lay_out(deadline)
    return deadline


@transaction.atomic
def move_deadline(*, deadline: Deadline, due: Due, now: datetime) -> Deadline:
    """Return an open `deadline` ending at `due`, its ladder laid out anew from `now`.

    Alerts already accepted stay; those still planned for the former end are cancelled.
    An acknowledgement or a snooze was for the former end: it is withdrawn.
    """
    held = _held(deadline)
    if held.state != Deadline.State.OPEN:
        return held
    _end_at(held, due)
    _start_anew(held, now=now)
    held.save(update_fields=[*_END, *_START])
    lay_out(held, because="moved")
    return held


@transaction.atomic
def meet_deadline(*, deadline: Deadline, now: datetime) -> Deadline:
    """Return `deadline` met at `now`; what was still planned is cancelled. Idempotent."""
    held = _held(deadline)
    if held.state in Deadline.State.running():
        held.state = Deadline.State.MET
        held.met_at = now
        held.suspended_at = None
        held.save(update_fields=["state", "met_at", "suspended_at"])
        silence(held, because="met")
    return held


@transaction.atomic
def cancel_deadline(*, deadline: Deadline, because: str, now: datetime) -> Deadline:
    """Return `deadline` cancelled, its alerts cancelled `because` (a code of 24 letters at most).

    Idempotent. Neither `now` nor the reason in words is kept here: the subject's journal has them.
    """
    held = _held(deadline)
    if held.state in Deadline.State.running():
        held.state = Deadline.State.CANCELLED
        held.suspended_at = None
        held.save(update_fields=["state", "suspended_at"])
        silence(held, because=because)
    return held


@transaction.atomic
def reopen_deadline(*, deadline: Deadline, because: str, now: datetime) -> Deadline:
    """Return a `deadline` met by mistake running again, its ladder laid out anew from `now`.

    Nothing happens to one that is not met. `because` is a code, as for `cancel_deadline`.
    """
    held = _held(deadline)
    if held.state == Deadline.State.MET:
        held.state = Deadline.State.OPEN
        held.met_at = None
        _start_anew(held, now=now)
        held.save(update_fields=["state", "met_at", *_START])
        lay_out(held, because=because)
    return held


@transaction.atomic
def suspend_deadline(
    *, deadline: Deadline, now: datetime, since: datetime | None = None
) -> Deadline:
    """Return an open `deadline` stopped `since` (else `now`): no date runs, an answer is awaited.

    Its DPO is recalled each fortnight that it sleeps. An acknowledgement or a snooze ends with it.
    Nothing happens to one that is not open. Source: RGPD art. 12 §6 ; EDPB 01/2022.
    """
    held = _held(deadline)
    if held.state == Deadline.State.OPEN:
        held.state = Deadline.State.SUSPENDED
        held.suspended_at = since or now
        _start_anew(held, now=now)
        held.save(update_fields=["state", "suspended_at", *_START])
        lay_out(held, because="suspended")
    return held


@transaction.atomic
def resume_deadline(*, deadline: Deadline, due: Due, now: datetime) -> Deadline:
    """Return a suspended `deadline` running again to `due`, as the law gives it with the answer.

    Nothing happens to one that is not suspended.
    """
    held = _held(deadline)
    if held.state == Deadline.State.SUSPENDED:
        held.state = Deadline.State.OPEN
        held.suspended_at = None
        _end_at(held, due)
        _start_anew(held, now=now)
        held.save(update_fields=["state", "suspended_at", *_END, *_START])
        lay_out(held, because="resumed")
    return held


@transaction.atomic
def acknowledge(*, deadline: Deadline, by: User, now: datetime) -> Deadline:
    """Return `deadline` acknowledged; its gentle alerts fall silent, never the final ones.

    Idempotent: the first acknowledgement stands. A snooze ends with it.
    """
    held = _held(deadline)
    if held.state == Deadline.State.OPEN and held.acknowledged_at is None:
        held.acknowledged_at = now
        held.acknowledged_by = by
        held.snoozed_until = None
        held.snoozed_by = None
        held.save(
            update_fields=["acknowledged_at", "acknowledged_by", "snoozed_until", "snoozed_by"]
        )
        gentle = Alert.objects.filter(deadline=held, state=Alert.State.PLANNED, is_final=False)
        gentle.update(state=Alert.State.CANCELLED, cancelled_because="acknowledged")
    return held


@transaction.atomic
def snooze(*, deadline: Deadline, until: datetime, by: User, now: datetime) -> Deadline:
    """Return `deadline` put off until `until`, when `by` is reminded of it.

    Until then nobody hears that nobody took it in hand; every rung of the ladder keeps its
    instant. A second snooze takes the place of the first. To be called inside the establishment.

    Errors: SnoozeRefusedError past the next rung, in the past, or when nothing can be put off.
    """
    held = _held(deadline)
    _refuse_snooze(held, until=until, now=now)
    held.snoozed_until = until
    held.snoozed_by = by
    held.save(update_fields=["snoozed_until", "snoozed_by"])
    lay_out(held, because="snoozed")
    return held


def snooze_limit(deadline: Deadline, *, now: datetime) -> datetime:
    """Return the latest UTC instant an open `deadline` may be put off to, at `now`.

    The next rung of its ladder, whomever it is for; the end when no rung comes before it.
    """
    coming = coming_rung(deadline, after=now)
    return deadline.due_at if coming is None else min(coming, deadline.due_at)


def _refuse_snooze(deadline: Deadline, *, until: datetime, now: datetime) -> None:
    if deadline.state != Deadline.State.OPEN:
        raise SnoozeRefusedError("closed", limit=deadline.due_at)
    if deadline.due_at <= now:
        raise SnoozeRefusedError("late", limit=deadline.due_at)
    limit = snooze_limit(deadline, now=now)
    if deadline.acknowledged_at is not None:
        raise SnoozeRefusedError("acknowledged", limit=limit)
    if until <= now:
        raise SnoozeRefusedError("past", limit=limit)
    if until > limit:
        raise SnoozeRefusedError("next_rung", limit=limit)


_END = ("rule_id", "due_at", "due_on")
_START = ("planned_at", "acknowledged_at", "acknowledged_by", "snoozed_until", "snoozed_by")


def _end_at(held: Deadline, due: Due) -> None:
    held.rule_id = due.rule_id
    held.due_at = due.at
    held.due_on = due.on


def _start_anew(held: Deadline, *, now: datetime) -> None:
    """Lay the ladder out from `now`; who had taken it in hand, or put it off, is asked again."""
    held.planned_at = now
    held.acknowledged_at = None
    held.acknowledged_by = None
    held.snoozed_until = None
    held.snoozed_by = None


def _held(deadline: Deadline) -> Deadline:
    """Return the row of `deadline` locked until the transaction ends: one change at a time."""
    rows = Deadline.objects.select_related("establishment").select_for_update(of=("self",))
    return rows.get(pk=deadline.pk)
