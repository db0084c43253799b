"""Reading the register, for pages and exports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.db.models.fields.json import KT

from portal.journal.queries import names_of
from portal.register.filtering import Wanted, matching
from portal.register.models import Activity, ActivityVersion, Proposal, State
from portal.register.sheet import Sheet
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
    "version",
)
HEAVY = ("activity__content", "activity__words", "activity__template_content")
SORTS = {
    "": ("reference",),
    "nom": ("name", "reference"),
    "recent": ("-updated_at", "reference"),
    "manque": ("-missing", "reference"),
}


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
    """Return what the list shows, contents left out. Without a state, archived ones are out.

    `awaits_answer`: a newer template waits for the establishment to choose.
    """
    sort = SORTS.get(wanted.sort, SORTS[""])
    waiting = Proposal.objects.filter(activity=OuterRef("pk"), state=Proposal.State.OPEN)
    found = Activity.objects.filter(matching(wanted)).only(*_LISTED).order_by(*sort)
    return found.annotate(awaits_answer=Exists(waiting))


def in_order(chosen: Iterable[UUID]) -> tuple[Activity, ...]:
    """Return those of the ids that are of this establishment, by reference. One query."""
    found = Activity.objects.filter(pk__in=list(chosen)).defer("words", "template_content")
    return tuple(sorted(found, key=lambda one: _rank(one.reference)))


def owners() -> tuple[str, ...]:
    """Return who is in charge of something in the register, by letter."""
    found = Activity.objects.exclude(owner="").order_by("owner").values_list("owner", flat=True)
    return tuple(found.distinct())


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
    named = _last_until(instant).defer(*HEAVY, "content").annotate(said=KT("content__name"))
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
        .defer(*HEAVY)
    )


def sheets_of(versions: Iterable[ActivityVersion]) -> dict[int, Sheet]:
    """Return what each of these versions said, by its id. One query."""
    found = ActivityVersion.objects.filter(pk__in=[one.pk for one in versions])
    return {pk: Sheet.model_validate(content) for pk, content in found.values_list("pk", "content")}


def answered_for(*, after: datetime, until: datetime) -> tuple[PastVersion, ...]:
    """Return what was validated, or reviewed and found exact, between two UTC instants.

    The latest first; each version carries its activity, contents left out. Two queries.
    """
    acts = (ActivityVersion.Act.VALIDATED, ActivityVersion.Act.REVIEWED)
    found = list(
        ActivityVersion.objects.filter(act__in=acts, at__gt=after, at__lte=until)
        .select_related("activity")
        .defer(*HEAVY, "content")
        .order_by("-at", "-pk")
    )
    names = names_of(version.by_id for version in found)
    return tuple(PastVersion(one, names.get(one.by_id or 0, "")) for one in found)


def last_validation(*, before: datetime) -> datetime | None:
    """Return when an activity of the register was last validated before the UTC instant."""
    found = ActivityVersion.objects.filter(act=ActivityVersion.Act.VALIDATED, at__lt=before)
    last: datetime | None = found.aggregate(last=Max("at"))["last"]
    return last


def version_at(activity: Activity, instant: datetime) -> ActivityVersion | None:
    """Return what the register said of the activity at the UTC instant, None before it existed."""
    return activity.versions.filter(at__lte=instant).order_by("-number").first()


def review_of(activity: Activity) -> Recurrence | None:
    """Return when the activity is reviewed next, with its open deadline; None before validation."""
    if activity.recurrence_id is None:
        return None
    return Recurrence.objects.select_related("deadline").get(pk=activity.recurrence_id)


def last_review(activity: Activity) -> ActivityVersion | None:
    """Return the last version at which somebody answered for what it says, None before one."""
    acts = (ActivityVersion.Act.VALIDATED, ActivityVersion.Act.REVIEWED)
    return activity.versions.filter(act__in=acts).defer("content").order_by("-number").first()


def _rank(reference: str) -> tuple[int, str]:
    """Return what sorts TRT-1000 after TRT-999."""
    return len(reference), reference
