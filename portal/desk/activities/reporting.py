"""What an act did in each establishment, read again there, and taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from portal.desk.activities.acting import may_in, number_in, places_of
from portal.refusal import CaseRefused
from portal.register.bulk import actions
from portal.register.bulk.acts import NEEDS, Kind
from portal.register.bulk.queries import bulk_of, steps_of
from portal.register.models import BulkAct, BulkStep
from tenants.accounts.models import User
from tenants.directory.access import actor_inside
from tenants.directory.models import Establishment
from tenants.directory.paths import establishment_path
from tenants.directory.roles import Permission
from tenants.directory.switching import inside


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of the act in one establishment; `bulk` is None when nothing was done there.

    `changed_since` counts those done that somebody changed since: they would not be taken back.
    """

    place: Establishment
    bulk: BulkAct | None
    done: tuple[BulkStep, ...] = ()
    ignored: tuple[BulkStep, ...] = ()
    changed_since: int = 0
    may_undo: bool = False
    because: str = ""

    @property
    def path(self) -> str:
        """The establishment's own report of the act."""
        if self.bulk is None:
            return establishment_path(self.place.slug, "register:list")
        return establishment_path(self.place.slug, "register:bulk_act", self.bulk.pk)

    @property
    def can_undo(self) -> bool:
        """Whether something of it can still be taken back by the person."""
        is_standing = self.bulk is not None and self.bulk.undone_at is None
        return is_standing and self.may_undo and self.changed_since < len(self.done)


@dataclass(frozen=True, slots=True)
class Report:
    """What an act did, establishment by establishment."""

    kind: Kind
    places: tuple[Reported, ...]

    @property
    def touched(self) -> tuple[Reported, ...]:
        """The establishments where something was done."""
        return tuple(one for one in self.places if one.bulk is not None)

    @property
    def untouched(self) -> tuple[Reported, ...]:
        """The establishments where nothing was."""
        return tuple(one for one in self.places if one.bulk is None)

    @property
    def done(self) -> int:
        """How many activities were changed."""
        return sum(len(one.done) for one in self.places)

    @property
    def ignored(self) -> int:
        """How many were left as they were, where others were changed."""
        return sum(len(one.ignored) for one in self.places)

    @property
    def value(self) -> str:
        """The reason or the number of months that the act was done with."""
        return next((one.bulk.value for one in self.places if one.bulk), "")

    @property
    def can_undo(self) -> int:
        """In how many establishments something can still be taken back."""
        return sum(one.can_undo for one in self.places)

    @property
    def changed_since(self) -> int:
        """How many activities, not taken back yet, would be left as they are."""
        return sum(one.changed_since for one in self.places if one.bulk and not one.bulk.undone_at)


@dataclass(frozen=True, slots=True)
class Undone:
    """In how many establishments the act was taken back, and where it was not, with the reason."""

    places: int
    refused: tuple[tuple[Establishment, str], ...]


def report(submission: UUID, *, kind: Kind, ids: Iterable[int], by: User) -> Report:
    """Return what the form's act did in those establishments that are the person's.

    Four queries a place at most.
    """
    found = (_reported(place, submission, kind=kind, by=by) for place in places_of(ids))
    return Report(kind, tuple(found))


def undo(submission: UUID, *, ids: Iterable[int], by: User, now: datetime) -> Undone:
    """Take the act back in each establishment, each in its own transaction.

    What is taken back already is left so; a refusal in one holds back none of the others.
    """
    count, refused = 0, []
    for place in places_of(ids):
        with inside(place):
            bulk = bulk_of(number_in(place, submission))
        if bulk is None or bulk.undone_at is not None:
            continue
        if not _may_undo(place, bulk, by=by):
            refused.append((place, _("Votre rôle dans cet établissement ne le permet pas.")))
            continue
        try:
            with inside(place):
                actions.undo(bulk=bulk, by=by, now=now)
        except CaseRefused as refusal:
            refused.append((place, refusal.message))
        else:
            count += 1
    return Undone(count, tuple(refused))


def _reported(place: Establishment, submission: UUID, *, kind: Kind, by: User) -> Reported:
    with inside(place):
        bulk = bulk_of(number_in(place, submission))
        steps = list(steps_of(bulk)) if bulk else []
    if bulk is None:
        because = (
            _("Aucune des activités choisies n’y était plus telle que l’aperçu la montrait.")
            if may_in(place, kind, by=by)
            else _("Votre rôle dans cet établissement ne le permet pas.")
        )
        return Reported(place, None, because=because)
    done = tuple(step for step in steps if step.is_done)
    return Reported(
        place=place,
        bulk=bulk,
        done=done,
        ignored=tuple(step for step in steps if not step.is_done),
        changed_since=sum(step.activity.version != step.version_after for step in done),
        may_undo=_may_undo(place, bulk, by=by),
    )


def _may_undo(place: Establishment, bulk: BulkAct, *, by: User) -> bool:
    """Return whether the person did it and still may, or answers for that register."""
    actor = actor_inside(by.pk, establishment=place)
    is_theirs = bulk.by_id == by.pk and actor.may(NEEDS[Kind(bulk.kind)])
    return is_theirs or actor.may(Permission.VALIDATE_ACTIVITY)
