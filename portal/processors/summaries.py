"""What lists and the portfolio read of a processor without opening its content."""

from uuid import UUID

from portal.folding import folded
from portal.law.processors import clauses_compliance
from portal.processors.facts import Facts
from portal.processors.models import ProcessorLink
from tenants.portfolio.models import ProcessorStanding


def summarise(link: ProcessorLink, facts: Facts) -> None:
    """Set on `link`, unsaved, what its lists show of `facts`."""
    link.name = facts.name
    link.vendor_id = UUID(facts.vendor) if facts.vendor else None
    link.qualification = facts.qualification.value
    link.signed_on = facts.signed_on
    link.ends_on = facts.ends_on
    link.renewal_months = facts.renewal_months
    link.hosts_health_data = facts.hosts_health_data
    link.hds_ends_on = facts.hds_ends_on
    link.compliance = clauses_compliance(
        facts.answers,
        qualification=facts.qualification,
        hosts_health_data=facts.hosts_health_data,
    ).value
    chain = [one.name for one in facts.sub_processors]
    link.words = folded(" ".join([link.reference, facts.name, facts.services, facts.notes, *chain]))


def standing_row(link: ProcessorLink) -> ProcessorStanding:
    """Return where the processor stands, for the portfolio: no name, no text."""
    return ProcessorStanding(
        link_id=link.pk,
        reference=link.reference,
        vendor_id=link.vendor_id,
        state=link.state,
        signed_on=link.signed_on,
        contract_ends_on=link.ends_on,
        renewal_months=link.renewal_months,
        compliance=link.compliance,
        hosts_health_data=link.hosts_health_data,
        certificate_seen=link.certificate_seen,
        updated_at=link.updated_at,
    )
