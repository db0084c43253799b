"""What should be planned, computed again from the facts, and what is missing put back."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch

from tenants.agenda.laying_out import key_of, lay_out, planned_for
from tenants.agenda.models import Alert, Deadline, LadderStep
from tenants.agenda.watch import take_turn
from tenants.directory.switching import at_the_clock

logger = logging.getLogger(__name__)

_CHUNK = 500
# Less than an hour, so that two clocks that drift apart still make one pass in each.
_EVERY = timedelta(minutes=55)


@dataclass(frozen=True, slots=True)
class Difference:
    """How many deadlines were looked at, how many differed, and what was mended.

    `by_agency` counts those that differed only because an agency added or removed a rung.
    """

    at: datetime
    deadlines: int
    differing: int
    by_agency: int
    added: int
    cancelled: int


class _Cause(StrEnum):
    AGENCY = "agency"
    ERROR = "error"


def reconcile_in_turn(*, now: datetime) -> Difference | None:
    """Reconcile if nobody has within the hour; return None when somebody has."""
    with at_the_clock():
        is_our_turn = take_turn("reconcile", every=_EVERY)
    return reconcile(now=now) if is_our_turn else None


def reconcile(*, now: datetime) -> Difference:
    """Make the alerts of every deadline equal to its plan again, and say what had to change.

    A difference is an error of ours, told to the operator; but a rung that an agency added or
    removed reaches here the deadlines that are already open. Idempotent; two may run at once: each
    deadline is mended in its own transaction, its row held.
    """
    looked = differing = by_agency = added = cancelled = 0
    with at_the_clock():
        steps = _steps_by_agency()
        for deadlines in _chunks():
            looked += len(deadlines)
            for deadline in deadlines:
                cause = _difference(deadline, steps=steps[deadline.establishment.agency_id])
                if cause is None:
                    continue
                new, old = _mend(deadline.pk)
                differing += 1
                by_agency += cause == _Cause.AGENCY
                added, cancelled = added + new, cancelled + old
    if differing > by_agency:
        logger.error(
            "Alerts differed from their plan and were mended.",
            extra={"deadlines": differing - by_agency, "added": added, "cancelled": cancelled},
        )
    return Difference(
        at=now,
        deadlines=looked,
        differing=differing,
        by_agency=by_agency,
        added=added,
        cancelled=cancelled,
    )


def _steps_by_agency() -> Mapping[int, Sequence[LadderStep]]:
    """Return what every agency added, in one query for the whole pass."""
    steps: defaultdict[int, list[LadderStep]] = defaultdict(list)
    for step in LadderStep.objects.order_by("pk"):
        steps[step.agency_id].append(step)
    return steps


def _chunks() -> Iterator[Sequence[Deadline]]:
    """Yield every deadline that should have alerts planned, or has some, by pages of 500."""
    after: UUID | None = None
    waiting = Alert.objects.filter(deadline=OuterRef("pk"), state=Alert.State.PLANNED)
    running = Deadline.objects.filter(state__in=Deadline.State.running())
    rows = running | Deadline.objects.filter(Exists(waiting))
    rows = rows.select_related("establishment").order_by("pk")
    rows = rows.prefetch_related(Prefetch("alerts", to_attr="ladder"))
    while page := list((rows if after is None else rows.filter(pk__gt=after))[:_CHUNK]):
        yield page
        after = page[-1].pk


def _difference(deadline: Deadline, *, steps: Sequence[LadderStep]) -> _Cause | None:
    """Return why the alerts of `deadline` differ from its plan; None when they do not.

    What is missing and not of the law alone was added by the agency. What is left over, gentle
    and of no rung of the law was one of the agency's, since removed.
    """
    wanted = {one.key for one in planned_for(deadline, added=steps)}
    alerts: list[Alert] = getattr(deadline, "ladder", [])
    standing = {key_of(one) for one in alerts if one.state != Alert.State.CANCELLED}
    waiting = {key_of(one): one for one in alerts if one.state == Alert.State.PLANNED}
    missing = wanted - standing
    left_over = waiting.keys() - wanted
    if not missing and not left_over:
        return None
    of_the_law = {one.key for one in planned_for(deadline, added=())}
    names = {rung for rung, *_rest in of_the_law}
    is_of_the_agency = missing.isdisjoint(of_the_law) and not any(
        waiting[key].is_final or waiting[key].rung in names for key in left_over
    )
    return _Cause.AGENCY if is_of_the_agency else _Cause.ERROR


@transaction.atomic
def _mend(deadline_id: UUID) -> tuple[int, int]:
    rows = Deadline.objects.select_related("establishment").select_for_update(of=("self",))
    deadline = rows.get(pk=deadline_id)
    return lay_out(deadline)
