"""What an act on several would do, before anybody does it: done, or ignored with the reason."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from portal.refusal import CaseRefused
from portal.register.bulk.acts import Order, effect_on, refuse
from portal.register.models import Activity
from portal.register.queries import in_order

# Two hundred validations took seven seconds on two busy cores, and others wait to write meanwhile.
MOST = 250


@dataclass(frozen=True, slots=True)
class Line:
    """One of those chosen, at the version that was read. `note` is the effect, or why not."""

    pk: UUID
    reference: str
    name: str
    version: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Those that will be changed and those that will be ignored, each by reference."""

    order: Order
    done: tuple[Line, ...]
    ignored: tuple[Line, ...]

    @property
    def rows(self) -> str:
        """All of them, as a form sends them back: `id:version,…`. Those ignored stand in the report
        of the act, with their reasons."""
        return ",".join(f"{line.pk}:{line.version}" for line in (*self.done, *self.ignored))

    @property
    def count(self) -> int:
        """How many were chosen."""
        return len(self.done) + len(self.ignored)


def preview(order: Order, chosen: Collection[UUID]) -> Preview:
    """Return what the act would do to those activities of the establishment. One query."""
    done, ignored = [], []
    for activity in in_order(chosen):
        try:
            refuse(activity, order)
        except CaseRefused as refusal:
            ignored.append(line_of(activity, note=refusal.message))
        else:
            done.append(line_of(activity, note=effect_on(activity, order)))
    return Preview(order, tuple(done), tuple(ignored))


def line_of(activity: Activity, *, note: str = "") -> Line:
    """Return the activity as a line."""
    return Line(activity.pk, activity.reference, activity.name, activity.version, note)
