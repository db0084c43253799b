"""Reading the views that people keep of the list."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.journal.queries import names_of
from portal.register.saved.models import FirstView, SavedView

# How long a removed view may be put back.
_REGRET = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Chip:
    """A view beside the list: `is_first` when the register opens on it for this person."""

    view: SavedView
    is_current: bool
    is_first: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A view as the page of views shows it; `by` is "" for one's own and when not visible here."""

    view: SavedView
    is_mine: bool
    is_first: bool
    by: str


def chips(*, person_id: int, current: str) -> tuple[Chip, ...]:
    """Return the views of the person and those shared, by name. `current` is the query in hand.

    One query.
    """
    return tuple(
        Chip(one, is_current=one.query == current, is_first=bool(getattr(one, "is_first", False)))
        for one in _visible_to(person_id)
    )


def kept(*, person_id: int) -> tuple[Kept, ...]:
    """Return the same views for the page where they are managed. Two queries."""
    found = list(_visible_to(person_id))
    names = names_of(one.owner_id for one in found)
    return tuple(
        Kept(
            one,
            is_mine=one.owner_id == person_id,
            is_first=bool(getattr(one, "is_first", False)),
            by="" if one.owner_id == person_id else names.get(one.owner_id, ""),
        )
        for one in found
    )


def first_of(*, person_id: int) -> SavedView | None:
    """Return the view on which the register opens for the person; None for the whole list."""
    found = FirstView.objects.select_related("view").filter(_is_visible(person_id, "view__"))
    first = found.filter(person_id=person_id).first()
    return first.view if first else None


def view_of(pk: UUID, *, person_id: int) -> SavedView | None:
    """Return a standing view that the person sees, or None."""
    return SavedView.objects.filter(_is_visible(person_id), pk=pk).first()


def removed_view_of(pk: UUID) -> SavedView | None:
    """Return a removed view, or None."""
    return SavedView.objects.filter(pk=pk, removed_at__isnull=False).first()


def removed_of(*, person_id: int, now: datetime) -> QuerySet[SavedView]:
    """Return the person's views removed in the last thirty days, the latest first."""
    found = SavedView.objects.filter(owner_id=person_id, removed_at__gt=now - _REGRET)
    return found.order_by("-removed_at")


def others_of(view: SavedView) -> list[SavedView]:
    """Return the other standing views of the owner of this one."""
    found = SavedView.objects.filter(owner_id=view.owner_id, removed_at=None)
    return list(found.exclude(pk=view.pk).order_by("name"))


def other_shared(view: SavedView) -> list[SavedView]:
    """Return the other standing views that are shared."""
    found = SavedView.objects.filter(is_shared=True, removed_at=None)
    return list(found.exclude(pk=view.pk).order_by("name"))


def _visible_to(person_id: int) -> QuerySet[SavedView]:
    mine = FirstView.objects.filter(person_id=person_id, view=OuterRef("pk"))
    found = SavedView.objects.filter(_is_visible(person_id)).annotate(is_first=Exists(mine))
    return found.order_by("name", "pk")


def _is_visible(person_id: int, prefix: str = "") -> Q:
    own_or_shared = Q(**{f"{prefix}owner_id": person_id}) | Q(**{f"{prefix}is_shared": True})
    return Q(**{f"{prefix}removed_at__isnull": True}) & own_or_shared
