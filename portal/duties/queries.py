"""Reading duties, for pages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.casework import View
from portal.duties.models import Duty, Round
from portal.instants import to_local, zone_of
from portal.journal.models import Entry
from portal.journal.queries import Line, lines, names_of
from portal.ladder import Rung, climb
from portal.law.calendars import territory
from portal.law.duties import UsualDuty, duty_clock, next_round, usual_duties
from portal.reasoning import Reasoning, reasoning_of
from tenants.agenda.models import Deadline, Recurrence
from tenants.agenda.queries import ledger
from tenants.directory.models import Establishment


@dataclass(frozen=True, slots=True)
class Row:
    """A duty in the list. `deadline` is None while it is not open: it will be on `opens_on`."""

    duty: Duty
    recurrence: Recurrence
    deadline: Deadline | None
    opens_on: date

    @property
    def due_on(self) -> date:
        """The civil day it falls due next, or was to when it ended."""
        return self.recurrence.next_due_on

    @property
    def rhythm(self) -> str:
        """How often it comes round, in words."""
        return rhythm_words(self.recurrence.every_months)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A usual duty that the establishment does not have. `has_day`: one click is enough."""

    id: str
    title: str
    why: str
    kind: str
    has_day: bool


@dataclass(frozen=True, slots=True)
class PastRound:
    """One time the duty was done, and the full name of who said so ("" when not visible here)."""

    round: Round
    by: str


@dataclass(frozen=True, slots=True)
class DutyCase:
    """All that the page of a duty shows. `next_if_done_today` is None for one that ends."""

    duty: Duty
    recurrence: Recurrence
    deadline: Deadline | None
    opens_on: date
    next_if_done_today: date | None
    reasoning: Reasoning
    rungs: tuple[Rung, ...]
    rounds: tuple[PastRound, ...]
    journal: tuple[Line, ...]
    added_by: str

    @property
    def due_on(self) -> date:
        """The civil day it falls due next, or was to when it ended."""
        return self.recurrence.next_due_on

    @property
    def rhythm(self) -> str:
        """How often it comes round, in words."""
        return rhythm_words(self.recurrence.every_months)


def rhythm_words(every_months: int | None) -> str:
    """Return « tous les deux ans », « tous les 18 mois » or « une seule fois »."""
    if every_months is None:
        return _("une seule fois")
    if every_months % 12:
        return ngettext("tous les mois", "tous les %(count)d mois", every_months) % {
            "count": every_months
        }
    years = every_months // 12
    return ngettext("tous les ans", "tous les %(count)d ans", years) % {"count": years}


def duties(*, state: str) -> QuerySet[Duty]:
    """Return the duties in that state ("" for any): those that run first, the nearest first."""
    due_on = Recurrence.objects.filter(pk=OuterRef("recurrence_id")).values("next_due_on")[:1]
    found = Duty.objects.annotate(
        due_on=Subquery(due_on),
        rank=Case(When(state=Duty.State.RUNNING, then=Value(0)), default=Value(1)),
    ).order_by("rank", "due_on", "reference")
    return found.filter(state=state) if state else found


def views(*, current: str) -> tuple[View, ...]:
    """Return the ways to look at the list, with how many duties each holds. One query."""
    found = Duty.objects.values_list("state").annotate(count=Count("pk")).order_by()
    counts = dict.fromkeys(Duty.State.values, 0) | dict(found)
    counts[""] = sum(counts.values())
    named = [
        ("", _("Toutes")),
        (Duty.State.RUNNING, _("À tenir")),
        (Duty.State.OVER, _("Terminées")),
        (Duty.State.STOPPED, _("Arrêtées")),
    ]
    return tuple(
        View(str(state), label, counts[state], is_current=state == current)
        for state, label in named
    )


def rows(found: list[Duty]) -> tuple[Row, ...]:
    """Return `found` with the recurrence and the open deadline of each, in one query."""
    ids = [duty.recurrence_id for duty in found]
    known = Recurrence.objects.select_related("deadline").in_bulk(ids)
    return tuple(_row(duty, known[duty.recurrence_id]) for duty in found)


def proposals(*, establishment: Establishment) -> tuple[Proposal, ...]:
    """Return the usual duties of such an establishment that none of its running ones stands for."""
    taken = set(Duty.objects.filter(state=Duty.State.RUNNING).values_list("usual", flat=True))
    is_english = (get_language() or "fr").startswith("en")
    return tuple(
        Proposal(
            id=one.id,
            title=one.title.en if is_english else one.title.fr,
            why=one.why.en if is_english else one.why.fr,
            kind=str(Recurrence.Kind(one.kind).label),
            has_day=one.every_months is not None,
        )
        for one in usual_duties(establishment.type)
        if one.id not in taken
    )


def usual_of(ids: list[str], *, establishment: Establishment) -> tuple[UsualDuty, ...]:
    """Return the usual duties of such an establishment among `ids`, in the order of the data."""
    return tuple(one for one in usual_duties(establishment.type) if one.id in ids)


def duty_of(pk: UUID) -> Duty | None:
    """Return the duty, or None when this establishment has none of that number."""
    return Duty.objects.filter(pk=pk).first()


def recurrence_of(duty: Duty) -> Recurrence:
    """Return when `duty` falls due, with its open deadline."""
    return Recurrence.objects.select_related("deadline").get(pk=duty.recurrence_id)


def case(duty: Duty, *, establishment: Establishment, now: datetime) -> DutyCase:
    """Return what the page of `duty` shows at `now`."""
    row = _row(duty, recurrence_of(duty))
    past = list(Round.objects.filter(duty=duty).order_by("-due_on", "-pk"))
    names = names_of([duty.recorded_by_id, *(one.recorded_by_id for one in past)])
    due = duty_clock(
        row.recurrence.rule_id,
        due_on=row.recurrence.next_due_on,
        days_ahead=row.recurrence.days_ahead,
        territory=territory(establishment.territory),
    )
    today = to_local(now, zone=zone_of(establishment)).date()
    return DutyCase(
        duty=duty,
        recurrence=row.recurrence,
        deadline=row.deadline,
        opens_on=row.opens_on,
        next_if_done_today=_next_after(row.recurrence, today),
        reasoning=reasoning_of(due),
        rungs=climb(ledger(row.deadline)) if row.deadline else (),
        rounds=tuple(PastRound(one, names.get(one.recorded_by_id, "")) for one in past),
        journal=lines(_entries(duty)),
        added_by=names.get(duty.recorded_by_id, ""),
    )


def _row(duty: Duty, recurrence: Recurrence) -> Row:
    return Row(
        duty=duty,
        recurrence=recurrence,
        deadline=recurrence.deadline,
        opens_on=recurrence.next_due_on - timedelta(days=recurrence.days_ahead),
    )


def _next_after(recurrence: Recurrence, today: date) -> date | None:
    if recurrence.every_months is None:
        return None
    return next_round(
        first_on=recurrence.first_due_on,
        every_months=recurrence.every_months,
        after=max(recurrence.next_due_on, today),
    )


def _entries(duty: Duty) -> QuerySet[Entry]:
    """Return the entries about `duty` and about each of its rounds, the latest first."""
    about = Q(reference=duty.reference) | Q(reference__startswith=f"{duty.reference}-")
    return Entry.objects.filter(about).order_by("-sequence")
