"""The deadlines that a processor keeps: the end of its contract, that of its certificate."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.instants import to_local, zone_of
from portal.law.processors import decision_day
from portal.processors.facts import Facts
from portal.processors.models import ProcessorLink
from tenants.agenda.models import Recurrence
from tenants.agenda.recurrences import Cadence, end, finish_round, reschedule, schedule
from tenants.directory.models import Establishment
from tenants.directory.paths import establishment_path

# The deadline is opened three months before: a contract or a certificate is asked for in writing.
_DAYS_AHEAD = 90
_SUFFIX = {Recurrence.Kind.CONTRACT: "CTR", Recurrence.Kind.CERTIFICATE: "HDS"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and when: the establishment, the UTC instant."""

    establishment: Establishment
    now: datetime

    @property
    def today(self) -> date:
        """The civil day there."""
        return to_local(self.now, zone=zone_of(self.establishment)).date()


def plan_contract(
    link: ProcessorLink, facts: Facts, *, before: Facts | None, is_renewed: bool, place: Place
) -> None:
    """Lay the deadline of the contract's end; set, unsaved, its recurrence.

    Nothing moves while neither the end, the notice nor the renewal changed: a date that has
    passed stays late until somebody acts. A renewal finishes the round in hand.
    """
    if before is not None and not is_renewed and _dates(before) == _dates(facts):
        return
    due_on = None
    if facts.ends_on is not None:
        due_on = decision_day(
            facts.ends_on,
            notice_days=facts.notice_days,
            renewal_months=facts.renewal_months,
            today=place.today,
        )
    link.contract_recurrence_id = _laid(
        link,
        Recurrence.Kind.CONTRACT,
        link.contract_recurrence_id,
        due_on=due_on,
        is_done=is_renewed,
        place=place,
    )


def plan_certificate(
    link: ProcessorLink, *, expires_on: date | None, corrects: bool, place: Place
) -> None:
    """Lay the deadline of the hosting certificate's end; set, unsaved, its recurrence.

    A later end is a new certificate: the round in hand is done. One that `corrects` moves it.
    Source: CSP art. L.1111-8.
    """
    held = link.certificate_recurrence_id
    standing = Recurrence.objects.filter(pk=held).first() if held else None
    if standing is not None and standing.next_due_on == expires_on:
        return
    is_done = (
        standing is not None
        and expires_on is not None
        and expires_on > standing.next_due_on
        and not corrects
    )
    link.certificate_recurrence_id = _laid(
        link,
        Recurrence.Kind.CERTIFICATE,
        held,
        due_on=expires_on,
        is_done=is_done,
        place=place,
    )


def end_all(link: ProcessorLink, *, now: datetime) -> None:
    """End both deadlines of a processor that is ended; unset, unsaved, its recurrences."""
    for held in (link.contract_recurrence_id, link.certificate_recurrence_id):
        if held is not None:
            end(recurrence_id=held, now=now)
    link.contract_recurrence_id = None
    link.certificate_recurrence_id = None


def _laid(
    link: ProcessorLink,
    kind: Recurrence.Kind,
    held: UUID | None,
    *,
    due_on: date | None,
    is_done: bool,
    place: Place,
) -> UUID | None:
    """Return the recurrence that now holds the deadline, None when nothing falls due."""
    if held is None:
        return None if due_on is None else _scheduled(link, kind, due_on=due_on, place=place)
    if is_done:
        finish_round(recurrence_id=held, done_on=place.today, next_due_on=due_on, now=place.now)
        return held if due_on is not None else None
    if due_on is None:
        end(recurrence_id=held, now=place.now)
        return None
    cadence = Cadence(next_due_on=due_on, every_months=None, days_ahead=_DAYS_AHEAD)
    reschedule(recurrence_id=held, cadence=cadence, now=place.now)
    return held


def _scheduled(link: ProcessorLink, kind: Recurrence.Kind, *, due_on: date, place: Place) -> UUID:
    planned = schedule(
        establishment=place.establishment,
        kind=kind,
        reference=_free_reference(link, kind),
        path=establishment_path(place.establishment.slug, "processors:detail", link.pk),
        cadence=Cadence(next_due_on=due_on, every_months=None, days_ahead=_DAYS_AHEAD),
        now=place.now,
    )
    return planned.pk


def _free_reference(link: ProcessorLink, kind: Recurrence.Kind) -> str:
    """Return « SST-001-CTR », followed by a number once a first series has ended."""
    stem = f"{link.reference}-{_SUFFIX[kind]}"
    taken = Recurrence.objects.filter(reference__startswith=stem).count()
    return f"{stem}-V{taken + 1}" if taken else stem


def _dates(facts: Facts) -> tuple[date | None, int | None, int | None]:
    return facts.ends_on, facts.notice_days, facts.renewal_months
