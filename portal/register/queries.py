"""Reading the register, for pages and exports."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KT

from portal.folding import folded
from portal.journal.queries import names_of
from portal.register.models import Activity, ActivityVersion, State
from tenants.agenda.models import Recurrence

# What a list shows: never the content, which may be long.
_LISTED = (
    "id",
    "reference",
    "role",
    "state",
    "name",
    "owner",
    "has_sensitive_data",
    "has_transfers",
    "screening",
    "missing",
    "template_ref",
    "updated_at",
    "validated_at",
)
_HEAVY = ("activity__content", "activity__words", "activity__template_content")
SORTS = {
    "": ("reference",),
    "nom": ("name", "reference"),
    "recent": ("-updated_at", "reference"),
    "manque": ("-missing", "reference"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is asked for: "" and None are for any."""

    words: str = ""
    state: str = ""
    role: str = ""
    sensitive: bool = False
    transfers: bool = False
    incomplete: bool = False
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the register is: archived activities are out of the count."""

    validated: int
    kept: int

    @property
    def percent(self) -> int:
        """The share validated, whole percents; 0 for an empty register."""
        return round(100 * self.validated / self.kept) if self.kept else 0


@dataclass(frozen=True, slots=True)
class PastVersion:
    """A version in the history, and the full name of who wrote it ("" when not visible here)."""

    version: ActivityVersion
    by: str


def activities(wanted: Wanted) -> QuerySet[Activity]:
    """Return what the list shows, contents left out. Without a state, archived ones are out."""
    found = Activity.objects.only(*_LISTED).order_by(*SORTS.get(wanted.sort, SORTS[""]))
    found = (
        found.filter(state=wanted.state) if wanted.state else found.exclude(state=State.ARCHIVED)
    )
    for word in folded(wanted.words).split():
        found = found.filter(words__contains=word)
    return found.filter(_narrowed(wanted))


def _narrowed(wanted: Wanted) -> Q:
    narrowed = Q(role=wanted.role) if wanted.role else Q()
    if wanted.sensitive:
        narrowed &= Q(has_sensitive_data=True)
    if wanted.transfers:
        narrowed &= Q(has_transfers=True)
    if wanted.incomplete:
        narrowed &= Q(missing__gt=0)
    return narrowed


def counts() -> dict[str, int]:
    """Return how many activities are in each state, and "" for those kept. One query."""
    found = Activity.objects.values_list("state").annotate(count=Count("pk")).order_by()
    by_state = dict.fromkeys(State.values, 0) | dict(found)
    kept = sum(count for state, count in by_state.items() if state != State.ARCHIVED)
    return by_state | {"": kept}


def progress(by_state: dict[str, int]) -> Progress:
    """Return how far the register is, from `counts()`."""
    return Progress(validated=by_state[State.VALIDATED], kept=by_state[""])


def activity_of(pk: UUID) -> Activity | None:
    """Return the activity, or None when this establishment has none of that number."""
    return Activity.objects.filter(pk=pk).first()


def version_of(activity: Activity, number: int) -> ActivityVersion | None:
    """Return the version of that number, or None."""
    return activity.versions.filter(number=number).first()


def history(activity: Activity) -> tuple[PastVersion, ...]:
    """Return every version, the latest first. Two queries."""
    found = list(activity.versions.order_by("-number"))
    names = names_of(version.by_id for version in found)
    return tuple(PastVersion(one, names.get(one.by_id or 0, "")) for one in found)


def as_of(instant: datetime) -> tuple[ActivityVersion, ...]:
    """Return the register as it stood at the UTC instant: the last version of each activity.

    Archived ones are among them, in that state; each version carries its activity, whose own
    content is that of today. Ordered by reference. One query.
    """
    return tuple(sorted(_last_until(instant), key=lambda one: _rank(one.activity.reference)))


def listed_as_of(instant: datetime) -> tuple[tuple[ActivityVersion, str], ...]:
    """Return each version of `as_of(instant)` and its name, contents left out: for a list."""
    named = _last_until(instant).defer(*_HEAVY, "content").annotate(said=KT("content__name"))
    return tuple(
        (one, one.said) for one in sorted(named, key=lambda one: _rank(one.activity.reference))
    )


def _last_until(instant: datetime) -> QuerySet[ActivityVersion]:
    """Return the last version of each activity at the instant, in no order that means anything."""
    return (
        ActivityVersion.objects.filter(at__lte=instant)
        .order_by("activity_id", "-number")
        .distinct("activity_id")
        .select_related("activity")
        .defer(*_HEAVY)
    )


def version_at(activity: Activity, instant: datetime) -> ActivityVersion | None:
    """Return what the register said of the activity at the UTC instant, None before it existed."""
    return activity.versions.filter(at__lte=instant).order_by("-number").first()


def review_of(activity: Activity) -> Recurrence | None:
    """Return when the activity is reviewed next, with its open deadline; None before validation."""
    if activity.recurrence_id is None:
        return None
    return Recurrence.objects.select_related("deadline").get(pk=activity.recurrence_id)


def _rank(reference: str) -> tuple[int, str]:
    """Return what sorts TRT-1000 after TRT-999."""
    return len(reference), reference
