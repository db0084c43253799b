"""Which activities a list is asked for, and how many each choice of its filter would show."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.folding import folded
from portal.register.models import Activity, ActivityVersion, State
from tenants.agenda.models import Recurrence


class Reviewed(StrEnum):
    """How old the last validation is, and whether the next review is late. The address’ words."""

    NEVER = "jamais"
    OVER_A_YEAR = "plus-d-un-an"
    LATE = "en-retard"
    SOON = "bientot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What a filter of time is counted from: an instant a year ago, today, the day of « soon »."""

    a_year_ago: datetime
    today: date
    soon: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is asked for: "" and None are for any; `references` () is for any.

    `clock` is given when `reviewed` is asked for.
    """

    words: str = ""
    state: str = ""
    role: str = ""
    sensitive: bool = False
    transfers: bool = False
    incomplete: bool = False
    basis: str = ""
    family: str = ""
    screening: str = ""
    reviewed: str = ""
    owner: str = ""
    template: str = ""
    processor: str = ""
    references: tuple[str, ...] = ()
    sort: str = ""
    clock: Clock | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """How many activities each choice would show, the rest of the filter kept: {field: {value}}.

    "" counts those where the field is empty.
    """

    of: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def counts(self, name: str) -> Mapping[str, int]:
        """Return the counts of one field of `Wanted`; a value that nothing has is left out."""
        return self.of.get(name, {})


def matching(wanted: Wanted) -> Q:
    """Return the condition of what is asked for. Without a state, archived ones are out."""
    state = Q(state=wanted.state) if wanted.state else ~Q(state=State.ARCHIVED)
    return state & _beside_choices(wanted) & _chosen(wanted)


def facets(wanted: Wanted) -> Facets:
    """Return the counts of every choice, each with the other parts of the filter. One query.

    Counted here over small columns: eight counts in SQL took four times as long to compile and to
    plan as two hundred rows to read.
    """
    found: dict[str, Counter[str]] = {name: Counter() for name in (*_COLUMNS, *_ARRAYS)}
    rows = Activity.objects.filter(_beside_choices(wanted))
    for row in rows.values_list(*_COLUMNS.values(), *_ARRAYS.values()):
        values = {
            name: (value,) if isinstance(value, str) else tuple(value)
            for name, value in zip(found, row, strict=True)
        }
        missed = [name for name in found if not _meets(values[name], wanted, name)]
        # A choice is counted as if its own field were free: one field may be missed, its own.
        for name in found if not missed else missed if len(missed) == 1 else ():
            found[name].update(values[name])
    return Facets(found)


def _meets(values: tuple[str, ...], wanted: Wanted, name: str) -> bool:
    """Return whether an activity with these values is shown as far as that field goes."""
    choice = getattr(wanted, name)
    if choice == SOME:
        return any(values)
    if choice:
        return ("" if choice == NONE else choice) in values
    return name != "state" or State.ARCHIVED not in values


# In the address: those where the field is empty, those where it is not.
NONE, SOME = "-", "*"
# The fields of `Wanted` that one column answers, and those that a column of several values does.
_COLUMNS = {
    "state": "state",
    "role": "role",
    "screening": "screening",
    "owner": "owner",
    "template": "template_ref",
}
_ARRAYS = {"basis": "legal_bases", "family": "families", "processor": "processors"}


def _beside_choices(wanted: Wanted) -> Q:
    """Return the part of the condition that is no choice with a count."""
    found = Q()
    for word in folded(wanted.words).split():
        found &= Q(words__contains=word)
    if wanted.references:
        found &= Q(reference__in=wanted.references)
    return found & _with(wanted) & _reviewed(wanted)


def _with(wanted: Wanted) -> Q:
    found = Q()
    if wanted.sensitive:
        found &= Q(has_sensitive_data=True)
    if wanted.transfers:
        found &= Q(has_transfers=True)
    if wanted.incomplete:
        found &= Q(missing__gt=0)
    return found


def _chosen(wanted: Wanted) -> Q:
    found = Q()
    for name, column in _COLUMNS.items():
        value = getattr(wanted, name)
        if value == SOME:
            found &= ~Q(**{column: ""})
        elif value and name != "state":
            found &= Q(**{column: "" if value == NONE else value})
    for name, column in _ARRAYS.items():
        value = getattr(wanted, name)
        if value:
            found &= Q(**{f"{column}__contains": [value]})
    return found


def _reviewed_since(instant: datetime) -> "QuerySet[ActivityVersion]":
    """Return the reviews that found an activity exact since the instant, to be asked one by one."""
    found = ActivityVersion.objects.filter(activity=OuterRef("pk"), at__gt=instant)
    return found.filter(act=ActivityVersion.Act.REVIEWED)


def _reviewed(wanted: Wanted) -> Q:
    """Return the condition on validation and review; a review stands in the agenda, by its id."""
    if wanted.clock is None or not wanted.reviewed:
        return Q()
    running = Recurrence.objects.filter(kind=Recurrence.Kind.REVIEW, ended_at=None)
    late = running.filter(next_due_on__lt=wanted.clock.today).values("pk")
    coming = running.filter(next_due_on__range=(wanted.clock.today, wanted.clock.soon)).values("pk")
    conditions: dict[Reviewed, Q] = {
        Reviewed.NEVER: Q(validated_at=None),
        Reviewed.OVER_A_YEAR: Q(
            ~Exists(_reviewed_since(wanted.clock.a_year_ago)),
            validated_at__lte=wanted.clock.a_year_ago,
        ),
        Reviewed.LATE: Q(recurrence_id__in=late),
        Reviewed.SOON: Q(recurrence_id__in=coming),
    }
    return conditions[Reviewed(wanted.reviewed)]
