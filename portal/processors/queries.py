"""Reading the processors of an establishment, for pages, the register and its files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from portal.folding import folded
from portal.journal.queries import names_of
from portal.law.processors import Compliance
from portal.processors.catalogue import certificate_ends
from portal.processors.models import (
    ProcessorCitation,
    ProcessorDocument,
    ProcessorLink,
    ProcessorLinkVersion,
)
from portal.processors.states import ContractState, Known, Standing, standing_of

_LISTED = (
    "id",
    "reference",
    "state",
    "name",
    "vendor_id",
    "qualification",
    "signed_on",
    "ends_on",
    "renewal_months",
    "hosts_health_data",
    "hds_ends_on",
    "compliance",
    "end_reason",
    "ended_at",
)
FILTERS = ("contrat-absent", "contrat-finit", "certificat", "non-conforme", "termines")


@dataclass(frozen=True, slots=True)
class Row:
    """A processor in the list; `uses` counts the activities of the register that cite it."""

    link: ProcessorLink
    standing: Standing
    uses: int


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A name that the register cites and that no file stands for. `id` is one of its citations."""

    id: int
    label: str
    activities: int


@dataclass(frozen=True, slots=True)
class PastVersion:
    """A version in the history, and the full name of who wrote it ("" when not visible here)."""

    version: ProcessorLinkVersion
    by: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A processor that an activity may name."""

    id: str
    name: str
    is_ended: bool


def rows(*, words: str, only: str, today: date) -> tuple[Row, ...]:
    """Return the processors asked for, in the order of their names. Three queries.

    `only` is one of FILTERS, or "" for all those that run.
    """
    found = ProcessorLink.objects.only(*_LISTED)
    is_ended = only == "termines"
    state = ProcessorLink.State.ENDED if is_ended else ProcessorLink.State.ACTIVE
    found = found.filter(state=state)
    for word in folded(words).split():
        found = found.filter(words__contains=word)
    # PostgreSQL sorts by code: an É would come after the Z.
    links = sorted(found, key=lambda link: (folded(link.name), link.reference))
    standings = standings_of(links, today=today)
    uses = _uses()
    every = (Row(link, standings[link.pk], uses.get(link.pk, 0)) for link in links)
    return tuple(row for row in every if _is_wanted(row.standing, only))


def _is_wanted(standing: Standing, only: str) -> bool:
    if only == "contrat-absent":
        return standing.contract == ContractState.MISSING
    if only == "contrat-finit":
        return standing.term.value in {"expiring", "expired"}
    if only == "certificat":
        return standing.certificate.value in {"expiring", "expired", "absent"}
    if only == "non-conforme":
        return standing.compliance == Compliance.NON_COMPLIANT
    return True


def standings_of(links: Iterable[ProcessorLink], *, today: date) -> dict[UUID, Standing]:
    """Return where each link stands on a civil day. One query."""
    found = list(links)
    ends = certificate_ends(link.vendor_id for link in found)
    return {link.pk: standing_of(known_of(link, ends), today=today) for link in found}


def known_of(link: ProcessorLink, ends: Mapping[UUID, date]) -> Known:
    """Return what the standing of `link` is reckoned from, with the ends of certificates."""
    own = link.hds_ends_on if link.vendor_id is None else None
    return Known(
        is_ended=link.is_ended,
        signed_on=link.signed_on,
        ends_on=link.ends_on,
        renewal_months=link.renewal_months,
        compliance=link.compliance,
        hosts_health_data=link.hosts_health_data,
        certificate_ends_on=ends.get(link.vendor_id, own) if link.vendor_id else own,
    )


def contract_states(*, today: date) -> Mapping[str, ContractState]:
    """Return the state of every processor's contract, by the id that a sheet holds. Two queries."""
    links = list(ProcessorLink.objects.only(*_LISTED))
    found = standings_of(links, today=today)
    return {str(pk): standing.contract for pk, standing in found.items()}


def choices() -> tuple[Choice, ...]:
    """Return the processors that an activity may name, those that run first."""
    found = ProcessorLink.objects.values_list("pk", "name", "state")
    return tuple(
        Choice(str(pk), name, is_ended=state == ProcessorLink.State.ENDED)
        for pk, name, state in sorted(found, key=lambda one: (one[2], folded(one[1])))
    )


def unlinked() -> tuple[Unlinked, ...]:
    """Return the names that the register cites without a file, the most cited first."""
    found = (
        ProcessorCitation.objects.filter(link=None)
        .values("key")
        .annotate(
            activities=Count("activity_id", distinct=True), label=Max("label"), first=Max("pk")
        )
        .order_by("-activities", "label")
    )
    return tuple(Unlinked(one["first"], one["label"], one["activities"]) for one in found)


def citation_of(pk: int) -> ProcessorCitation | None:
    """Return a citation, None when the register has none of that number any more."""
    return ProcessorCitation.objects.filter(pk=pk).first()


def citing(key: str) -> tuple[UUID, ...]:
    """Return the activities that cite that name without a file."""
    found = ProcessorCitation.objects.filter(key=key, link=None).order_by("activity_reference")
    return tuple(dict.fromkeys(found.values_list("activity_id", flat=True)))


def uses_of(link: ProcessorLink) -> tuple[ProcessorCitation, ...]:
    """Return one citation of each activity of the register that uses the processor."""
    found = link.citations.order_by("activity_reference", "rank")
    return tuple({one.activity_id: one for one in found}.values())


def link_of(pk: UUID) -> ProcessorLink | None:
    """Return the processor, or None when this establishment has none of that number."""
    return ProcessorLink.objects.filter(pk=pk).first()


def link_named(name: str) -> ProcessorLink | None:
    """Return the processor that runs under that name, whatever its accents and capitals."""
    key = folded(name)
    running = ProcessorLink.objects.filter(state=ProcessorLink.State.ACTIVE).order_by("reference")
    return next((link for link in running if folded(link.name) == key), None)


def documents_of(link: ProcessorLink) -> QuerySet[ProcessorDocument]:
    """Return its documents, the latest first, their bytes left out."""
    return link.documents.defer("content").order_by("-added_at", "title")


def document_of(link: ProcessorLink, pk: UUID) -> ProcessorDocument | None:
    """Return the document with its bytes, None when the processor has none of that number."""
    return link.documents.filter(pk=pk).first()


def history(link: ProcessorLink) -> tuple[PastVersion, ...]:
    """Return every version, the latest first. Two queries."""
    found = list(link.versions.order_by("-number"))
    names = names_of(version.by_id for version in found)
    return tuple(PastVersion(one, names.get(one.by_id or 0, "")) for one in found)


def as_of(instant: datetime) -> tuple[ProcessorLinkVersion, ...]:
    """Return the processors that ran at the UTC instant, as each was then known. One query."""
    last = (
        ProcessorLinkVersion.objects.filter(at__lte=instant)
        .order_by("link_id", "-number")
        .distinct("link_id")
        .select_related("link")
    )
    running = (one for one in last if one.state == ProcessorLink.State.ACTIVE)
    return tuple(sorted(running, key=lambda one: (len(one.link.reference), one.link.reference)))


def _uses() -> dict[UUID, int]:
    found = ProcessorCitation.objects.exclude(link=None).values_list("link_id").order_by()
    return dict(found.annotate(count=Count("activity_id", distinct=True)))
