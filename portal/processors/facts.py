"""What an establishment knows of one processor of its own: one frozen document, whole in each
version.

Sources: GDPR art. 28, 44 to 49; CSP L.1111-8.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from portal.law.processors import Answer

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000)]


class Qualification(StrEnum):
    """What the vendor is to the establishment. GDPR art. 4 7) and 8), 26."""

    PROCESSOR = "processor"
    CONTROLLER = "controller"
    JOINT = "joint"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SubProcessor(_Part):
    """Another processor engaged by this one. GDPR art. 28(2) and (4)."""

    name: Line
    service: Line = ""
    country: Line = ""
    is_authorised: bool = False


class Transfer(_Part):
    """A transfer outside the EEA: `tool` is a code of the law's data."""

    country: Line
    tool: Line = "none"
    document: Line = ""
    assessed_on: date | None = None


class Clause(_Part):
    """What the contract says of one point of the checklist."""

    point: Line
    answer: Answer = Answer.UNKNOWN
    comment: Text = ""


class Facts(_Part):
    """All of it. `vendor` is the id of the catalogue's, "" for one's own.

    `hds_number` and `hds_ends_on` stand for a certificate only outside the catalogue.
    """

    name: Line
    vendor: Line = ""
    services: Text = ""
    qualification: Qualification = Qualification.PROCESSOR
    qualification_note: Text = ""
    contact_name: Line = ""
    contact_email: Line = ""
    contact_phone: Line = ""
    dpo_contact: Line = ""
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    notice_days: int | None = Field(default=None, ge=0, le=1_100)
    renewal_months: int | None = Field(default=None, ge=1, le=120)
    sub_processors: tuple[SubProcessor, ...] = ()
    has_general_authorisation: bool = False
    transfers: tuple[Transfer, ...] = ()
    hosts_health_data: bool = False
    hds_number: Line = ""
    hds_ends_on: date | None = None
    clauses: tuple[Clause, ...] = ()
    notes: Text = ""

    @property
    def answers(self) -> dict[str, Answer]:
        """The answer to each point that was asked."""
        return {clause.point: clause.answer for clause in self.clauses}
