"""The whole register between two evenings: what came in, what left, what changed, who answered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.register import queries
from portal.register.differences import Difference, differences
from portal.register.models import ActivityVersion, State
from portal.register.queries import PastVersion


@dataclass(frozen=True, slots=True)
class Listed:
    """An activity as one of the two evenings knew it."""

    version: ActivityVersion
    name: str


@dataclass(frozen=True, slots=True)
class Changed:
    """An activity that stood on both evenings and does not say the same."""

    before: ActivityVersion
    after: ActivityVersion
    name: str
    changes: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, each list by reference; `answered_for` has the latest first.

    `unchanged` counts the activities that say the same on both evenings.
    """

    entered: tuple[Listed, ...]
    left: tuple[Listed, ...]
    changed: tuple[Changed, ...]
    answered_for: tuple[PastVersion, ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened between the two evenings."""
        return not (self.entered or self.left or self.changed or self.answered_for)


def compared(*, start: datetime, end: datetime) -> Comparison:
    """Return what differs between the register as it stood at two UTC instants.

    Five queries at most, however many activities there are.
    """
    before, after = _standing(start), _listed(end)
    here = {pk: one for pk, one in after.items() if one.version.state != State.ARCHIVED}
    both = [pk for pk in here if pk in before]
    changed = _changed([(before[pk], here[pk]) for pk in both])
    return Comparison(
        entered=tuple(here[pk] for pk in here if pk not in before),
        left=tuple(after[pk] for pk in before if pk not in here),
        changed=changed,
        answered_for=queries.answered_for(after=start, until=end),
        unchanged=len(both) - len(changed),
    )


def _changed(pairs: list[tuple[Listed, Listed]]) -> tuple[Changed, ...]:
    moved = [(old, new) for old, new in pairs if old.version.pk != new.version.pk]
    sheets = queries.sheets_of(one.version for pair in moved for one in pair)
    found = (
        Changed(
            before=old.version,
            after=new.version,
            name=new.name,
            changes=differences(sheets[old.version.pk], sheets[new.version.pk]),
        )
        for old, new in moved
    )
    return tuple(one for one in found if one.changes)


def _standing(instant: datetime) -> dict[UUID, Listed]:
    """Return the activities in the register at the instant: archived ones are out of it."""
    listed = _listed(instant).items()
    return {pk: one for pk, one in listed if one.version.state != State.ARCHIVED}


def _listed(instant: datetime) -> dict[UUID, Listed]:
    versions = queries.listed_as_of(instant)
    return {version.activity_id: Listed(version, name) for version, name in versions}
