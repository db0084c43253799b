"""How much is open, in one query each: for the frame, for the cockpit, by agency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, Count, Q, Value, When
from django.db.models.functions import Coalesce, TruncDate

from portal.time_left import Level
from tenants.agenda.models import Deadline
from tenants.agenda.queries import open_deadlines

# The firm reads one calendar, whatever the territories of its establishments.
FIRM_ZONE = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class Counts:
    """Deadlines still running where the person stands; `requests` counts the suspended ones too."""

    open: int
    late: int
    requests: int
    breaches: int
    unqualified: int
    duties: int
    suspended: int

    @property
    def incidents(self) -> int:
        """Incidents to qualify and breaches to notify: what the page of incidents has running."""
        return self.breaches + self.unqualified


@dataclass(frozen=True, slots=True)
class Group:
    """So many open deadlines of one agency and kind that end on one day, at one level."""

    agency_id: int
    kind: str
    day: date
    level: Level
    count: int


@dataclass(frozen=True, slots=True)
class AgencyView:
    """One agency of the views bar: its establishments and what is open in them."""

    id: int
    name: str
    establishments: int
    with_late: int
    with_open: int
    open: int
    suspended: int


def count_open(*, now: datetime) -> Counts:
    """Return what is open among the rows that PostgreSQL shows. One query."""
    running = Deadline.objects.filter(state__in=Deadline.State.running())
    is_open = Q(state=Deadline.State.OPEN)
    found = running.aggregate(
        open=Count("pk", filter=is_open),
        late=Count("pk", filter=is_open & Q(due_at__lt=now)),
        requests=Count("pk", filter=Q(kind=Deadline.Kind.REQUEST)),
        breaches=Count("pk", filter=Q(kind=Deadline.Kind.BREACH)),
        unqualified=Count("pk", filter=Q(kind=Deadline.Kind.INCIDENT)),
        duties=Count("pk", filter=Q(kind=Deadline.Kind.DUTY)),
        suspended=Count("pk", filter=Q(state=Deadline.State.SUSPENDED)),
    )
    return Counts(**found)


def counts_of(found: Iterable[Group], *, suspended: int) -> Counts:
    """Return what `found` counts with the suspended: the same as `count_open`, no query."""
    all_of_them = tuple(found)
    return Counts(
        open=total(all_of_them),
        late=total(all_of_them, levels=frozenset({Level.LATE})),
        requests=total(all_of_them, kind=Deadline.Kind.REQUEST.value) + suspended,
        breaches=total(all_of_them, kind=Deadline.Kind.BREACH.value),
        unqualified=total(all_of_them, kind=Deadline.Kind.INCIDENT.value),
        duties=total(all_of_them, kind=Deadline.Kind.DUTY.value),
        suspended=suspended,
    )


def groups(*, now: datetime) -> tuple[Group, ...]:
    """Return the open deadlines counted by agency, kind, day and level. One query.

    Days that the rail does not show are folded: the past on the day before yesterday, the future
    after 31 days on one day more, so that the answer stays small whatever the portfolio.
    """
    today = now.astimezone(ZoneInfo(FIRM_ZONE)).date()
    first, beyond = today - timedelta(days=2), today + timedelta(days=31)
    day = Coalesce("due_on", TruncDate("due_at", tzinfo=ZoneInfo(FIRM_ZONE)))
    rows = (
        open_deadlines()
        .select_related(None)
        .annotate(ends_on=day)
        .annotate(
            shown_on=Case(
                When(ends_on__lt=first, then=Value(first)),
                When(ends_on__gt=beyond, then=Value(beyond)),
                default="ends_on",
            ),
            level=Case(
                When(due_at__lt=now, then=Value(Level.LATE.value)),
                When(due_at__lt=now + timedelta(hours=72), then=Value(Level.CRITICAL.value)),
                When(due_at__lt=now + timedelta(days=7), then=Value(Level.NEAR.value)),
                default=Value(Level.CALM.value),
                output_field=CharField(),
            ),
        )
        .order_by()
        .values_list("establishment__agency_id", "kind", "shown_on", "level")
        .annotate(count=Count("pk"))
    )
    return tuple(
        Group(agency_id=agency, kind=kind, day=shown, level=Level(level), count=count)
        for agency, kind, shown, level, count in rows
    )


def total(found: Iterable[Group], *, kind: str = "", levels: frozenset[Level] = frozenset()) -> int:
    """Return how many deadlines `found` counts, of one kind and at some levels when given."""
    return sum(
        group.count
        for group in found
        if (not kind or group.kind == kind) and (not levels or group.level in levels)
    )
