"""What should be planned, computed again from the facts, and what is missing put back."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch

from tenants.agenda.actions import lay_out, planned_for
from tenants.agenda.models import Alert, Deadline
from tenants.agenda.watch import take_turn
from tenants.directory.switching import at_the_clock

logger = logging.getLogger(__name__)

_CHUNK = 500
# Less than an hour, so that two clocks that drift apart still make one pass in each.
_EVERY = timedelta(minutes=55)


@dataclass(frozen=True, slots=True)
class Difference:
    """How many deadlines were looked at, how many differed, and what was mended."""

    at: datetime
    deadlines: int
    differing: int
    added: int
    cancelled: int


def reconcile_in_turn(*, now: datetime) -> Difference | None:
    """Reconcile if nobody has within the hour; return None when somebody has."""
    with at_the_clock():
        is_our_turn = take_turn("reconcile", every=_EVERY)
    return reconcile(now=now) if is_our_turn else None


def reconcile(*, now: datetime) -> Difference:
    """Make the alerts of every deadline equal to its plan again, and say what had to change.

    A difference is an error of ours, told to the operator. Idempotent; two may run at once: each
    deadline is mended in its own transaction, its row held.
    """
    looked = differing = added = cancelled = 0
    with at_the_clock():
        for deadlines in _chunks():
            looked += len(deadlines)
            for deadline in filter(_differs, deadlines):
                new, old = _mend(deadline.pk)
                differing += 1
                added, cancelled = added + new, cancelled + old
    if differing:
        logger.error(
            "Alerts differed from their plan and were mended.",
            extra={"deadlines": differing, "added": added, "cancelled": cancelled},
        )
    return Difference(
        at=now, deadlines=looked, differing=differing, added=added, cancelled=cancelled
    )


def _chunks() -> Iterator[Sequence[Deadline]]:
    """Yield every deadline that should have alerts planned, or has some, by pages of 500."""
    after: UUID | None = None
    waiting = Alert.objects.filter(deadline=OuterRef("pk"), state=Alert.State.PLANNED)
    rows = Deadline.objects.filter(state=Deadline.State.OPEN) | Deadline.objects.filter(
        Exists(waiting)
    )
    rows = rows.select_related("establishment").order_by("pk")
    rows = rows.prefetch_related(Prefetch("alerts", to_attr="ladder"))
    while page := list((rows if after is None else rows.filter(pk__gt=after))[:_CHUNK]):
        yield page
        after = page[-1].pk


def _differs(deadline: Deadline) -> bool:
    wanted = {(one.rung, one.audience.value, one.due_at) for one in planned_for(deadline)}
    alerts: list[Alert] = getattr(deadline, "ladder", [])
    standing = {
        (alert.rung, alert.audience, alert.due_at)
        for alert in alerts
        if alert.state != Alert.State.CANCELLED
    }
    waiting = {
        (alert.rung, alert.audience, alert.due_at)
        for alert in alerts
        if alert.state == Alert.State.PLANNED
    }
    return not wanted <= standing or not waiting <= wanted


@transaction.atomic
def _mend(deadline_id: UUID) -> tuple[int, int]:
    rows = Deadline.objects.select_related("establishment").select_for_update(of=("self",))
    deadline = rows.get(pk=deadline_id)
    return lay_out(deadline)
