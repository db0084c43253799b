"""What happens to a duty: added, changed, done, stopped. Its recurrence and deadline follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from portal.duties.models import Duty, Round
from portal.duties.refusals import changed_meanwhile, check_done, check_running
from portal.instants import to_local, zone_of
from portal.journal.actions import hold, record
from portal.journal.acts import Act
from portal.law.duties import UsualDuty, next_round
from tenants.accounts.models import User
from tenants.agenda.models import Recurrence
from tenants.agenda.recurrences import Cadence, end, finish_round, reschedule, schedule
from tenants.directory.models import Establishment
from tenants.directory.paths import establishment_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What is recorded of a duty. `usual` is the id of the usual one it was taken from, or ""."""

    submission: UUID
    kind: str
    title: str
    notes: str
    cadence: Cadence
    usual: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a duty becomes; its kind, and so its rule, never change."""

    title: str
    notes: str
    cadence: Cadence


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One round: the civil day it was done, and when the next falls due (None: by the cadence)."""

    done_on: date
    note: str
    next_due_on: date | None


@transaction.atomic
def add(*, establishment: Establishment, added: Added, by: User, now: datetime) -> Duty:
    """Return the duty recorded, or the one already recorded from the same form or usual duty.

    Side effects in order: the journal's head is held, so that references follow each other; the
    recurrence, with its deadline and alerts when their time has come; the duty; the journal.
    """
    hold()
    same = Duty.objects.filter(submission=added.submission).first() or _running(added.usual)
    if same is not None:
        return same
    duty = _numbered(added, establishment=establishment, by=by, now=now)
    schedule_of = schedule(
        establishment=establishment,
        kind=added.kind,
        reference=duty.reference,
        path=establishment_path(establishment.slug, "duties:detail", duty.pk),
        cadence=added.cadence,
        now=now,
    )
    duty.recurrence_id = schedule_of.pk
    duty.save(force_insert=True)
    _remember(Act.DUTY_ADDED, duty, by=by, now=now, facts=_due(added.cadence.next_due_on))
    return duty


@transaction.atomic
def adopt(
    *,
    establishment: Establishment,
    usual: Iterable[UsualDuty],
    language: str,
    by: User,
    now: datetime,
) -> tuple[Duty, ...]:
    """Return the duties that run after taking on the usual ones whose date can be reckoned.

    The first of each falls due one round from today; one that runs already stays as it is. One
    whose date stands on a paper is left out: it must be given.
    """
    today = to_local(now, zone=zone_of(establishment)).date()
    return tuple(
        add(
            establishment=establishment,
            added=Added(
                submission=uuid4(),
                kind=one.kind,
                title=one.title.en if language.startswith("en") else one.title.fr,
                notes=one.why.en if language.startswith("en") else one.why.fr,
                cadence=Cadence(
                    next_due_on=next_round(
                        first_on=today, every_months=one.every_months, after=today
                    ),
                    every_months=one.every_months,
                    days_ahead=one.days_ahead,
                ),
                usual=one.id,
            ),
            by=by,
            now=now,
        )
        for one in usual
        if one.every_months is not None
    )


@transaction.atomic
def change(*, duty: Duty, version: int, changed: Changed, by: User, now: datetime) -> Duty:
    """Return the duty as it becomes; its deadline, when one is open, moves with it.

    Errors: DutyRefused (over, changed meanwhile).
    """
    check_running(duty)
    _write(duty, version=version, changes={"title": changed.title, "notes": changed.notes})
    reschedule(recurrence_id=duty.recurrence_id, cadence=changed.cadence, now=now)
    _remember(Act.DUTY_CHANGED, duty, by=by, now=now, facts=_due(changed.cadence.next_due_on))
    return duty


@transaction.atomic
def finish(
    *,
    establishment: Establishment,
    duty: Duty,
    version: int,
    done: Done,
    by: User,
    now: datetime,
) -> Duty:
    """Return the duty after one round was done; a duty that falls due once is then over.

    Side effects in order: the duty, if nobody changed it meanwhile; the deadline met and the next
    one prepared; the round; the journal.

    Errors: DutyRefused (over, a day to come, a next day that is not after, changed meanwhile).
    """
    due_on = Recurrence.objects.values_list("next_due_on", flat=True).get(pk=duty.recurrence_id)
    today = to_local(now, zone=zone_of(establishment)).date()
    check_done(duty, due_on=due_on, done_on=done.done_on, next_due_on=done.next_due_on, today=today)
    _write(duty, version=version, changes={})
    after = finish_round(
        recurrence_id=duty.recurrence_id,
        done_on=done.done_on,
        next_due_on=done.next_due_on,
        now=now,
    )
    Round.objects.create(
        duty=duty,
        due_on=due_on,
        done_on=done.done_on,
        note=done.note,
        recorded_at=now,
        recorded_by_id=by.pk,
    )
    if after.ended_at is not None:
        _close(duty, state=Duty.State.OVER, reason="", now=now)
    facts = {**_due(due_on), "done_on": done.done_on.isoformat()}
    _remember(Act.DUTY_DONE, duty, by=by, now=now, facts=facts)
    return duty


@transaction.atomic
def stop(*, duty: Duty, version: int, reason: str, by: User, now: datetime) -> Duty:
    """Return the duty stopped; its deadline, when one is open, is cancelled.

    Errors: DutyRefused (over, changed meanwhile).
    """
    check_running(duty)
    _write(duty, version=version, changes={})
    end(recurrence_id=duty.recurrence_id, now=now)
    _close(duty, state=Duty.State.STOPPED, reason=reason, now=now)
    _remember(Act.DUTY_STOPPED, duty, by=by, now=now, facts={})
    return duty


def _numbered(added: Added, *, establishment: Establishment, by: User, now: datetime) -> Duty:
    """Return the duty with its number, unsaved; the head of the journal is held."""
    year = to_local(now, zone=zone_of(establishment)).year
    last = Duty.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    return Duty(
        submission=added.submission,
        year=year,
        number=last + 1,
        reference=f"OBL-{year}-{last + 1:04}",
        kind=added.kind,
        usual=added.usual,
        title=added.title,
        notes=added.notes,
        recorded_at=now,
        recorded_by_id=by.pk,
    )


def _running(usual: str) -> Duty | None:
    if not usual:
        return None
    return Duty.objects.filter(usual=usual, state=Duty.State.RUNNING).first()


def _write(duty: Duty, *, version: int, changes: dict[str, object]) -> None:
    """Write `changes` if `version` still stands: compare-and-set against a second person."""
    standing = Duty.objects.filter(pk=duty.pk, version=version)
    if not standing.update(**changes, version=version + 1):
        raise changed_meanwhile()
    duty.refresh_from_db()


def _close(duty: Duty, *, state: Duty.State, reason: str, now: datetime) -> None:
    duty.state = state
    duty.stop_reason = reason
    duty.ended_at = now
    duty.save(update_fields=["state", "stop_reason", "ended_at"])


def _due(on: date) -> dict[str, str]:
    return {"due_on": on.isoformat()}


def _remember(act: Act, duty: Duty, *, by: User, now: datetime, facts: dict[str, str]) -> None:
    record(act=act.value, reference=duty.reference, by_id=by.pk, now=now, facts=facts)
