"""Reading the acts done on several activities."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from portal.journal.queries import names_of
from portal.register.models import BulkAct, BulkStep
from portal.register.queries import HEAVY


@dataclass(frozen=True, slots=True)
class Done:
    """An act as a list shows it: who did it, who took it back, how many were changed or ignored.

    Names are "" when not visible here.
    """

    bulk: BulkAct
    by: str
    undone_by: str
    done: int
    ignored: int


def bulk_of(pk: UUID) -> BulkAct | None:
    """Return the act, or None."""
    return BulkAct.objects.filter(pk=pk).first()


def steps_of(bulk: BulkAct) -> QuerySet[BulkStep]:
    """Return what became of each activity, by reference, contents left out."""
    found = bulk.steps.select_related("activity").defer(*HEAVY)
    return found.order_by("activity__reference")


def changed_since(bulk: BulkAct) -> int:
    """Return how many of those done have changed since, and would not be taken back."""
    done = bulk.steps.filter(version_after__isnull=False)
    return done.exclude(activity__version=F("version_after")).count()


def acts() -> QuerySet[BulkAct]:
    """Return every act, the latest first, with `done` and `ignored` counted."""
    is_done = Q(steps__version_after__isnull=False)
    return BulkAct.objects.annotate(
        done=Count("steps", filter=is_done), ignored=Count("steps", filter=~is_done)
    ).order_by("-at", "-pk")


def shown(acts_of_a_page: list[BulkAct]) -> tuple[Done, ...]:
    """Return the acts of `acts()` with the names of people. One query."""
    names = names_of(pk for one in acts_of_a_page for pk in (one.by_id, one.undone_by_id))
    return tuple(
        Done(
            bulk=one,
            by=names.get(one.by_id, ""),
            undone_by=names.get(one.undone_by_id or 0, ""),
            done=getattr(one, "done", 0),
            ignored=getattr(one, "ignored", 0),
        )
        for one in acts_of_a_page
    )
