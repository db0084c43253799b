"""What a file of the register is made of: facts of the establishment, its DPO, its activities."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

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


class Register(_Part):
    """The register at one instant; `as_of` is aware, in the establishment's zone."""

    establishment: Establishment
    dpo: Party | None = None
    as_of: AwareDatetime
    is_redacted: bool = False
    entries: tuple[Entry, ...] = ()


def redacted(register: Register) -> Register:
    """Return what may be handed to anyone who asks for the register of a public body.

    Gone: drafts, security measures, software, owner, internal notes, reasons of the screening,
    documents and assessments of transfers, arrangements and contracts.
    Sources: CRPA art. L311-1 and L311-2 (unfinished documents), L311-5 2° d (security of systems),
    L311-6 (business secrets, persons); CNIL, question 1359.
    """
    entries = tuple(
        entry.model_copy(update={"sheet": _redacted_sheet(entry.sheet)})
        for entry in register.entries
        if entry.state != "draft"
    )
    return register.model_copy(update={"entries": entries, "is_redacted": True})


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
