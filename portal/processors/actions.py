"""What happens to a processor: added, changed, renewed, ended, reopened; its vendor's certificate
followed.

Each act holds the head of the journal, writes the link, a version of it, its deadlines and where it
stands in the portfolio, and is remembered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models.functions import Length

from portal.journal.actions import hold, record
from portal.journal.acts import Act
from portal.processors.catalogue import certificate_of, vendor_of
from portal.processors.facts import Facts
from portal.processors.joining import joined
from portal.processors.models import ProcessorLink, ProcessorLinkVersion
from portal.processors.refusals import check_active, check_ended, check_facts, check_renewal
from portal.processors.summaries import standing_row, summarise
from portal.processors.terms import Place, end_all, plan_certificate, plan_contract
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.portfolio.actions import stand_processor

Did = ProcessorLinkVersion.Act
_REMEMBERED = {
    Did.CREATED: Act.PROCESSOR_ADDED,
    Did.CHANGED: Act.PROCESSOR_CHANGED,
    Did.CLAUSES: Act.PROCESSOR_CLAUSES,
    Did.RENEWED: Act.PROCESSOR_RENEWED,
    Did.ENDED: Act.PROCESSOR_ENDED,
    Did.REOPENED: Act.PROCESSOR_REOPENED,
    Did.IMPORTED: Act.PROCESSOR_IMPORTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    """Who writes, what they did and why, from what was known before."""

    act: Did
    by: User | None
    place: Place
    before: Facts | None = None
    why: str = ""


@transaction.atomic
def add(
    *,
    establishment: Establishment,
    facts: Facts,
    submission: UUID,
    by: User | None,
    now: datetime,
    act: Did = Did.CREATED,
) -> ProcessorLink:
    """Return the processor recorded, or the one already recorded from the same form.

    `act` is CREATED or IMPORTED; `by` is None for the command line.

    Errors: ProcessorRefused for facts that cannot be.
    """
    hold()
    same = ProcessorLink.objects.filter(submission=submission).first()
    if same is not None:
        return same
    place = Place(establishment=establishment, now=now)
    check_facts(facts, today=place.today)
    link = ProcessorLink(
        id=uuid4(),
        submission=submission,
        reference=_next_reference(),
        version=0,
        created_at=now,
    )
    return _write(link, facts, _Writing(act=act, by=by, place=place))


@transaction.atomic
def change(
    *,
    establishment: Establishment,
    link: ProcessorLink,
    changes: Mapping[str, object],
    version: int,
    by: User,
    now: datetime,
    act: Did = Did.CHANGED,
) -> ProcessorLink:
    """Return the processor with the fields of `changes`; unchanged, no version is added.

    What somebody else wrote meanwhile in other fields stands.

    Errors: VersionConflictError when both wrote the same field; ProcessorRefused when ended, or
    for facts that cannot be.
    """
    standing = _held(link)
    check_active(standing)
    before = standing.facts
    facts = joined(standing, changes, version=version)
    place = Place(establishment=establishment, now=now)
    check_facts(facts, today=place.today)
    if facts == before:
        return standing
    return _write(standing, facts, _Writing(act=act, by=by, place=place, before=before))


@transaction.atomic
def renew(
    *,
    establishment: Establishment,
    link: ProcessorLink,
    version: int,
    signed_on: date | None,
    ends_on: date | None,
    by: User,
    now: datetime,
) -> ProcessorLink:
    """Return the processor under its renewed contract: the deadline in hand is met.

    Without `signed_on`, the same contract goes on; without `ends_on`, it no longer ends.

    Errors: as `change`; ProcessorRefused when the new end is not after the former.
    """
    standing = _held(link)
    check_active(standing)
    check_renewal(standing, ends_on)
    before = standing.facts
    changes: dict[str, object] = {"ends_on": ends_on}
    if signed_on is not None:
        changes["signed_on"] = signed_on
    if ends_on is None:
        changes |= {"notice_days": None, "renewal_months": None}
    facts = joined(standing, changes, version=version)
    place = Place(establishment=establishment, now=now)
    check_facts(facts, today=place.today)
    return _write(standing, facts, _Writing(act=Did.RENEWED, by=by, place=place, before=before))


@transaction.atomic
def end_link(
    *, establishment: Establishment, link: ProcessorLink, why: str, by: User, now: datetime
) -> ProcessorLink:
    """Return the processor ended, with the reason; its deadlines are cancelled.

    Errors: ProcessorRefused when ended already.
    """
    standing = _held(link)
    check_active(standing)
    standing.state = ProcessorLink.State.ENDED
    standing.ended_at = now
    standing.end_reason = why
    facts = standing.facts
    place = Place(establishment=establishment, now=now)
    writing = _Writing(act=Did.ENDED, by=by, place=place, before=facts, why=why)
    return _write(standing, facts, writing)


@transaction.atomic
def reopen_link(
    *, establishment: Establishment, link: ProcessorLink, by: User, now: datetime
) -> ProcessorLink:
    """Return the processor running again; its deadlines are laid anew.

    Errors: ProcessorRefused when it is not ended.
    """
    standing = _held(link)
    check_ended(standing)
    standing.state = ProcessorLink.State.ACTIVE
    standing.ended_at = None
    standing.end_reason = ""
    place = Place(establishment=establishment, now=now)
    return _write(standing, standing.facts, _Writing(act=Did.REOPENED, by=by, place=place))


@transaction.atomic
def follow_certificate(*, establishment: Establishment, link_id: UUID, now: datetime) -> bool:
    """Return whether the link was behind the certificate of its vendor, and follows it now.

    Idempotent: of two who call at once the second finds nothing left. No version is added, for
    nothing that the establishment wrote has changed.
    """
    hold()
    link = ProcessorLink.objects.filter(pk=link_id).first()
    vendor = vendor_of(link.vendor_id) if link else None
    if link is None or vendor is None or link.certificate_seen >= vendor.certificate_version:
        return False
    place = Place(establishment=establishment, now=now)
    _lay_certificate(link, link.facts, place=place)
    link.save(update_fields=["certificate_recurrence_id", "certificate_seen"])
    stand_processor(standing_row(link), at=establishment)
    if link.is_ended or not link.hosts_health_data:
        return True
    record(
        act=Act.PROCESSOR_CERTIFICATE.value,
        reference=link.reference,
        by_id=None,
        now=now,
        facts={"certificate": str(link.certificate_seen)},
    )
    return True


def _held(link: ProcessorLink) -> ProcessorLink:
    """Return the link as it stands, alone to write it."""
    hold()
    return ProcessorLink.objects.get(pk=link.pk)


def _next_reference() -> str:
    """Return SST-001, SST-002…; the head of the journal is held, so the number is free."""
    longest_last = ProcessorLink.objects.order_by(Length("reference").desc(), "-reference")
    last = longest_last.values_list("reference", flat=True).first()
    return f"SST-{int(last.removeprefix('SST-')) + 1 if last else 1:03}"


def _write(link: ProcessorLink, facts: Facts, writing: _Writing) -> ProcessorLink:
    """Write the deadlines, the link, where it stands, its version, the journal's entry."""
    place, act = writing.place, writing.act
    link.version += 1
    link.content = facts.model_dump(mode="json")
    link.updated_at = place.now
    link.updated_by_id = writing.by.pk if writing.by else None
    summarise(link, facts)
    if link.is_ended:
        end_all(link, now=place.now)
    else:
        is_renewed = act == Did.RENEWED
        plan_contract(link, facts, before=writing.before, is_renewed=is_renewed, place=place)
        _lay_certificate(link, facts, place=place)
    link.save()
    stand_processor(standing_row(link), at=place.establishment)
    ProcessorLinkVersion.objects.create(
        link=link,
        number=link.version,
        at=place.now,
        by_id=link.updated_by_id,
        act=act,
        why=writing.why,
        state=link.state,
        content=link.content,
    )
    record(
        act=_REMEMBERED[act].value,
        reference=link.reference,
        by_id=link.updated_by_id,
        now=place.now,
        facts={"version": str(link.version)},
    )
    return link


def _lay_certificate(link: ProcessorLink, facts: Facts, *, place: Place) -> None:
    """Follow the certificate of the vendor, or one's own outside the catalogue."""
    vendor = vendor_of(link.vendor_id)
    certificate = certificate_of(link.vendor_id)
    ends_on = certificate.expires_on if certificate else None
    if vendor is None:
        ends_on = facts.hds_ends_on
    is_asked = facts.hosts_health_data and not link.is_ended
    plan_certificate(
        link,
        expires_on=ends_on if is_asked else None,
        corrects=bool(certificate and certificate.corrects),
        place=place,
    )
    link.certificate_seen = vendor.certificate_version if vendor else 0
