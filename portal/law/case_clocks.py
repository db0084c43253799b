"""Worked cases of deadlines, read and computed: one small function for each kind of clock."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from portal.law.article12 import article12_clock
from portal.law.authorities import (
    administrative_document,
    minor_erasure,
    prior_consultation,
)
from portal.law.breach import complement_clock, notification_clock
from portal.law.calendars import TERRITORIES, Territory, territory
from portal.law.clocks import civil_clock
from portal.law.medical_record import MedicalRecordFacts, medical_record_clocks
from portal.law.nis2 import nis2_clocks
from portal.law.periods import Due, Extension, LawInputError, Step, local, start_of_day
from portal.law.reading import Plain, Record
from portal.law.retention import MedicalRecordLife, medical_record_retention
from portal.law.suspensions import Suspension, SuspensionReason


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the engine found for one case: named values as a data file writes them, and why.

    `unchecked` names what the case gives no facts for.
    """

    values: Mapping[str, Plain]
    steps: tuple[Step, ...]
    unchecked: frozenset[str] = frozenset()


class Evaluation(Protocol):
    """One kind of case: its facts and where it happens in, its outcome out."""

    def __call__(self, facts: Record, *, territory: Territory) -> Outcome: ...


def clock_outcome(record: Record) -> Outcome:
    """Return what the clock of the case's `kind` gives for its `input`."""
    evaluate = EVALUATIONS[record.choice("kind", EVALUATIONS)]
    facts = record.record("input")
    outcome = evaluate(facts, territory=place(record))
    facts.finish()
    return outcome


def place(record: Record) -> Territory:
    """Return the territory of a case: a calendar, and the zone of another where one is written.

    Raises LawInputError for a calendar or a zone of no French territory.
    """
    home = territory(record.text("calendar"))
    zone = record.text("timezone") if record.has("timezone") else home.zone
    if zone == home.zone:
        return home
    for other in TERRITORIES:
        if other.zone == zone:
            return replace(other, calendar=home.calendar)
    raise LawInputError("Fuseau inconnu. Donnez celui d’un territoire.", field="timezone")


def _request(facts: Record, *, territory: Territory) -> Outcome:
    facts.optional_text("right")
    due = article12_clock(
        received_at=facts.instant("received_at"),
        territory=territory,
        suspensions=tuple(_suspension(record) for record in _listed(facts, "suspensions")),
        extension_notified_at=facts.optional_instant("extension_notified_at"),
    )
    values: dict[str, Plain] = {
        "received_local_date": _text(due.steps[0].on),
        "status": _status(due),
        "extension": due.extension.value,
        "extension_notice_due": _text(due.notice_by),
        "nominal_date": _text(due.nominal_on),
        "due_date": _text(due.on) if due.is_final else None,
        "unsuspended_due_date": _text(due.on),
        "suspended_days": due.suspended_days,
    }
    return Outcome(values, due.steps)


def _status(due: Due) -> str:
    if not due.is_final:
        return "suspended"
    return "extended" if due.extension is Extension.VALID else "open"


def _suspension(record: Record) -> Suspension:
    suspension = Suspension(
        reason=SuspensionReason(record.choice("reason", tuple(SuspensionReason))),
        requested_at=record.instant("requested_at"),
        answered_at=record.optional_instant("answered_at"),
        without_undue_delay=record.flag("without_undue_delay", default=True),
    )
    record.finish()
    return suspension


def _medical_record(facts: Record, *, territory: Territory) -> Outcome:
    hour_known = "T" in facts.text("received_at")
    facts.optional_text("requester")
    identity = [facts.optional_day(f"identity_{act}_on") for act in ("requested", "proved")]
    request = MedicalRecordFacts(
        received_at=facts.instant("received_at")
        if hour_known
        else start_of_day(facts.day("received_at"), zone=territory.zone),
        hour_known=hour_known,
        information_on=tuple(date.fromisoformat(day) for day in facts.texts("info_dates")),
        commission_seized=facts.flag("cdsp_seized", default=False),
        identity_was_asked=identity[0] is not None,
    )
    clocks = medical_record_clocks(request, territory=territory)
    first = clocks[0]
    values: dict[str, Plain] = {
        "received_local_date": _text(first.steps[0].on),
        "earliest_at": _shown(first.not_before, territory),
        "variant": _variant(clocks),
    }
    if len(clocks) == 1:
        values |= _medical_dates(first)
    else:
        values |= {"recent": _medical_dates(first), "old": _medical_dates(clocks[1])}
    return Outcome(values, tuple(step for due in clocks for step in due.steps))


def _variant(clocks: tuple[Due, ...]) -> str:
    if len(clocks) > 1:
        return "mixed"
    return "eight_days" if clocks[0].rule_id == "R-CSP-8J" else "two_months"


def _medical_dates(due: Due) -> dict[str, Plain]:
    tolerance = due.alternatives[0].on if due.alternatives else due.on
    return {
        "due_date": _text(due.on),
        "operational_due_date": _text(due.operational_on),
        "tolerance_date_cpc642": _text(tolerance),
    }


def _breach(facts: Record, *, territory: Territory) -> Outcome:
    due = notification_clock(aware_at=facts.instant("controller_aware_at"), territory=territory)
    facts.optional_instant("processor_aware_at")
    values: dict[str, Plain] = {
        "due_at": _shown(due.at, territory),
        "legal_limit_at": _shown(due.legal_limit_at, territory),
    }
    notified_at = facts.optional_instant("initial_notified_at")
    if notified_at is not None:
        complement = complement_clock(notified_at=notified_at, territory=territory)
        values["initial_on_time"] = notified_at <= due.at
        values["complement_target_at"] = _shown(complement.at, territory)
    return Outcome(values, due.steps)


def _nis2(facts: Record, *, territory: Territory) -> Outcome:
    clocks = nis2_clocks(
        aware_at=facts.instant("aware_at"),
        notified_at=facts.optional_instant("notification_submitted_at"),
        territory=territory,
    )
    values: dict[str, Plain] = {
        "early_warning_due_at": _shown(clocks.early_warning.at, territory),
        "notification_due_at": _shown(clocks.notification.at, territory),
    }
    steps = clocks.early_warning.steps + clocks.notification.steps
    if clocks.final_report is not None:
        values["final_report_nominal_date"] = _text(clocks.final_report.nominal_on)
        values["final_report_due_date"] = _text(clocks.final_report.on)
        steps += clocks.final_report.steps
    return Outcome(values, steps)


def _prior_consultation(facts: Record, *, territory: Territory) -> Outcome:
    found = prior_consultation(
        received_on=facts.day("received_by_cnil_on"),
        is_extended=facts.flag("extended", default=False),
        territory=territory,
    )
    values = _dates(found.opinion) | {"extension_info_due_date": _text(found.extension_notice.on)}
    return Outcome(values, found.opinion.steps + found.extension_notice.steps)


def _minor_erasure(facts: Record, *, territory: Territory) -> Outcome:
    found = minor_erasure(
        received_on=facts.day("received_on"),
        cnil_seized_on=facts.optional_day("cnil_seized_on"),
        territory=territory,
    )
    values = _dates(found.answer) | {"cnil_referral_from": _text(found.referral_from)}
    if found.decision is None:
        return Outcome(values, found.answer.steps)
    values["cnil_decision_date"] = _text(found.decision.on)
    return Outcome(values, found.answer.steps + found.decision.steps)


def _administrative_document(facts: Record, *, territory: Territory) -> Outcome:
    found = administrative_document(received_on=facts.day("received_on"), territory=territory)
    values: dict[str, Plain] = {
        "implicit_refusal_on": _text(found.implicit_refusal.on),
        "cada_referral_until": _text(found.referral.on),
    }
    return Outcome(values, found.implicit_refusal.steps + found.referral.steps)


def _medical_retention(facts: Record, *, territory: Territory) -> Outcome:
    found = medical_record_retention(
        MedicalRecordLife(
            last_visit_on=facts.day("last_visit_on"),
            born_on=facts.optional_day("born_on"),
            died_on=facts.optional_day("died_on"),
        )
    )
    return Outcome({"retain_until": _text(found.until), "basis": found.basis.value}, found.steps)


def _video(facts: Record, *, territory: Territory) -> Outcome:
    due = civil_clock("R-RET-VIDEO", on=facts.day("recorded_on"), territory=territory)
    return Outcome({"erase_by": _text(due.on)}, due.steps)


def _plain_clock(rule_id: str, start: str) -> Evaluation:
    def evaluate(facts: Record, *, territory: Territory) -> Outcome:
        due = civil_clock(rule_id, on=facts.day(start), territory=territory)
        return Outcome(_dates(due), due.steps)

    return evaluate


EVALUATIONS: Mapping[str, Evaluation] = {
    "dsr_gdpr": _request,
    "dsr_medical_record": _medical_record,
    "breach_art33": _breach,
    "nis2_incident": _nis2,
    "dpia_prior_consultation": _prior_consultation,
    "dpia_review": _plain_clock("R-DPIA-3Y", "validated_on"),
    "minor_erasure_lil51": _minor_erasure,
    "info_art14": _plain_clock("R-ART14-1M", "start_on"),
    "complaint_art78": _plain_clock("R-ART78-3M", "start_on"),
    "admin_document_cada": _administrative_document,
    "retention_medical_record": _medical_retention,
    "retention_video": _video,
}


def _dates(due: Due) -> dict[str, Plain]:
    return {"nominal_date": _text(due.nominal_on), "due_date": _text(due.on)}


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _shown(instant: datetime | None, territory: Territory) -> str | None:
    return None if instant is None else local(instant, zone=territory.zone).isoformat()


def _listed(record: Record, key: str) -> list[Record]:
    return record.records(key) if record.has(key) else []
