"""All that the page of one processor shows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.instants import day_words, to_local, zone_of
from portal.journal.models import Entry
from portal.journal.queries import Line, lines, names_of
from portal.law.processors import Progress, progress_of
from portal.processors import catalogue, queries
from portal.processors.facts import Facts
from portal.processors.models import ProcessorCitation, ProcessorDocument, ProcessorLink
from portal.processors.sections import SECTIONS, Section
from portal.processors.states import Standing
from portal.processors.words import Told, told
from tenants.agenda.models import Deadline, Recurrence
from tenants.directory.models import Establishment
from tenants.library.models import Vendor, VendorCertificate


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the file and what it says."""

    section: Section
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A deadline that the processor keeps: the day, why that day, and the deadline once open."""

    label: str
    due_on: date
    opens_on: date
    why: str
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class ProcessorCase:
    """One processor, whole."""

    link: ProcessorLink
    facts: Facts
    standing: Standing
    vendor: Vendor | None
    certificate: VendorCertificate | None
    progress: Progress
    parts: tuple[Part, ...]
    kept: tuple[Kept, ...]
    uses: tuple[ProcessorCitation, ...]
    documents: tuple[ProcessorDocument, ...]
    journal: tuple[Line, ...]
    updated_by: str
    next_end: date | None


def case_of(link: ProcessorLink, *, establishment: Establishment, now: datetime) -> ProcessorCase:
    """Return what the page of `link` shows at `now`."""
    today = to_local(now, zone=zone_of(establishment)).date()
    facts = link.facts
    standing = queries.standings_of([link], today=today)[link.pk]
    certificate = catalogue.certificate_of(link.vendor_id)
    names = names_of([link.updated_by_id])
    return ProcessorCase(
        link=link,
        facts=facts,
        standing=standing,
        vendor=catalogue.vendor_of(link.vendor_id),
        certificate=certificate,
        progress=progress_of(facts.answers, hosts_health_data=facts.hosts_health_data),
        parts=tuple(Part(one, told(facts, one.shows)) for one in SECTIONS),
        kept=_kept(link, facts),
        uses=queries.uses_of(link),
        documents=tuple(queries.documents_of(link)),
        journal=lines(_entries(link)),
        updated_by=names.get(link.updated_by_id or 0, ""),
        next_end=standing.ends_on,
    )


def _kept(link: ProcessorLink, facts: Facts) -> tuple[Kept, ...]:
    held = [link.contract_recurrence_id, link.certificate_recurrence_id]
    found = Recurrence.objects.select_related("deadline").in_bulk([pk for pk in held if pk])
    kept = []
    if contract := _in(found, link.contract_recurrence_id):
        kept.append(_of(contract, _("Contrat à renouveler ou à quitter"), _why_contract(facts)))
    if certificate := _in(found, link.certificate_recurrence_id):
        kept.append(_of(certificate, _("Nouveau certificat HDS à obtenir"), _why_certificate(link)))
    return tuple(kept)


def _in(found: dict[UUID, Recurrence], pk: UUID | None) -> Recurrence | None:
    return found.get(pk) if pk else None


def _of(recurrence: Recurrence, label: str, why: str) -> Kept:
    opens_on = recurrence.next_due_on - timedelta(days=recurrence.days_ahead)
    return Kept(label, recurrence.next_due_on, opens_on, why, recurrence.deadline)


def _why_contract(facts: Facts) -> str:
    if facts.ends_on is None:
        return ""
    end = day_words(facts.ends_on)
    if facts.renewal_months and facts.notice_days:
        words = ngettext(
            "Le contrat (fin écrite\u00a0: %(end)s) se reconduit tout seul si personne ne le "
            "dénonce %(count)d jour avant.",
            "Le contrat (fin écrite\u00a0: %(end)s) se reconduit tout seul si personne ne le "
            "dénonce %(count)d jours avant.",
            facts.notice_days,
        )
        return words % {"end": end, "count": facts.notice_days}
    if facts.notice_days:
        words = ngettext(
            "La fin du contrat (%(end)s) moins %(count)d jour de préavis.",
            "La fin du contrat (%(end)s) moins %(count)d jours de préavis.",
            facts.notice_days,
        )
        return words % {"end": end, "count": facts.notice_days}
    return _("La fin écrite au contrat\u00a0: %(end)s. Sans préavis donné.") % {"end": end}


def _why_certificate(link: ProcessorLink) -> str:
    if link.vendor_id is None:
        return _("La fin écrite sur le certificat, notée sur cette fiche.")
    return _("La fin du certificat au catalogue du cabinet\u00a0: elle suit tout changement.")


def _entries(link: ProcessorLink) -> list[Entry]:
    return list(Entry.objects.filter(reference=link.reference).order_by("-sequence")[:20])
