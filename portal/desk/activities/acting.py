"""One act on activities of several establishments: previewed, done place by place.

Each establishment is a transaction of its own under a number drawn from the form's: sent again,
after a crash half way too, the form finishes and does nothing twice.
"""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import OperationalError
from django.utils.translation import gettext as _

from portal.refusal import CaseRefused
from portal.register import queries as register
from portal.register.bulk import actions
from portal.register.bulk.acts import NEEDS, Kind, Order
from portal.register.bulk.previews import Line, line_of
from portal.register.bulk.previews import preview as preview_here
from tenants.accounts.models import User
from tenants.directory.access import actor_inside
from tenants.directory.models import Establishment
from tenants.directory.switching import inside

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Here:
    """What the act would do in one establishment."""

    place: Establishment
    done: tuple[Line, ...]
    ignored: tuple[Line, ...]

    @property
    def rows(self) -> list[str]:
        """Its activities as the form sends them back: `place:activity:version`."""
        return [f"{self.place.pk}:{one.pk}:{one.version}" for one in (*self.done, *self.ignored)]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the act would do, establishment by establishment."""

    order: Order
    places: tuple[Here, ...]

    @property
    def changing(self) -> tuple[Here, ...]:
        """The establishments where something would change."""
        return tuple(one for one in self.places if one.done)

    @property
    def ignoring(self) -> tuple[Here, ...]:
        """The establishments where something would be left as it is."""
        return tuple(one for one in self.places if one.ignored)

    @property
    def done(self) -> int:
        """How many activities would change."""
        return sum(len(one.done) for one in self.places)

    @property
    def ignored(self) -> int:
        """How many would be left as they are."""
        return sum(len(one.ignored) for one in self.places)

    @property
    def chosen(self) -> list[str]:
        """Everything chosen that is really there, as boxes send it: `place:activity`."""
        rows = (row for one in self.places for row in one.rows)
        return [row.rpartition(":")[0] for row in rows]

    @property
    def rows(self) -> str:
        """What the form sends back: the whole choice of each establishment that changes."""
        return ",".join(row for one in self.changing for row in one.rows)


def preview(order: Order, chosen: Mapping[int, Collection[UUID]], *, by: User) -> Preview:
    """Return what the act would do. Writes nothing. Two queries a place.

    An establishment that is not the person's is left out.
    """
    return Preview(
        order,
        tuple(
            here
            for place in places_of(chosen)
            if (here := _preview_in(place, order, chosen[place.pk], by=by)) is not None
        ),
    )


def places_of(ids: Iterable[int]) -> list[Establishment]:
    """Return those of the ids that are the person's, by name. One query."""
    found = Establishment.objects.select_related("agency").filter(pk__in=list(ids))
    return list(found.order_by("name", "pk"))


def may_in(place: Establishment, kind: Kind, *, by: User) -> bool:
    """Return whether the person may do the act in that establishment. One query."""
    return actor_inside(by.pk, establishment=place).may(NEEDS[kind])


def number_in(place: Establishment, submission: UUID) -> UUID:
    """Return the number of the form's act in that establishment, the same each time."""
    return uuid5(submission, place.schema_name)


def carry_out(
    *,
    submission: UUID,
    order: Order,
    chosen: Mapping[int, Mapping[UUID, int]],
    by: User,
    now: datetime,
) -> tuple[Establishment, ...]:
    """Do the act in each establishment; return those that could not be reached.

    A refusal in one holds back none of the others: the report tells it. An establishment that is
    not the person's, or where they may not, is left as it is.
    """
    failed = []
    for place in places_of(chosen):
        if not may_in(place, order.kind, by=by):
            continue
        try:
            with inside(place):
                actions.carry_out(
                    submission=number_in(place, submission),
                    establishment=place,
                    order=order,
                    chosen=chosen[place.pk],
                    by=by,
                    now=now,
                )
        except CaseRefused:
            continue
        except OperationalError:
            raise
        except Exception:  # one establishment that breaks must not hold back the others
            logger.exception("An act could not be done.", extra={"establishment": place.pk})
            failed.append(place)
    return tuple(failed)


def _preview_in(
    place: Establishment, order: Order, chosen: Collection[UUID], *, by: User
) -> Here | None:
    """Return what the act would do there, None when none of the activities are there."""
    may = may_in(place, order.kind, by=by)
    with inside(place):
        if may:
            found = preview_here(order, chosen)
            here = Here(place, found.done, found.ignored)
        else:
            why = _("Votre rôle dans cet établissement ne le permet pas.")
            ignored = (line_of(one, note=why) for one in register.in_order(chosen))
            here = Here(place, (), tuple(ignored))
    return here if here.done or here.ignored else None
