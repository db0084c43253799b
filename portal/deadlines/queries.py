"""Reading one deadline with its ledger. To be asked inside the establishment."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.deadlines import ledger
from portal.deadlines.snoozing import Choice, choices
from portal.journal.acts import ON_DEADLINES
from portal.journal.models import Entry
from portal.journal.queries import Line, entries_of, lines, names_of
from portal.ladder import AHEAD, Rung, climb, next_only
from tenants.agenda.actions import snooze_limit
from tenants.agenda.models import Alert, AlertAttempt, Deadline
from tenants.agenda.queries import ledger as alerts_of

# The recalls of a suspended deadline that are shown: there is one each fortnight for a year.
_RECALLS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known of one deadline: its ladder, its ledger and what people did about it.

    Shape: `alerts` in the order of their instants; `acts` the latest first. `next_alert_at` is the
    UTC instant of the next alert to be sent, `limit` the latest one to which the reminder can be
    put off; None when there is none.
    """

    deadline: Deadline
    rungs: tuple[Rung, ...]
    alerts: tuple[ledger.Line, ...]
    acts: tuple[Line, ...]
    next_alert_at: datetime | None
    limit: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether the period still runs, late or not."""
        return self.deadline.state == Deadline.State.OPEN

    @property
    def is_suspended(self) -> bool:
        """Whether the law stops the period while an answer is awaited."""
        return self.deadline.state == Deadline.State.SUSPENDED

    @property
    def ahead(self) -> tuple[Rung, ...]:
        """The rungs still to come, the nearest first."""
        shown = next_only(self.rungs, count=_RECALLS_SHOWN) if self.is_suspended else self.rungs
        return tuple(rung for rung in shown if rung.mark in AHEAD)


def deadline_of(pk: UUID) -> Deadline | None:
    """Return the deadline, or None when this establishment has none of that number."""
    people = Deadline.objects.select_related("establishment", "acknowledged_by", "snoozed_by")
    return people.filter(pk=pk).first()


def record_of(deadline: Deadline, *, now: datetime) -> Record:
    """Return all that the page of `deadline` shows at `now`. Five queries, whatever its ladder."""
    alerts = list(alerts_of(deadline))
    tries = list(AlertAttempt.objects.filter(alert__deadline=deadline))
    names = names_of(ledger.persons_of(alerts, tries=tries))
    return Record(
        deadline=deadline,
        rungs=climb(alerts),
        alerts=ledger.lines(alerts, tries=tries, names=names),
        acts=lines(_acts(deadline)),
        next_alert_at=min((one.due_at for one in alerts if _is_ahead(one)), default=None),
        limit=snooze_limit(deadline, now=now) if _may_wait(deadline, now=now) else None,
    )


def moments(deadline: Deadline, *, zone: str, now: datetime) -> tuple[Choice, ...]:
    """Return the moments to which `deadline` can be put off at `now`; none once nothing can."""
    if not _may_wait(deadline, now=now):
        return ()
    return choices(now=now, limit=snooze_limit(deadline, now=now), zone=zone)


def _acts(deadline: Deadline) -> list[Entry]:
    found = entries_of(deadline.reference)
    return list(found.filter(act__in=ON_DEADLINES, facts__deadline=str(deadline.pk)))


def _is_ahead(alert: Alert) -> bool:
    return alert.state == Alert.State.PLANNED


def _may_wait(deadline: Deadline, *, now: datetime) -> bool:
    is_open = deadline.state == Deadline.State.OPEN and deadline.due_at > now
    return is_open and deadline.acknowledged_at is None
