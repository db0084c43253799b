"""Keeping a view of the list: saved, renamed, shared, opened first, removed and put back.

Each act holds the head of the journal: two people, or two tabs, cannot keep one name twice. A view
is a habit, not an act on personal data: the journal does not remember it.
"""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from portal.journal.actions import hold
from portal.register.saved.models import FirstView, SavedView
from portal.register.saved.queries import other_shared, others_of
from portal.register.saved.refusals import ViewRefused, check_filter, check_own, check_shared
from tenants.accounts.models import User


@transaction.atomic
def save_view(*, name: str, query: str, is_shared: bool, by: User, now: datetime) -> SavedView:
    """Return the view kept. `query` is the filter as `FilterForm.query` writes it.

    Errors: ViewRefused (no filter, the same name or filter twice, a shared name taken).
    """
    check_filter(query)
    hold()
    view = SavedView(
        id=uuid4(), owner_id=by.pk, name=name, query=query, is_shared=is_shared, saved_at=now
    )
    _check_free(view)
    view.save(force_insert=True)
    return view


@transaction.atomic
def change_view(*, view: SavedView, name: str, is_shared: bool) -> SavedView:
    """Return the view under its new name, shared or not. Nobody opens on a view they lost.

    Errors: ViewRefused.
    """
    view = _held(view)
    if view.removed_at is not None:
        raise ViewRefused(_("Cette vue vient d’être retirée."))
    view.name, view.is_shared = name, is_shared
    _check_free(view)
    view.save(update_fields=["name", "is_shared"])
    if not is_shared:
        FirstView.objects.filter(view=view).exclude(person_id=view.owner_id).delete()
    return view


@transaction.atomic
def remove_view(*, view: SavedView, now: datetime) -> SavedView:
    """Return the view removed: its chip goes, and it can be put back. Idempotent."""
    view = _held(view)
    if view.removed_at is None:
        view.removed_at = now
        view.save(update_fields=["removed_at"])
    return view


@transaction.atomic
def put_back(*, view: SavedView) -> SavedView:
    """Return a removed view back among the others. Errors: ViewRefused when its place is taken."""
    view = _held(view)
    if view.removed_at is not None:
        view.removed_at = None
        _check_free(view)
        view.save(update_fields=["removed_at"])
    return view


@transaction.atomic
def open_first(*, view: SavedView | None, by: User) -> None:
    """Make the register open on the view for this person; on the whole list with None."""
    FirstView.objects.filter(person_id=by.pk).delete()
    if view is not None:
        FirstView.objects.bulk_create(
            [FirstView(person_id=by.pk, view=view)], ignore_conflicts=True
        )


def _held(view: SavedView) -> SavedView:
    hold()
    return SavedView.objects.get(pk=view.pk)


def _check_free(view: SavedView) -> None:
    check_own(others_of(view), name=view.name, query=view.query)
    if view.is_shared:
        check_shared(other_shared(view), name=view.name)
