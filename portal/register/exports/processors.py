"""The processors of the establishment, for the files of the register: gathered, and in words."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from portal.law.processors import Certificate as Held
from portal.law.processors import (
    Compliance,
    clauses_compliance,
    compliance_of,
    rules,
    standing_end,
    term_of,
)
from portal.law.processors import certificate_of as certificate_held
from portal.processors.facts import Facts
from portal.processors.models import ProcessorLinkVersion
from portal.processors.queries import as_of
from portal.register.exports.register import Certificate, Contract, Entry, Processor, Register
from portal.register.exports.words import NO, YES
from tenants.library.models import VendorCertificate

TITLE = "Sous-traitants"
HEAD = (
    "N° REF",
    "Nom",
    "Services",
    "Qualité",
    "Contact",
    "DPO",
    "Héberge des données de santé",
    "Contrat signé le",
    "Début",
    "Fin",
    "Préavis (jours)",
    "Reconduction (mois)",
    "Conformité (art. 28)",
    "Certificat HDS",
    "Fin du certificat",
    "Sous-traitants ultérieurs",
    "Transferts hors de l’EEE",
    "Activités qui l’utilisent",
)
# What a page of paper has room for, under these titles of HEAD.
_ON_PAPER = (0, 1, 2, 9, 12, 14)
PAPER_HEAD = tuple(HEAD[at] for at in _ON_PAPER)
PAPER_WIDTHS = (2, 5, 5, 3, 3, 3)
_COMPLIANCE = {
    Compliance.COMPLIANT: "Conforme",
    Compliance.PARTIAL: "Partiel",
    Compliance.NON_COMPLIANT: "Non conforme",
    Compliance.OUT_OF_SCOPE: "Hors article 28",
}


def processors_of(
    *, at: datetime, zone: ZoneInfo, entries: Iterable[Entry], only_used: bool
) -> tuple[Processor, ...]:
    """Return the processors that ran at the UTC instant `at`, by reference. Two queries.

    `only_used` keeps those that the sheets of `entries` name.
    """
    used = {use.link for entry in entries for use in entry.sheet.processors}
    versions = [one for one in as_of(at) if not only_used or str(one.link_id) in used]
    certificates = _certificates([one.facts.vendor for one in versions], at=at)
    today = at.astimezone(zone).date()
    return tuple(_processor(one, certificates, today=today) for one in versions)


def _certificates(vendors: Iterable[str], *, at: datetime) -> dict[str, Certificate]:
    """Return the certificate that counted at `at`, by the id of the vendor. One query."""
    wanted = {UUID(vendor) for vendor in vendors if vendor}
    if not wanted:
        return {}
    found = VendorCertificate.objects.filter(
        Q(replaced_at=None) | Q(replaced_at__gt=at), vendor_id__in=wanted, added_at__lte=at
    )
    return {
        str(one.vendor_id): Certificate(number=one.number, ends_on=one.expires_on) for one in found
    }


def _processor(
    version: ProcessorLinkVersion, certificates: dict[str, Certificate], *, today: date
) -> Processor:
    facts = version.facts
    certificate = certificates.get(facts.vendor)
    if not facts.vendor and facts.hds_ends_on:
        certificate = Certificate(number=facts.hds_number, ends_on=facts.hds_ends_on)
    return Processor(
        link=str(version.link_id),
        reference=version.link.reference,
        name=facts.name,
        services=facts.services,
        qualification=facts.qualification,
        contact_name=facts.contact_name,
        contact_email=facts.contact_email,
        contact_phone=facts.contact_phone,
        dpo_contact=facts.dpo_contact,
        hosts_health_data=facts.hosts_health_data,
        contract=Contract(
            signed_on=facts.signed_on,
            starts_on=facts.starts_on,
            ends_on=standing_end(facts.ends_on, renewal_months=facts.renewal_months, today=today),
            notice_days=facts.notice_days,
            renewal_months=facts.renewal_months,
            compliance=_compliance(facts, certificate, today=today),
            has_general_authorisation=facts.has_general_authorisation,
            clauses=facts.clauses,
        ),
        certificate=certificate,
        sub_processors=facts.sub_processors,
        transfers=facts.transfers,
    )


def _compliance(facts: Facts, certificate: Certificate | None, *, today: date) -> Compliance:
    clauses = clauses_compliance(
        facts.answers,
        qualification=facts.qualification,
        hosts_health_data=facts.hosts_health_data,
    )
    held: Held = certificate_held(
        hosts_health_data=facts.hosts_health_data,
        has_certificate=certificate is not None,
        expires_on=certificate.ends_on if certificate else None,
        today=today,
    )
    term = term_of(
        signed_on=facts.signed_on,
        ends_on=facts.ends_on,
        renewal_months=facts.renewal_months,
        today=today,
    )
    return compliance_of(clauses, term=term, certificate=held)


def lines(register: Register) -> tuple[tuple[str, ...], ...]:
    """Return a row of words for each processor, under HEAD."""
    return tuple(_line(one, register) for one in register.processors)


def paper_lines(register: Register) -> tuple[tuple[str, ...], ...]:
    """Return the rows of `lines` that a page of paper has room for, under PAPER_HEAD."""
    return tuple(tuple(row[at] for at in _ON_PAPER) for row in lines(register))


def _line(one: Processor, register: Register) -> tuple[str, ...]:
    contract, certificate = one.contract, one.certificate
    kinds = {kind.id: kind.words.fr for kind in rules().qualifications}
    return (
        one.reference,
        one.name,
        one.services,
        kinds.get(one.qualification, one.qualification),
        _joined(one.contact_name, one.contact_email, one.contact_phone),
        one.dpo_contact,
        YES if one.hosts_health_data else NO,
        _day(contract.signed_on) if contract else "",
        _day(contract.starts_on) if contract else "",
        _day(contract.ends_on) if contract else "",
        _number(contract.notice_days) if contract else "",
        _number(contract.renewal_months) if contract else "",
        _COMPLIANCE[contract.compliance] if contract else "",
        certificate.number if certificate else "",
        _day(certificate.ends_on) if certificate else "",
        "\n".join(_joined(sub.name, sub.service, sub.country) for sub in one.sub_processors),
        "\n".join(_joined(out.country, _tool(out.tool), out.document) for out in one.transfers),
        ", ".join(entry.reference for entry in register.entries if one.link and _uses(entry, one)),
    )


def _uses(entry: Entry, one: Processor) -> bool:
    return any(use.link == one.link for use in entry.sheet.processors)


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _tool(code: str) -> str:
    return next((tool.words.fr for tool in rules().tools if tool.id == code), code)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
