"""What a file of the register is made of: facts of the establishment, its DPO, its activities."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from portal.law.processors import Compliance
from portal.processors.facts import Clause, Line, Qualification, SubProcessor, Text, Transfer
from portal.register.sheet import Sheet


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Party(_Part):
    """A person or a body, with what is needed to reach them."""

    name: str = ""
    organisation: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "France"
    phone: str = ""
    email: str = ""


class Establishment(Party):
    """The body whose register it is. GDPR art. 30(1)(a)."""

    siren: str = ""
    siret: str = ""
    finess: str = ""


class Entry(_Part):
    """One activity of the register; its dates are civil days of the establishment."""

    reference: str
    role: Literal["controller", "processor"]
    state: Literal["draft", "to_validate", "validated", "archived"]
    created_on: date
    updated_on: date
    validated_on: date | None = None
    sheet: Sheet


class Contract(_Part):
    """The contract of a processor. GDPR art. 28(3)."""

    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    notice_days: int | None = None
    renewal_months: int | None = None
    compliance: Compliance = Compliance.NON_COMPLIANT
    has_general_authorisation: bool = False
    clauses: tuple[Clause, ...] = ()


class Certificate(_Part):
    """The hosting certificate of a processor. CSP art. L.1111-8."""

    number: Line = ""
    ends_on: date


class Processor(_Part):
    """A processor of the establishment; `link` is what the sheets of its activities hold."""

    link: Line
    reference: Line
    name: Line
    services: Text = ""
    qualification: Qualification = Qualification.PROCESSOR
    contact_name: Line = ""
    contact_email: Line = ""
    contact_phone: Line = ""
    dpo_contact: Line = ""
    hosts_health_data: bool = False
    contract: Contract | None = None
    certificate: Certificate | None = None
    sub_processors: tuple[SubProcessor, ...] = ()
    transfers: tuple[Transfer, ...] = ()


class Register(_Part):
    """The register at one instant; `as_of` is aware, in the establishment's zone."""

    establishment: Establishment
    dpo: Party | None = None
    as_of: AwareDatetime
    is_redacted: bool = False
    entries: tuple[Entry, ...] = ()
    processors: tuple[Processor, ...] = ()


def redacted(register: Register) -> Register:
    """Return what may be handed to anyone who asks for the register of a public body.

    Gone: drafts, security measures, software, owner, internal notes, reasons of the screening,
    documents and assessments of transfers, arrangements and contracts. Of processors their name,
    their services and whether they host health data remain.
    Sources: CRPA art. L311-1 and L311-2 (unfinished documents), L311-5 2° d (security of systems),
    L311-6 (business secrets, persons); CNIL, question 1359.
    """
    entries = tuple(
        entry.model_copy(update={"sheet": _redacted_sheet(entry.sheet)})
        for entry in register.entries
        if entry.state != "draft"
    )
    processors = tuple(
        Processor(
            link="",
            reference=one.reference,
            name=one.name,
            services=one.services,
            qualification=one.qualification,
            hosts_health_data=one.hosts_health_data,
        )
        for one in register.processors
    )
    return register.model_copy(
        update={"entries": entries, "processors": processors, "is_redacted": True}
    )


def _redacted_sheet(sheet: Sheet) -> Sheet:
    return sheet.model_copy(
        update={
            "measures": (),
            "software": (),
            "owner": "",
            "note": "",
            "transfers_note": "",
            "dpia": sheet.dpia.model_copy(update={"reason": "", "criteria": (), "reference": ""}),
            "transfers": tuple(
                transfer.model_copy(update={"document": "", "assessment": ""})
                for transfer in sheet.transfers
            ),
            "joint_controllers": tuple(
                joint.model_copy(update={"contact": "", "arrangement": ""})
                for joint in sheet.joint_controllers
            ),
            "processors": tuple(
                processor.model_copy(update={"link": ""}) for processor in sheet.processors
            ),
        }
    )
