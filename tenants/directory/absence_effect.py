"""What an absence changes: who is told in the place of whom, place by place. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Holder(StrEnum):
    """Who is told of an establishment's alerts on one day."""

    ASSIGNED = "assigned"
    DEPUTY = "deputy"
    COLLEAGUES = "colleagues"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Place:
    """An establishment: its name, its agency, who looks after it (ids)."""

    name: str
    agency_id: int
    assigned_id: int | None
    deputy_id: int | None


@dataclass(frozen=True, slots=True)
class Period:
    """Civil days on which a person is away from an agency, both included."""

    person_id: int
    agency_id: int
    starts_on: date
    ends_on: date

    def covers(self, day: date) -> bool:
        """Return whether the person is away that day."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class Effect:
    """How many establishments pass to their deputy or to the other DPOs, and the names of those
    where, on one day at least, no DPO would be there."""

    to_deputy: int
    to_colleagues: int
    without_anybody: tuple[str, ...]


def effect(
    absences: Collection[Period],
    *,
    of: Collection[Period],
    places: Iterable[Place],
    dpos: Mapping[int, Collection[int]],
    substitutes: Mapping[int, Collection[int]],
) -> Effect:
    """Return what the absence `of` one person changes, among all the `absences` known.

    Shape: `dpos` are the ids of the DPOs of each agency, `substitutes` those who may be assigned
    or deputy there (its leads too); accounts at work, addresses that take our mail.
    """
    by_agency = {period.agency_id: period for period in of}
    away = {
        (period.agency_id, day): _away(absences, agency_id=period.agency_id, day=day)
        for period in of
        for day in _days(period)
    }
    to_deputy, to_colleagues, nobody = 0, 0, []
    known: dict[Place, frozenset[Holder]] = {}
    for place in places:
        period = by_agency.get(place.agency_id)
        if period is None:
            continue
        like = Place("", place.agency_id, place.assigned_id, place.deputy_id)
        if like not in known:
            known[like] = frozenset(
                _holder(
                    like,
                    away=away[place.agency_id, day],
                    dpos=dpos.get(place.agency_id, ()),
                    substitutes=substitutes.get(place.agency_id, ()),
                )
                for day in _days(period)
            )
        holders = known[like]
        if Holder.NOBODY in holders:
            nobody.append(place.name)
        elif place.assigned_id == period.person_id:
            to_deputy += holders == {Holder.DEPUTY}
            to_colleagues += holders != {Holder.DEPUTY}
    return Effect(to_deputy, to_colleagues, tuple(sorted(nobody)))


def _holder(
    place: Place, *, away: frozenset[int], dpos: Collection[int], substitutes: Collection[int]
) -> Holder:
    there = set(substitutes) - away
    if place.assigned_id in there:
        return Holder.ASSIGNED
    if place.deputy_id in there:
        return Holder.DEPUTY
    return Holder.COLLEAGUES if set(dpos) - away else Holder.NOBODY


def _away(absences: Collection[Period], *, agency_id: int, day: date) -> frozenset[int]:
    return frozenset(
        one.person_id for one in absences if one.agency_id == agency_id and one.covers(day)
    )


def _days(period: Period) -> Iterable[date]:
    for step in range((period.ends_on - period.starts_on).days + 1):
        yield period.starts_on + timedelta(days=step)
