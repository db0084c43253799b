"""Reading requests, for pages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from portal.journal.queries import Line, entries_of, lines
from portal.ladder import Rung, climb
from portal.law.calendars import territory
from portal.law.periods import Due
from portal.law.rights import RequestFacts, request_clocks
from portal.reasoning import Reasoning, reasoning_of
from portal.rights.clocks import clocks_of, extended_clock, facts_of
from portal.rights.models import Request
from portal.rights.rail import Mark, Rail, rail
from portal.rights.refusals import is_extensible
from tenants.agenda.models import Deadline
from tenants.agenda.queries import deadlines_of, ledger
from tenants.directory.models import Establishment


@dataclass(frozen=True, slots=True)
class Row:
    """A request in the list, with its earliest running deadline if it has one."""

    request: Request
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class Clock:
    """One period of a request: what the law says, what the agenda holds, who is told when."""

    due: Due
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
    journal: tuple[Line, ...]

    @property
    def first(self) -> Clock:
        """The clock that ends first."""
        return self.clocks[0]

    @property
    def not_before(self) -> datetime | None:
        """The end of the 48 hours of reflection, a UTC instant, when a medical record is asked."""
        return next((one.due.not_before for one in self.clocks if one.due.not_before), None)


def requests(*, state: str, right: str) -> QuerySet[Request]:
    """Return the requests in that state and about that right ("" for any), the latest first."""
    found = Request.objects.order_by("-received_at", "-reference")
    if state:
        found = found.filter(state=state)
    return found.filter(right=right) if right else found


def counts() -> dict[str, int]:
    """Return how many requests there are in each state, and "" for all of them. One query."""
    found = Request.objects.values_list("state").annotate(count=Count("pk")).order_by()
    by_state = dict.fromkeys(Request.State.values, 0) | dict(found)
    return by_state | {"": sum(by_state.values())}


def rows(found: list[Request]) -> tuple[Row, ...]:
    """Return `found` with the deadline that ends first of each, in one query."""
    references = [request.reference for request in found]
    running = Deadline.objects.filter(reference__in=references, state=Deadline.State.OPEN)
    earliest: dict[str, Deadline] = {}
    for deadline in running.order_by("-due_at"):
        earliest[deadline.reference] = deadline
    return tuple(Row(request, earliest.get(request.reference)) for request in found)


def preview(facts: RequestFacts, *, establishment: Establishment) -> tuple[Preview, ...]:
    """Return the periods that would run, with their reasoning."""
    clocks = request_clocks(facts, territory=territory(establishment.territory))
    return tuple(Preview(due, reasoning_of(due)) for due in clocks)


def request_of(pk: UUID) -> Request | None:
    """Return the request, or None when this establishment has none of that number."""
    return Request.objects.filter(pk=pk).first()


def has_reflection(request: Request) -> bool:
    """Return whether the 48 hours of reflection of a medical record apply."""
    return facts_of(request).medical_record


def case(request: Request, *, establishment: Establishment, now: datetime) -> Case:
    """Return what the page of `request` shows at `now`: one query more for a second clock."""
    place = territory(establishment.territory)
    deadlines = {one.rule_id: one for one in deadlines_of(request.reference)}
    is_extensible_now = is_extensible(request) and request.extension_notified_at is None
    ghost = (
        extended_clock(request, notified_at=request.received_at, territory=place)
        if is_extensible_now and request.is_open
        else None
    )
    clocks = [
        _clock(request, due=due, deadline=deadlines.get(due.rule_id), ghost=ghost, now=now)
        for due in clocks_of(request, territory=place)
    ]
    return Case(
        request=request,
        clocks=tuple(sorted(clocks, key=lambda clock: clock.due.at)),
        is_extensible=is_extensible_now,
        journal=lines(entries_of(request.reference)),
    )


def _clock(
    request: Request, *, due: Due, deadline: Deadline | None, ghost: Due | None, now: datetime
) -> Clock:
    stands_at = request.answered_at or request.closed_at or now
    # A possible extension is drawn while it can still be announced, on the GDPR's clock only.
    is_ghostly = ghost is not None and due.not_before is None and now < due.at
    return Clock(
        due=due,
        reasoning=reasoning_of(due),
        deadline=deadline,
        rungs=climb(ledger(deadline)) if deadline else (),
        rail=rail(
            starts_at=due.starts_at,
            due_at=due.at,
            ghost_at=ghost.at if ghost and is_ghostly else None,
            not_before=due.not_before,
            now=stands_at,
            marks=_marks(request),
            zone=due.zone,
        ),
    )


def _marks(request: Request) -> tuple[Mark, ...]:
    happened = (
        (request.received_at, _("Reçue")),
        (request.extension_notified_at, _("Prolongation annoncée")),
        (request.answered_at, _("Réponse envoyée")),
    )
    return tuple(Mark(at, label) for at, label in happened if at is not None)
