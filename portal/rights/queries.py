"""Reading requests, for pages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from portal.journal.queries import Line, entries_of, lines
from portal.ladder import Rung, climb, next_only
from portal.law.calendars import territory
from portal.law.periods import Due
from portal.law.rights import RequestFacts, request_clocks
from portal.reasoning import Reasoning, reasoning_of
from portal.rights.clocks import (
    awaited_of,
    clocks_of,
    deadline_of,
    extended_clock,
    facts_of,
    resumed_clocks,
    suspensions_of,
)
from portal.rights.models import SUSPENDED, Request, Suspension
from portal.rights.rail import Mark, Rail, Span, rail
from portal.rights.refusals import is_extensible
from tenants.agenda.models import Deadline
from tenants.agenda.queries import deadlines_of, ledger
from tenants.directory.models import Establishment


@dataclass(frozen=True, slots=True)
class Row:
    """A request in the list: its earliest running deadline, else the one that is suspended."""

    request: Request
    deadline: Deadline | None
    suspended_at: datetime | None

    @property
    def is_stopped(self) -> bool:
        """Whether no period runs: the one shown awaits the person's answer."""
        return self.deadline is not None and self.deadline.state == Deadline.State.SUSPENDED


@dataclass(frozen=True, slots=True)
class Clock:
    """One period of a request: what the law says, what the agenda holds, who is told when.

    `stop` is the question that keeps the period from running, with `resumed`, the period as it
    would end if the person answered now; both None when it runs.
    """

    due: Due
    stop: Suspension | None
    resumed: Due | None
    reasoning: Reasoning
    deadline: Deadline | None
    rungs: tuple[Rung, ...]
    rail: Rail


@dataclass(frozen=True, slots=True)
class Preview:
    """A period that would run, before anything is recorded."""

    due: Due
    reasoning: Reasoning


@dataclass(frozen=True, slots=True)
class Case:
    """All that the page of a request shows; the most urgent clock comes first."""

    request: Request
    clocks: tuple[Clock, ...]
    is_extensible: bool
    is_suspensible: bool
    suspensions: tuple[Suspension, ...]
    journal: tuple[Line, ...]

    @property
    def first(self) -> Clock:
        """The clock that ends first."""
        return self.clocks[0]

    @property
    def is_suspended(self) -> bool:
        """Whether an answer of the person is awaited while the request is open."""
        return self.request.is_open and any(clock.stop for clock in self.clocks)

    @property
    def not_before(self) -> datetime | None:
        """The end of the 48 hours of reflection, a UTC instant, when a medical record is asked."""
        return next((one.due.not_before for one in self.clocks if one.due.not_before), None)


def requests(*, state: str, right: str) -> QuerySet[Request]:
    """Return the requests in that state and about that right ("" for any), the latest first.

    "suspended" asks for those that await an answer of the person.
    """
    found = Request.objects.order_by("-received_at", "-reference")
    if state == SUSPENDED:
        found = found.filter(_AWAITED)
    elif state:
        found = found.filter(state=state)
    return found.filter(right=right) if right else found


def states() -> list[tuple[str, str]]:
    """Return (code, name) of what a list may be narrowed to: the states, and suspended."""
    named = [(code, str(label)) for code, label in Request.State.choices]
    return [*named[:1], (SUSPENDED, _("Délai suspendu")), *named[1:]]


def counts() -> dict[str, int]:
    """Return how many requests there are in each state, suspended, and in all (""). One query."""
    found = Request.objects.values_list("state").order_by()
    counted = found.annotate(count=Count("pk", distinct=True), stopped=Count("pk", filter=_AWAITED))
    rows = list(counted)
    by_state = dict.fromkeys(Request.State.values, 0) | {state: count for state, count, _n in rows}
    stopped = sum(number for _state, _count, number in rows)
    return by_state | {"": sum(by_state.values()), SUSPENDED: stopped}


def rows(found: list[Request]) -> tuple[Row, ...]:
    """Return `found` with the deadline that ends first of each, in one query."""
    references = [request.reference for request in found]
    running = Deadline.objects.filter(
        reference__in=references, state__in=Deadline.State.running()
    ).order_by("-due_at")
    earliest: dict[str, Deadline] = {}
    stopped: dict[str, Deadline] = {}
    for deadline in running:
        is_stopped = deadline.state == Deadline.State.SUSPENDED
        (stopped if is_stopped else earliest)[deadline.reference] = deadline
    return tuple(
        Row(
            request,
            earliest.get(request.reference, stopped.get(request.reference)),
            stopped[request.reference].suspended_at if request.reference in stopped else None,
        )
        for request in found
    )


def preview(facts: RequestFacts, *, establishment: Establishment) -> tuple[Preview, ...]:
    """Return the periods that would run, with their reasoning."""
    clocks = request_clocks(facts, territory=territory(establishment.territory))
    return tuple(Preview(due, reasoning_of(due)) for due in clocks)


def request_of(pk: UUID) -> Request | None:
    """Return the request, or None when this establishment has none of that number."""
    kept = Request.objects.prefetch_related("suspensions", "reopenings")
    return kept.filter(pk=pk).first()


def has_reflection(request: Request) -> bool:
    """Return whether the 48 hours of reflection of a medical record apply."""
    return facts_of(request).medical_record


def case(request: Request, *, establishment: Establishment, now: datetime) -> Case:
    """Return what the page of `request` shows at `now`: one query more for a second clock."""
    place = territory(establishment.territory)
    deadlines = list(deadlines_of(request.reference))
    stands_at = request.answered_at or request.closed_at or now
    may_extend = is_extensible(request) and request.extension_notified_at is None
    ghost = None
    if may_extend and request.is_open:
        ghost = extended_clock(request, notified_at=request.received_at, territory=place)
    resumed = {due.rule_id: due for due in resumed_clocks(request, at=stands_at, territory=place)}
    clocks = [
        _clock(
            request,
            due=due,
            resumed=None if due.is_final else resumed.get(due.rule_id, due),
            deadline=deadline_of(due, among=deadlines),
            ghost=ghost,
            now=stands_at,
        )
        for due in clocks_of(request, territory=place)
    ]
    return Case(
        request=request,
        clocks=tuple(sorted(clocks, key=_urgency)),
        is_extensible=may_extend,
        is_suspensible=_may_suspend(request, clocks=clocks),
        suspensions=tuple(suspensions_of(request)),
        journal=lines(entries_of(request.reference)),
    )


_RECALLS_SHOWN = 3
_AWAITED = Q(
    state=Request.State.RECEIVED,
    suspensions__isnull=False,
    suspensions__answered_at__isnull=True,
)


def _urgency(clock: Clock) -> tuple[bool, datetime]:
    """Order the clocks: those that run before the one that is stopped, then by their ends."""
    return clock.stop is not None, clock.due.at


def _may_suspend(request: Request, *, clocks: list[Clock]) -> bool:
    """Return whether a period can be stopped: that of the GDPR, and no question is awaited.

    A late one is not left out: the question may have been asked in time and be recorded late.
    """
    has_a_month = any(_is_month(clock.due) for clock in clocks)
    return request.is_open and has_a_month and awaited_of(request) is None


def _clock(
    request: Request,
    *,
    due: Due,
    resumed: Due | None,
    deadline: Deadline | None,
    ghost: Due | None,
    now: datetime,
) -> Clock:
    rungs = climb(ledger(deadline)) if deadline else ()
    return Clock(
        due=due,
        stop=awaited_of(request) if resumed else None,
        resumed=resumed,
        reasoning=reasoning_of(due),
        deadline=deadline,
        rungs=next_only(rungs, count=_RECALLS_SHOWN) if resumed else rungs,
        rail=_rail(request, due=resumed or due, is_month=_is_month(due), ghost=ghost, now=now),
    )


def _is_month(due: Due) -> bool:
    """Return whether it is the period of the GDPR: the 48 hours belong to the medical record."""
    return due.not_before is None


def _rail(request: Request, *, due: Due, is_month: bool, ghost: Due | None, now: datetime) -> Rail:
    # A possible extension is drawn while it can still be announced, on the GDPR's clock only.
    is_ghostly = ghost is not None and is_month and now < due.at
    stopped = suspensions_of(request) if is_month else []
    return rail(
        starts_at=due.starts_at,
        due_at=due.at,
        ghost_at=ghost.at if ghost and is_ghostly else None,
        not_before=due.not_before,
        now=now,
        marks=_marks(request, stopped=stopped),
        zone=due.zone,
        spans=[Span(one.requested_at, one.answered_at or now) for one in stopped],
    )


def _marks(request: Request, *, stopped: list[Suspension]) -> tuple[Mark, ...]:
    happened = (
        (request.received_at, _("Reçue")),
        (request.extension_notified_at, _("Prolongation annoncée")),
        *((one.requested_at, _("Question posée")) for one in stopped),
        *((one.answered_at, _("La personne répond")) for one in stopped),
        (request.answered_at, _("Réponse envoyée")),
    )
    return tuple(Mark(at, label) for at, label in happened if at is not None)
