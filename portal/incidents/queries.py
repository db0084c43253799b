"""Reading incidents, for pages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from portal.incidents.models import Incident
from portal.incidents.squares import Hours, hours
from portal.journal.queries import Line, entries_of, lines, names_of
from portal.ladder import Rung, climb
from portal.law.breach import notification_clock, qualification_clock
from portal.law.calendars import Territory, territory
from portal.law.periods import Due
from portal.reasoning import Reasoning, reasoning_of
from tenants.agenda.models import Deadline
from tenants.agenda.queries import deadlines_of, ledger
from tenants.directory.models import Establishment


@dataclass(frozen=True, slots=True)
class Row:
    """An incident in the list, with the deadline that runs, provisional or not."""

    incident: Incident
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class Clock:
    """The hours of an incident: what the law says, where they stand, who is told when.

    `is_provisional` while nobody has qualified it: they are then counted from the detection.
    `hours` stands at the notification, or at the closing, once there is one.
    """

    is_provisional: bool

    due: Due
    reasoning: Reasoning
    hours: Hours
    deadline: Deadline | None
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """All that the page of an incident shows.

    `clock` is None once it is qualified and no notification is owed.
    """

    incident: Incident
    clock: Clock | None
    journal: tuple[Line, ...]
    declared_by: str


def incidents(*, state: str) -> QuerySet[Incident]:
    """Return the incidents in that state ("" for any), the latest first."""
    found = Incident.objects.order_by("-detected_at", "-reference")
    return found.filter(state=state) if state else found


def counts() -> dict[str, int]:
    """Return how many incidents there are in each state, and "" for all of them. One query."""
    found = Incident.objects.values_list("state").annotate(count=Count("pk")).order_by()
    by_state = dict.fromkeys(Incident.State.values, 0) | dict(found)
    return by_state | {"": sum(by_state.values())}


def rows(found: list[Incident]) -> tuple[Row, ...]:
    """Return `found` with the running deadline of each, in one query."""
    references = [incident.reference for incident in found]
    running = Deadline.objects.filter(reference__in=references, state=Deadline.State.OPEN)
    by_reference = {deadline.reference: deadline for deadline in running}
    return tuple(Row(incident, by_reference.get(incident.reference)) for incident in found)


def incident_of(pk: UUID) -> Incident | None:
    """Return the incident, or None when this establishment has none of that number."""
    return Incident.objects.filter(pk=pk).first()


def case(incident: Incident, *, establishment: Establishment, now: datetime) -> Case:
    """Return what the page of `incident` shows at `now`."""
    by_id = incident.declared_by_id
    return Case(
        incident=incident,
        clock=_clock(incident, establishment=establishment, now=now),
        journal=lines(entries_of(incident.reference)),
        declared_by=names_of([by_id]).get(by_id, ""),
    )


def _clock(incident: Incident, *, establishment: Establishment, now: datetime) -> Clock | None:
    due = _due(incident, here=territory(establishment.territory))
    if due is None:
        return None
    deadline = deadlines_of(incident.reference).filter(rule_id=due.rule_id).first()
    stands_at = incident.notified_at or incident.closed_at or now
    return Clock(
        is_provisional=incident.is_breach is None,
        due=due,
        reasoning=reasoning_of(due),
        hours=hours(starts_at=due.starts_at, limit_at=due.at, now=stands_at),
        deadline=deadline,
        rungs=climb(ledger(deadline)) if deadline else (),
    )


def _due(incident: Incident, *, here: Territory) -> Due | None:
    """Return the clock that the state of `incident` calls for, None when none is owed."""
    if incident.is_breach is None:
        return qualification_clock(detected_at=incident.detected_at, territory=here)
    if incident.aware_at is None or not incident.must_be_notified:
        return None
    return notification_clock(aware_at=incident.aware_at, territory=here)
