"""From the plan of a deadline to its rows: what is wanted, what stands, what is mended."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from portal.law.calendars import territory
from tenants.agenda.ladders import ladder_of
from tenants.agenda.models import Alert, Deadline, LadderStep
from tenants.agenda.plan import DeadlineFacts, PlannedAlert, next_rung_at, plan
from tenants.agenda.queries import ladder_steps
from tenants.agenda.rungs import Audience, Call, Ladder, Rung

Key = tuple[str, str, str, datetime]


def planned_for(
    deadline: Deadline, *, added: Sequence[LadderStep] | None = None
) -> tuple[PlannedAlert, ...]:
    """Return what an open or suspended `deadline` should have; nothing once it is met or cancelled.

    `added` are the steps of its agency, for a caller that has read them: otherwise they are read,
    where the database shows them (inside the establishment, or at the clock).
    """
    if deadline.state not in Deadline.State.running():
        return ()
    return plan(
        _facts(deadline),
        ladder=ladder_for(deadline, added=added),
        territory=territory(deadline.establishment.territory),
    )


def coming_rung(deadline: Deadline, *, after: datetime) -> datetime | None:
    """Return the UTC instant of the next rung of `deadline`, for any audience; None without one."""
    return next_rung_at(
        _facts(deadline),
        ladder=ladder_for(deadline),
        territory=territory(deadline.establishment.territory),
        after=after,
    )


def ladder_for(deadline: Deadline, *, added: Sequence[LadderStep] | None = None) -> Ladder:
    """Return the ladder that `deadline` climbs: that of its rule and what its agency added."""
    steps = ladder_steps(deadline.establishment.agency_id) if added is None else added
    of_the_rule = (step for step in steps if step.rule_id in {"", deadline.rule_id})
    return ladder_of(deadline.rule_id, extra=rungs_of(of_the_rule))


def rungs_of(steps: Iterable[LadderStep]) -> tuple[Rung, ...]:
    """Return the steps of an agency as rungs: gentle, by mail, from the moment they were added."""
    return tuple(
        Rung(
            unit=step.unit,
            before=step.before,
            call=Call((Audience(step.audience),)),
            is_final=False,
            since=step.added_at,
        )
        for step in steps
    )


def lay_out(deadline: Deadline, *, because: str = "replanned") -> tuple[int, int]:
    """Make the alerts of `deadline` equal to its plan; return how many were added and cancelled.

    The deadline's row must be held. An alert accepted or being sent is left as it is; one that
    was cancelled and is wanted again comes back under its own id.
    """
    wanted = {one.key: one for one in planned_for(deadline)}
    standing = {key_of(alert): alert for alert in Alert.objects.filter(deadline=deadline)}
    again = [
        alert.pk
        for key, alert in standing.items()
        if key in wanted and alert.state == Alert.State.CANCELLED
    ]
    stale = [
        alert.pk
        for key, alert in standing.items()
        if key not in wanted and alert.state == Alert.State.PLANNED
    ]
    missing = [one for key, one in wanted.items() if key not in standing]
    Alert.objects.filter(pk__in=again).update(state=Alert.State.PLANNED, cancelled_because="")
    _cancel(stale, because=because)
    Alert.objects.bulk_create([_row(deadline, one) for one in missing])
    return len(missing) + len(again), len(stale)


def silence(deadline: Deadline, *, because: str) -> None:
    """Cancel what is still planned for `deadline`.

    An alert being sent is not touched: its sender reads the deadline again before it writes to
    the relay, and what is accepted must be able to say so.
    """
    planned = Alert.objects.filter(deadline=deadline, state=Alert.State.PLANNED)
    planned.update(state=Alert.State.CANCELLED, cancelled_because=because)


def key_of(alert: Alert) -> Key:
    """Return what makes the alert itself, as a plan names it."""
    return alert.rung, alert.audience, alert.channel, alert.due_at


def _facts(deadline: Deadline) -> DeadlineFacts:
    return DeadlineFacts(
        id=deadline.pk,
        due_at=deadline.due_at,
        due_on=deadline.due_on,
        opened_at=deadline.opened_at,
        planned_at=deadline.planned_at,
        is_acknowledged=deadline.acknowledged_at is not None,
        snoozed_until=deadline.snoozed_until,
        suspended_at=deadline.suspended_at,
    )


def _cancel(ids: list[UUID], *, because: str) -> None:
    planned = Alert.objects.filter(pk__in=ids, state=Alert.State.PLANNED)
    planned.update(state=Alert.State.CANCELLED, cancelled_because=because)


def _row(deadline: Deadline, one: PlannedAlert) -> Alert:
    return Alert(
        deadline=deadline,
        schema_name=deadline.schema_name,
        rung=one.rung,
        audience=one.audience.value,
        channel=one.channel.value,
        is_final=one.is_final,
        due_at=one.due_at,
        next_try_at=one.due_at,
    )
