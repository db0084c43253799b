"""What the DPO's pages across establishments read. PostgreSQL shows only the person's own rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Min, Q, QuerySet
from django.utils.text import slugify

from portal.desk.counting import FIRM_ZONE, AgencyView, Counts, Group, counts_of, groups, total
from portal.desk.rail import Rail, rail
from portal.desk.suspended import Suspended, suspended
from portal.incidents.squares import Hours, hours
from portal.instants import zone_of
from portal.law.calendars import is_working_day, territory
from portal.time_left import Level
from tenants.agenda.models import Deadline
from tenants.agenda.queries import open_deadlines
from tenants.directory.models import Establishment

_FEED = 12
_BREACHES = 3
_NEVER_PUSHED_OUT = (Deadline.Kind.BREACH, Deadline.Kind.INCIDENT)
_PRESSING = 6
_FIRM_TERRITORY = "FR-METRO"


class NearestEnd(TypedDict):
    """What a list adds to an establishment: its nearest end, how many run, late, stopped."""

    due_at: datetime | None
    due_on: date | None
    open: int
    late: int
    stopped: int


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Place = WithAnnotations[Establishment, NearestEnd]
else:
    Place = Establishment


@dataclass(frozen=True, slots=True)
class Figures:
    """The key figures of the cockpit, for the agency chosen or for all."""

    open: int
    late: int
    critical: int
    near: int
    calm: int
    breaches: int
    breaches_late: int
    unqualified: int
    unqualified_late: int
    unqualified_critical: int
    requests_late: int
    breaches_critical: int
    requests_critical: int
    duties_late: int
    duties_critical: int
    establishments: int
    establishments_late: int
    establishments_open: int
    establishments_calm: int


@dataclass(frozen=True, slots=True)
class Breach:
    """An open breach deadline with its 72 squares."""

    deadline: Deadline
    zone: str
    hours: Hours


@dataclass(frozen=True, slots=True)
class Cockpit:
    """Everything the cockpit shows, read in four queries whatever the portfolio.

    Shape: `feed` holds the most urgent deadlines; `breaches` the breach nearest its limit first;
    `unqualified` the incidents that nobody has qualified, the same way.
    """

    agencies: tuple[AgencyView, ...]
    chosen: AgencyView | None
    figures: Figures
    feed: tuple[Deadline, ...]
    breaches: tuple[Breach, ...]
    unqualified: tuple[Deadline, ...]
    pressing: tuple[Place, ...]
    rail: Rail
    suspended: Suspended
    counts: Counts


def cockpit(*, agency_id: int | None, now: datetime) -> Cockpit:
    """Return the cockpit at `now`; an agency that is not the person's counts as none chosen."""
    counted = groups(now=now)
    places = list(establishments(asked={}, now=now))
    agencies = _agencies(places, counted=counted)
    chosen = next((agency for agency in agencies if agency.id == agency_id), None)
    stopped = suspended(
        {one.id: one.suspended for one in agencies},
        agency_id=chosen.id if chosen else None,
        now=now,
    )
    shown = [one for one in counted if chosen is None or one.agency_id == chosen.id]
    urgent = _urgent(agency_id=chosen.id if chosen else None)
    breaches, unqualified = (
        [one for one in urgent if one.kind == kind][:_BREACHES] for kind in _NEVER_PUSHED_OUT
    )
    return Cockpit(
        agencies=agencies,
        chosen=chosen,
        figures=_figures(shown, agencies=[chosen] if chosen else list(agencies)),
        feed=tuple(urgent[:_FEED]),
        breaches=tuple(_breach(deadline, now=now) for deadline in breaches),
        unqualified=tuple(unqualified),
        pressing=tuple(
            place
            for place in places
            if place.due_at and (chosen is None or place.agency_id == chosen.id)
        )[:_PRESSING],
        rail=_rail(shown, now=now),
        suspended=stopped,
        counts=counts_of(counted, suspended=stopped.everywhere),
    )


def _urgent(*, agency_id: int | None) -> list[Deadline]:
    """Return the most urgent deadlines, breaches and incidents, in one query and one order.

    Late requests by the dozen must not push out of the page a breach that runs, nor an incident
    that may be one.
    """
    running = Deadline.objects.filter(state=Deadline.State.OPEN).order_by("due_at", "pk")
    if agency_id is not None:
        running = running.filter(establishment__agency_id=agency_id)
    wanted = Q(pk__in=running.values("pk")[:_FEED])
    for kind in _NEVER_PUSHED_OUT:
        wanted |= Q(pk__in=running.filter(kind=kind).values("pk")[:_BREACHES])
    return list(open_deadlines().select_related("acknowledged_by").filter(wanted))


def _agencies(places: list[Place], *, counted: tuple[Group, ...]) -> tuple[AgencyView, ...]:
    found: dict[int, list[Place]] = {}
    for place in places:
        found.setdefault(place.agency_id, []).append(place)
    views = [
        AgencyView(
            id=agency_id,
            name=here[0].agency.name,
            establishments=len(here),
            with_late=sum(1 for place in here if place.late),
            with_open=sum(1 for place in here if place.open),
            open=total(one for one in counted if one.agency_id == agency_id),
            suspended=sum(place.stopped for place in here),
        )
        for agency_id, here in found.items()
    ]
    return tuple(sorted(views, key=lambda view: view.name))


def _figures(shown: list[Group], *, agencies: list[AgencyView]) -> Figures:
    late, critical = frozenset({Level.LATE}), frozenset({Level.CRITICAL})
    kinds = Deadline.Kind
    breach, incident, request, duty = (
        kind.value for kind in (kinds.BREACH, kinds.INCIDENT, kinds.REQUEST, kinds.DUTY)
    )
    establishments = sum(agency.establishments for agency in agencies)
    with_late = sum(agency.with_late for agency in agencies)
    with_open = sum(agency.with_open for agency in agencies)
    return Figures(
        open=total(shown),
        late=total(shown, levels=late),
        critical=total(shown, levels=critical),
        near=total(shown, levels=frozenset({Level.NEAR})),
        calm=total(shown, levels=frozenset({Level.CALM})),
        breaches=total(shown, kind=breach),
        breaches_late=total(shown, kind=breach, levels=late),
        unqualified=total(shown, kind=incident),
        unqualified_late=total(shown, kind=incident, levels=late),
        unqualified_critical=total(shown, kind=incident, levels=critical),
        requests_late=total(shown, kind=request, levels=late),
        breaches_critical=total(shown, kind=breach, levels=critical),
        requests_critical=total(shown, kind=request, levels=critical),
        duties_late=total(shown, kind=duty, levels=late),
        duties_critical=total(shown, kind=duty, levels=critical),
        establishments=establishments,
        establishments_late=with_late,
        establishments_open=with_open - with_late,
        establishments_calm=establishments - with_open,
    )


def _breach(deadline: Deadline, *, now: datetime) -> Breach:
    return Breach(
        deadline=deadline,
        zone=zone_of(deadline.establishment),
        hours=hours(starts_at=deadline.starts_at, limit_at=deadline.due_at, now=now),
    )


def _rail(shown: list[Group], *, now: datetime) -> Rail:
    today = now.astimezone(ZoneInfo(FIRM_ZONE)).date()
    here = territory(_FIRM_TERRITORY)
    # An empty lane tells that nothing burns; of the rarer kinds nobody asks.
    lanes = {Deadline.Kind.BREACH, Deadline.Kind.REQUEST, *(group.kind for group in shown)}
    return rail(
        shown,
        today=today,
        kinds=[(kind.value, str(kind.label)) for kind in Deadline.Kind if kind in lanes],
        is_off=lambda day: not is_working_day(day, territory=here),
    )


def deadlines(*, asked: Mapping[str, str], now: datetime) -> QuerySet[Deadline]:
    """Return the deadlines that the filters ask for, the earliest end first.

    Shape: `asked` may hold kind, agency (id), state (open, late, suspended,
    met, cancelled, all).
    """
    found = Deadline.objects.select_related("establishment__agency", "acknowledged_by")
    state = asked.get("state") or "open"
    if state == "late":
        found = found.filter(state=Deadline.State.OPEN, due_at__lt=now)
    elif state != "all":
        found = found.filter(state=state)
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    if asked.get("agency"):
        found = found.filter(establishment__agency_id=asked["agency"])
    return found.order_by("due_at", "pk")


def deadline_of(pk: UUID) -> Deadline | None:
    """Return a deadline the person may see, with its place."""
    places = Deadline.objects.select_related("establishment__agency", "acknowledged_by")
    return places.filter(pk=pk).first()


def establishments(*, asked: Mapping[str, str], now: datetime) -> QuerySet[Place]:
    """Return the establishments that the filters ask for, those with the nearest end first.

    Shape: each has `due_at` and `due_on` of its nearest end, `open` and `late` counts; `asked`
    may hold q, type, agency.
    """
    running = Q(deadline__state=Deadline.State.OPEN)
    found: QuerySet[Place] = Establishment.objects.select_related("agency").annotate(
        due_at=Min("deadline__due_at", filter=running),
        days=ArrayAgg("deadline__due_on", filter=running, order_by=["deadline__due_at"]),
        open=Count("deadline", filter=running),
        late=Count("deadline", filter=running & Q(deadline__due_at__lt=now)),
        stopped=Count("deadline", filter=Q(deadline__state=Deadline.State.SUSPENDED)),
    )
    # The day of the nearest end: a sub-query for each establishment took twice as long.
    found = found.annotate(due_on=F("days__0"))
    if asked.get("q"):
        found = found.filter(_named(asked["q"]))
    if asked.get("type"):
        found = found.filter(type=asked["type"])
    if asked.get("agency"):
        found = found.filter(agency_id=asked["agency"])
    return found.order_by(F("due_at").asc(nulls_last=True), "name", "pk")


def my_agencies() -> tuple[tuple[int, str], ...]:
    """Return (id, name) of the agencies whose establishments the person sees, by name."""
    rows = Establishment.objects.values_list("agency_id", "agency__name").distinct()
    return tuple(rows.order_by("agency__name"))


def _named(words: str) -> Q:
    """Match a name, a city or a FINESS. The address carries the name without its accents."""
    plain = slugify(words)
    match = Q(name__icontains=words) | Q(city__icontains=words) | Q(finess__startswith=words)
    return match | Q(slug__contains=plain) if plain else match


def search(words: str) -> tuple[list[Establishment], list[Deadline]]:
    """Return up to six establishments and six deadlines that answer to `words`. Two queries."""
    places = Establishment.objects.select_related("agency").filter(_named(words))
    cases = Deadline.objects.select_related("establishment").filter(reference__icontains=words)
    return list(places.order_by("name")[:6]), list(cases.order_by("-due_at")[:6])
