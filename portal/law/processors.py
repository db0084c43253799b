"""Processors: what their contract must say, how far it does, and what hosting health data asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from portal.law.duties import next_round
from portal.law.reading import RULES, Record, read
from portal.law.wording import Wording

PROCESSOR = "processor"


class Answer(StrEnum):
    """What the contract says of one point."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class Compliance(StrEnum):
    """How far a contract does what article 28 asks; OUT_OF_SCOPE for who is no processor."""

    COMPLIANT = "compliant"
    PARTIAL = "partial"
    NON_COMPLIANT = "non_compliant"
    OUT_OF_SCOPE = "out_of_scope"


class Certificate(StrEnum):
    """Where the hosting certificate stands; NOT_NEEDED when no health data are hosted."""

    NOT_NEEDED = "not_needed"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    ABSENT = "absent"

    @property
    def is_unlawful(self) -> bool:
        """Whether health data are hosted without a certificate in force."""
        return self in {Certificate.EXPIRED, Certificate.ABSENT}


class Term(StrEnum):
    """Where a contract stands in time."""

    ABSENT = "absent"
    RUNNING = "running"
    EXPIRING = "expiring"
    EXPIRED = "expired"

    @property
    def is_in_force(self) -> bool:
        """Whether a signed contract runs on that day."""
        return self in {Term.RUNNING, Term.EXPIRING}


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the checklist. `applies_to` is "hosting", or "" for every processor."""

    id: str
    ref: str
    words: Wording
    is_critical: bool
    applies_to: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A code, its words, and why or when it is the right one."""

    id: str
    words: Wording
    why: Wording
    examples: Wording


@dataclass(frozen=True, slots=True)
class Processing:
    """All that the data file says."""

    points: tuple[Point, ...]
    source: str
    partial_from_percent: int
    qualifications: tuple[Choice, ...]
    activities: tuple[Choice, ...]
    tools: tuple[Choice, ...]
    hosting_why: Wording
    hosting_check: Wording
    hosting_source: str
    soon_days: int
    transfers_why: Wording


@dataclass(frozen=True, slots=True)
class Progress:
    """How many points that apply are answered, and how many critical ones are at yes."""

    answered: int
    applicable: int
    critical_yes: int
    critical: int


def points(*, hosts_health_data: bool) -> tuple[Point, ...]:
    """Return the points that apply, in the order of the data."""
    return tuple(
        point for point in rules().points if point.applies_to != "hosting" or hosts_health_data
    )


def progress_of(answers: Mapping[str, Answer], *, hosts_health_data: bool) -> Progress:
    """Return how far the checklist is; a point that is not applicable counts as answered."""
    asked = points(hosts_health_data=hosts_health_data)
    said = {point.id: answers.get(point.id, Answer.UNKNOWN) for point in asked}
    critical = [
        said[point.id]
        for point in asked
        if point.is_critical and said[point.id] != Answer.NOT_APPLICABLE
    ]
    return Progress(
        answered=sum(answer != Answer.UNKNOWN for answer in said.values()),
        applicable=len(asked),
        critical_yes=critical.count(Answer.YES),
        critical=len(critical),
    )


def clauses_compliance(
    answers: Mapping[str, Answer], *, qualification: str, hosts_health_data: bool
) -> Compliance:
    """Return what the clauses alone say: compliant when every critical point that applies is at
    yes, partial from 80 % of them, else non compliant.

    Source: RGPD art. 28 §3.
    """
    if qualification != PROCESSOR:
        return Compliance.OUT_OF_SCOPE
    done = progress_of(answers, hosts_health_data=hosts_health_data)
    if done.critical_yes == done.critical:
        return Compliance.COMPLIANT
    if 100 * done.critical_yes >= rules().partial_from_percent * done.critical:
        return Compliance.PARTIAL
    return Compliance.NON_COMPLIANT


def compliance_of(clauses: Compliance, *, term: Term, certificate: Certificate) -> Compliance:
    """Return the compliance on the day: no contract in force, or health data hosted without a
    certificate, is non compliant whatever the clauses say.

    A certificate is asked of a host even when it is no processor of the establishment.
    Source: RGPD art. 28 §3 ; CSP art. L.1111-8.
    """
    if certificate.is_unlawful:
        return Compliance.NON_COMPLIANT
    if clauses != Compliance.OUT_OF_SCOPE and not term.is_in_force:
        return Compliance.NON_COMPLIANT
    return clauses


def standing_end(ends_on: date | None, *, renewal_months: int | None, today: date) -> date | None:
    """Return the day the contract ends as things stand: one that renews itself goes on."""
    if ends_on is None or renewal_months is None or ends_on >= today:
        return ends_on
    return next_round(
        first_on=ends_on, every_months=renewal_months, after=today - timedelta(days=1)
    )


def decision_day(
    ends_on: date, *, notice_days: int | None, renewal_months: int | None, today: date
) -> date:
    """Return the last day to decide what follows a contract: its end, less the notice.

    Once the notice has passed, a contract that renews itself is decided before its next end; for
    another, the end itself is what is left.
    """
    notice = timedelta(days=notice_days or 0)
    end = standing_end(ends_on, renewal_months=renewal_months, today=today) or ends_on
    if end - notice >= today:
        return end - notice
    if renewal_months is None:
        return end
    after = max(end, today + notice - timedelta(days=1))
    return next_round(first_on=ends_on, every_months=renewal_months, after=after) - notice


def term_of(
    *, signed_on: date | None, ends_on: date | None, renewal_months: int | None, today: date
) -> Term:
    """Return where the contract stands on a civil day. Without a signature there is none.

    One that renews itself does not expire; its next end is told as near all the same.
    """
    if signed_on is None:
        return Term.ABSENT
    end = standing_end(ends_on, renewal_months=renewal_months, today=today)
    if end is None:
        return Term.RUNNING
    if end < today:
        return Term.EXPIRED
    return Term.EXPIRING if end - today <= timedelta(days=rules().soon_days) else Term.RUNNING


def certificate_of(
    *, hosts_health_data: bool, has_certificate: bool, expires_on: date | None, today: date
) -> Certificate:
    """Return where the hosting certificate stands on a civil day: valid on its last day.

    Source: CSP art. L.1111-8.
    """
    if not hosts_health_data:
        return Certificate.NOT_NEEDED
    if not has_certificate or expires_on is None:
        return Certificate.ABSENT
    if expires_on < today:
        return Certificate.EXPIRED
    is_soon = expires_on - today <= timedelta(days=rules().soon_days)
    return Certificate.EXPIRING if is_soon else Certificate.VALID


@cache
def rules() -> Processing:
    """Return what the data file says."""
    document = read(RULES / "processors.yaml")
    checklist, hosting = document.record("checklist"), document.record("hosting")
    qualification, transfers = document.record("qualification"), document.record("transfers")
    found = Processing(
        points=tuple(_point(record) for record in checklist.records("points")),
        source=checklist.text("source"),
        partial_from_percent=checklist.integer("partial_from_percent"),
        qualifications=tuple(_choice(record) for record in qualification.records("kinds")),
        activities=tuple(_choice(record) for record in hosting.records("activities")),
        tools=tuple(_choice(record) for record in transfers.records("tools")),
        hosting_why=_words(hosting, "why"),
        hosting_check=_words(hosting, "check"),
        hosting_source=hosting.text("source"),
        soon_days=hosting.integer("soon_days"),
        transfers_why=_words(transfers, "why"),
    )
    for record in (checklist, hosting, qualification, transfers):
        for key in ("source", "url", "verification"):
            record.optional_text(key)
        record.finish()
    document.finish()
    return found


def _point(record: Record) -> Point:
    point = Point(
        id=record.text("id"),
        ref=record.text("ref"),
        words=_words(record, "label"),
        is_critical=record.flag("critical", default=True),
        applies_to=record.optional_text("applies_to"),
    )
    record.finish()
    return point


def _choice(record: Record) -> Choice:
    choice = Choice(
        id=record.text("id"),
        words=_words(record, "label"),
        why=_words(record, "why"),
        examples=_words(record, "examples"),
    )
    record.finish()
    return choice


def _words(record: Record, key: str) -> Wording:
    return Wording(record.optional_text(f"{key}_fr"), record.optional_text(f"{key}_en"))
