"""Where a processor stands on a civil day: its contract, its certificate, its compliance. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from portal.law.processors import (
    Certificate,
    Compliance,
    Term,
    certificate_of,
    compliance_of,
    standing_end,
    term_of,
)


class ContractState(StrEnum):
    """In one word, for whoever draws or lists a processor: the gravest that is true."""

    OK = "ok"
    MISSING = "missing"
    EXPIRED = "expired"
    EXPIRING = "expiring"
    NON_COMPLIANT = "non_compliant"

    @property
    def label(self) -> str:
        """What it says, in the language of the page."""
        return str(_CONTRACT_WORDS[self])

    @property
    def is_wrong(self) -> bool:
        """Whether it is to be shown in red."""
        return self not in {ContractState.OK, ContractState.EXPIRING}


_CONTRACT_WORDS = {
    ContractState.OK: _("contrat en règle"),
    ContractState.MISSING: _("contrat absent"),
    ContractState.EXPIRED: _("contrat fini"),
    ContractState.EXPIRING: _("contrat qui finit bientôt"),
    ContractState.NON_COMPLIANT: _("contrat non conforme"),
}
_COMPLIANCE_WORDS = {
    Compliance.COMPLIANT: _("conforme"),
    Compliance.PARTIAL: _("partiel"),
    Compliance.NON_COMPLIANT: _("non conforme"),
    Compliance.OUT_OF_SCOPE: _("hors article 28"),
}
_CERTIFICATE_WORDS = {
    Certificate.NOT_NEEDED: _("HDS sans objet"),
    Certificate.VALID: _("HDS valide"),
    Certificate.EXPIRING: _("HDS expire bientôt"),
    Certificate.EXPIRED: _("HDS expiré"),
    Certificate.ABSENT: _("HDS absent"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the standing is reckoned from; `compliance` is a code of what the clauses say."""

    is_ended: bool
    signed_on: date | None
    ends_on: date | None
    renewal_months: int | None
    compliance: str
    hosts_health_data: bool
    certificate_ends_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where it stands. `ends_on` is the next end of the contract, once it has renewed itself."""

    term: Term
    certificate: Certificate
    compliance: Compliance
    ends_on: date | None
    contract: ContractState

    @property
    def compliance_label(self) -> str:
        """The compliance, in the language of the page."""
        return compliance_words(self.compliance)

    @property
    def certificate_label(self) -> str:
        """The certificate, in the language of the page."""
        return certificate_words(self.certificate)


def compliance_words(compliance: Compliance) -> str:
    """Return the words of a compliance, in the language of the page."""
    return str(_COMPLIANCE_WORDS[compliance])


def certificate_words(certificate: Certificate) -> str:
    """Return the words of a certificate, in the language of the page."""
    return str(_CERTIFICATE_WORDS[certificate])


def standing_of(known: Known, *, today: date) -> Standing:
    """Return where a processor stands on a civil day.

    Source: RGPD art. 28 §3 ; CSP art. L.1111-8.
    """
    term = term_of(
        signed_on=known.signed_on,
        ends_on=known.ends_on,
        renewal_months=known.renewal_months,
        today=today,
    )
    certificate = certificate_of(
        hosts_health_data=known.hosts_health_data,
        has_certificate=known.certificate_ends_on is not None,
        expires_on=known.certificate_ends_on,
        today=today,
    )
    clauses = Compliance(known.compliance)
    compliance = compliance_of(clauses, term=term, certificate=certificate)
    return Standing(
        term=term,
        certificate=certificate,
        compliance=compliance,
        ends_on=standing_end(known.ends_on, renewal_months=known.renewal_months, today=today),
        contract=_contract(known, term=term, certificate=certificate, compliance=compliance),
    )


def _contract(
    known: Known, *, term: Term, certificate: Certificate, compliance: Compliance
) -> ContractState:
    is_asked = Compliance(known.compliance) != Compliance.OUT_OF_SCOPE
    if known.is_ended or (term == Term.EXPIRED and is_asked):
        return ContractState.EXPIRED
    if certificate.is_unlawful:
        return ContractState.NON_COMPLIANT
    if is_asked and term == Term.ABSENT:
        return ContractState.MISSING
    if compliance == Compliance.NON_COMPLIANT:
        return ContractState.NON_COMPLIANT
    return ContractState.EXPIRING if term == Term.EXPIRING else ContractState.OK
