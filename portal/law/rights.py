"""A request of a data subject: which clocks it starts."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.law.article12 import article12_clock
from portal.law.calendars import Territory
from portal.law.medical_record import MedicalRecordFacts, medical_record_clocks
from portal.law.periods import Due
from portal.law.suspensions import Suspension, SuspensionReason

__all__ = ["RequestFacts", "Right", "Suspension", "SuspensionReason", "request_clocks"]


class Right(StrEnum):
    """The rights of the GDPR, articles 15 to 22."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"
    AUTOMATED_DECISION = "automated_decision"


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What a request is made of, as far as its clocks are concerned.

    `medical_information_on` holds the days the medical information was made; with none,
    `medical_older_than_five_years` decides. `other_data` says whether a request for the medical
    record also asks for the rest (invoices, appointments, images…). `hour_known` is False when
    only the day of receipt is known: `received_at` is then any instant of that day.
    """

    right: Right
    received_at: datetime
    medical_record: bool = False
    medical_older_than_five_years: bool = False
    other_data: bool = True
    suspensions: tuple[Suspension, ...] = ()
    extension_notified_at: datetime | None = None
    hour_known: bool = True
    medical_information_on: tuple[date, ...] = ()
    commission_seized: bool = False

    @property
    def asks_for_the_medical_record(self) -> bool:
        """Return whether the CSP governs a part of it: access, not the other rights."""
        return self.medical_record and self.right is Right.ACCESS


def request_clocks(facts: RequestFacts, *, territory: Territory) -> tuple[Due, ...]:
    """Return the clocks the request starts, never none: the medical record's first, then art. 12.

    A mixed request starts both: the medical part at eight days or two months, the rest at one
    month. Raises LawInputError for a naive instant, a year out of range, a question, an answer or
    a notice that comes before what it follows.

    Source: RGPD art. 12 §3 ; CSP art. L.1111-7 al. 2.
    """
    rest = article12_clock(
        received_at=facts.received_at,
        territory=territory,
        hour_known=facts.hour_known,
        suspensions=facts.suspensions,
        extension_notified_at=facts.extension_notified_at,
    )
    if not facts.asks_for_the_medical_record:
        return (rest,)
    medical = medical_record_clocks(_medical_part(facts), territory=territory)
    return (*medical, rest) if facts.other_data else medical


def _medical_part(facts: RequestFacts) -> MedicalRecordFacts:
    return MedicalRecordFacts(
        received_at=facts.received_at,
        hour_known=facts.hour_known,
        is_old=facts.medical_older_than_five_years,
        information_on=facts.medical_information_on,
        commission_seized=facts.commission_seized,
        identity_was_asked=any(
            suspension.reason is SuspensionReason.IDENTITY for suspension in facts.suspensions
        ),
    )
