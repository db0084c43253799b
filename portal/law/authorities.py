"""The clocks of the authorities: prior consultation, minors' erasure, administrative documents."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.law import steps as say
from portal.law.calendars import Territory
from portal.law.catalogue import catalogue
from portal.law.clocks import civil_clock, dated
from portal.law.periods import Due, start_of_day


@dataclass(frozen=True, slots=True)
class PriorConsultation:
    """The CNIL's opinion, and the last day for it to tell that it needs six more weeks."""

    opinion: Due
    extension_notice: Due


@dataclass(frozen=True, slots=True)
class MinorErasure:
    """The controller's month, the first day to seize the CNIL, and the CNIL's own period."""

    answer: Due
    referral_from: date
    decision: Due | None


@dataclass(frozen=True, slots=True)
class AdministrativeDocument:
    """The day silence amounts to a refusal, and the last day to refer it to the CADA."""

    implicit_refusal: Due
    referral: Due


def prior_consultation(
    *, received_on: date, is_extended: bool, territory: Territory
) -> PriorConsultation:
    """Return the CNIL's period: eight weeks, fourteen once extended.

    Raises LawInputError for a year out of range.

    Source: RGPD art. 36 §2 ; Rég. 1182/71 art. 3.
    """
    opinion = civil_clock("R-ART36-8W", on=received_on, territory=territory)
    if is_extended:
        longer = catalogue().rule("R-ART36-EXT")
        opinion = dated(
            longer,
            period=longer.length(),
            starts_at=opinion.starts_at,
            first=(*opinion.steps[:2], say.stated(longer)),
            on=received_on,
            territory=territory,
        )
    notice = second_clock("R-ART36-8W", "extension_notice", on=received_on, territory=territory)
    return PriorConsultation(opinion=opinion, extension_notice=notice)


def minor_erasure(
    *, received_on: date, cnil_seized_on: date | None, territory: Territory
) -> MinorErasure:
    """Return the clocks of the erasure of data collected from a minor.

    Shape: `decision` is None until the CNIL is seized. Raises LawInputError for a year out of
    range.

    Source: loi n° 78-17 art. 51 II.
    """
    answer = civil_clock("R-LIL51", on=received_on, territory=territory)
    decision = None
    if cnil_seized_on is not None:
        decision = second_clock(
            "R-LIL51",
            "cnil_decision",
            on=cnil_seized_on,
            territory=territory,
            start_id="cnil_seized",
        )
    return MinorErasure(
        answer=answer, referral_from=last_day(answer) + timedelta(days=1), decision=decision
    )


def administrative_document(*, received_on: date, territory: Territory) -> AdministrativeDocument:
    """Return when the silence of a public body refuses, and until when the CADA may be seized.

    Raises LawInputError for a year out of range.

    Source: CRPA art. R.*311-12, R.311-13 et R.343-1.
    """
    refusal = civil_clock("R-CRPA-1M", on=received_on, territory=territory)
    referral = civil_clock("R-CADA-2M", on=last_day(refusal), territory=territory)
    return AdministrativeDocument(implicit_refusal=refusal, referral=referral)


def second_clock(
    rule_id: str, name: str, *, on: date, territory: Territory, start_id: str = ""
) -> Due:
    """Return the end of the rule's second period of that name, from the day `on`."""
    rule = catalogue().rule(rule_id)
    start = catalogue().starts[start_id] if start_id else rule.event()
    return dated(
        rule,
        period=rule.other(name),
        starts_at=start_of_day(on, zone=territory.zone),
        first=(say.started_on(start, on=on, rule_id=rule.id),),
        on=on,
        territory=territory,
    )


def last_day(due: Due) -> date:
    """Return the last day of a civil period. Raises ValueError for a period in hours."""
    if due.on is None:
        raise ValueError("a period in hours has no last day")
    return due.on
