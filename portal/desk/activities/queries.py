"""Reading the activities of every establishment the person reaches, whatever their number.

PostgreSQL shows only the person's own rows. An activity's name is its establishment's: what is
read here is its template's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from portal.folding import folded
from portal.register.masters import Master, masters
from portal.register.models import State
from portal.register.sheet import Screening
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.paths import establishment_path
from tenants.portfolio.models import ActivityStanding, DeskView

OWN = "propre"
_BY_REFERENCE = (Length("reference"), "reference", "pk")
_SORTS = {
    "": ("establishment__name", "establishment_id", *_BY_REFERENCE),
    "reference": (*_BY_REFERENCE[:2], "establishment__name", "pk"),
    "recent": ("-updated_at", "pk"),
    "ancien": ("updated_at", "pk"),
    "manque": ("-missing", "establishment__name", "establishment_id", *_BY_REFERENCE),
}
SORTS = frozenset(_SORTS)
_ASKS_DPIA = (Screening.REQUIRED.value, Screening.PRESUMED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is asked for: "" and None are for any.

    `having` is a mark, `validated` « jamais » or « ancienne »; `a_year_ago` is the UTC instant
    before which a validation is more than a year old.
    """

    words: str = ""
    agency: int | None = None
    type: str = ""
    state: str = ""
    template: str = ""
    having: str = ""
    validated: str = ""
    sort: str = ""
    a_year_ago: datetime | None = None


class Place(NamedTuple):
    """An establishment as the list needs it: hundreds of whole models take a tenth of the page."""

    pk: int
    name: str
    city: str
    slug: str
    type: str
    agency_id: int
    agency: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The person's establishments by id, and the firm's templates by reference."""

    places: Mapping[int, Place]
    masters: Mapping[str, Master]

    @property
    def agencies(self) -> list[tuple[int, str]]:
        """(id, name) of the agencies of these establishments, by name."""
        found = {one.agency_id: one.agency for one in self.places.values()}
        return sorted(found.items(), key=lambda one: one[1])

    @property
    def templates(self) -> list[tuple[str, str]]:
        """(reference, name) of the templates, by name."""
        found = [(one.reference, one.sheet.name) for one in self.masters.values()]
        return sorted(found, key=lambda one: folded(one[1]))


@dataclass(frozen=True, slots=True)
class Row:
    """One activity, where it is, and its template's name, "" without one."""

    standing: ActivityStanding
    place: Place
    name: str
    is_behind: bool

    @property
    def token(self) -> str:
        """What its box sends: place, activity."""
        return f"{self.place.pk}:{self.standing.activity_id}"

    @property
    def path(self) -> str:
        """Its page, in its establishment."""
        return establishment_path(self.place.slug, "register:detail", self.standing.activity_id)

    @property
    def state(self) -> str:
        """Its state, in words."""
        return str(State(self.standing.state).label)

    @property
    def asks_dpia(self) -> bool:
        """Whether an impact assessment is asked for, or presumed to be."""
        return self.standing.screening in _ASKS_DPIA


def portfolio() -> Portfolio:
    """Return what the list is read with. Two queries."""
    found = Establishment.objects.order_by("name", "pk").values_list(
        "pk", "name", "city", "slug", "type", "agency_id", "agency__name"
    )
    return Portfolio({row[0]: Place(*row) for row in found}, masters())


def counts(wanted: Wanted, *, within: Portfolio) -> dict[str, int]:
    """Return how many activities of each state the rest of the filter holds; "" for those kept.

    One query.
    """
    found = ActivityStanding.objects.filter(_matching(wanted, within)).order_by()
    by_state = dict(found.values_list("state").annotate(count=Count("pk")))
    kept = sum(count for state, count in by_state.items() if state != State.ARCHIVED)
    return {**dict.fromkeys(State.values, 0), **by_state, "": kept}


def activities(wanted: Wanted, *, within: Portfolio) -> QuerySet[ActivityStanding]:
    """Return what the list shows. Without a state, archived ones are out."""
    found = ActivityStanding.objects.filter(_matching(wanted, within))
    if wanted.state:
        found = found.filter(state=wanted.state)
    else:
        found = found.exclude(state=State.ARCHIVED)
    return found.order_by(*_SORTS[wanted.sort])


def rows(found: Iterable[ActivityStanding], *, within: Portfolio) -> tuple[Row, ...]:
    """Return the activities as the list shows them. No query."""
    return tuple(
        _row(one, within.places[one.establishment_id], within.masters.get(one.template_ref))
        for one in found
        if one.establishment_id in within.places
    )


def views_of(person: User) -> tuple[DeskView, ...]:
    """Return the views that the person keeps, by name. One query."""
    return tuple(DeskView.objects.filter(person_id=person.pk).order_by("name", "pk"))


def view_of(pk: UUID, *, person: User) -> DeskView | None:
    """Return the person's view, None for any other."""
    return DeskView.objects.filter(pk=pk, person_id=person.pk).first()


def _row(standing: ActivityStanding, place: Place, master: Master | None) -> Row:
    is_behind = master is not None and (standing.template_version or 0) < master.version
    return Row(
        standing=standing,
        place=place,
        name=master.sheet.name if master else "",
        is_behind=is_behind and standing.state != State.ARCHIVED,
    )


def _matching(wanted: Wanted, within: Portfolio) -> Q:
    match = _placed(wanted, within) & _having(wanted.having, within) & _said(wanted.words, within)
    if wanted.template:
        match &= Q(template_ref="" if wanted.template == OWN else wanted.template)
    if wanted.validated == "jamais":
        match &= Q(validated_at=None)
    elif wanted.validated:
        match &= Q(validated_at__lt=wanted.a_year_ago)
    return match


def _placed(wanted: Wanted, within: Portfolio) -> Q:
    if wanted.agency is None and not wanted.type:
        return Q()
    kept = [
        pk
        for pk, place in within.places.items()
        if wanted.agency in {None, place.agency_id} and wanted.type in {"", place.type}
    ]
    return Q(establishment_id__in=kept)


def _having(mark: str, within: Portfolio) -> Q:
    return {
        "sensibles": Q(has_sensitive_data=True),
        "transferts": Q(has_transfers=True),
        "aipd": Q(screening__in=_ASKS_DPIA),
        "incompletes": Q(missing__gt=0),
        "reponse": Q(awaits_answer=True),
        "retard": _behind(within.masters.values()) if mark == "retard" else Q(),
    }.get(mark, Q())


def _behind(templates: Iterable[Master]) -> Q:
    """Match the activities whose template has a later version: one condition a version."""
    by_version: dict[int, list[str]] = {}
    for one in templates:
        if one.version > 1:
            by_version.setdefault(one.version, []).append(one.reference)
    match = Q(pk__in=[])
    for version, references in by_version.items():
        match |= Q(template_ref__in=references, template_version__lt=version)
    return match & ~Q(state=State.ARCHIVED)


def _said(words: str, within: Portfolio) -> Q:
    """Match each word in the name or city of the place, the reference or the template's name."""
    match = Q()
    said = folded(words).split()
    if not said:
        return match
    places = {
        pk: folded(f"{place.name} {place.city} {place.slug}") for pk, place in within.places.items()
    }
    names = {
        reference: folded(f"{reference} {one.sheet.name}")
        for reference, one in within.masters.items()
    }
    for word in said:
        match &= (
            Q(establishment_id__in=[pk for pk, text in places.items() if word in text])
            | Q(template_ref__in=[reference for reference, text in names.items() if word in text])
            | Q(reference__icontains=word)
        )
    return match
