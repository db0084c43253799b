"""Deadlines that await an answer: how many, and those that have slept for too long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tenants.agenda.ladders import recall_after
from tenants.agenda.models import Deadline
from tenants.agenda.queries import suspended_deadlines

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Asleep:
    """A suspended deadline and for how many whole days it has been."""

    deadline: Deadline
    days: int


@dataclass(frozen=True, slots=True)
class Suspended:
    """What is suspended: in the agency chosen or in all, and everywhere.

    Shape: `asleep` holds those older than `days` days, the oldest first, six at most.
    """

    count: int
    everywhere: int
    days: int
    asleep: tuple[Asleep, ...]


def suspended(by_agency: Mapping[int, int], *, agency_id: int | None, now: datetime) -> Suspended:
    """Return what is suspended, of `by_agency` already counted by agency id. One query."""
    old = suspended_deadlines().filter(suspended_at__lt=now - recall_after())
    if agency_id is not None:
        old = old.filter(establishment__agency_id=agency_id)
    everywhere = sum(by_agency.values())
    return Suspended(
        count=everywhere if agency_id is None else by_agency.get(agency_id, 0),
        everywhere=everywhere,
        days=recall_after() // timedelta(days=1),
        asleep=tuple(Asleep(one, _days(one, now=now)) for one in old[:_SHOWN]),
    )


def _days(deadline: Deadline, *, now: datetime) -> int:
    since = deadline.suspended_at
    return 0 if since is None else (now - since) // timedelta(days=1)
