"""What article 28 asks of a contract, and the HDS certificate, on given days."""

from datetime import date

import pytest

from portal.law.processors import (
    Answer,
    Certificate,
    Compliance,
    Progress,
    Term,
    certificate_of,
    clauses_compliance,
    compliance_of,
    decision_day,
    points,
    progress_of,
    rules,
    standing_end,
    term_of,
)

TODAY = date(2026, 3, 2)
YES, NO, NA = Answer.YES, Answer.NO, Answer.NOT_APPLICABLE
CRITICAL = (
    "S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10", "S11", "S12", "S13",
    "S14", "S16", "S19", "S21",
)  # fmt: skip


def all_at(answer: Answer, *, but: dict[str, Answer] | None = None) -> dict[str, Answer]:
    return dict.fromkeys(CRITICAL, answer) | (but or {})


def test_points_when_read_then_twenty_two_of_which_one_is_for_hosts() -> None:
    assert [point.id for point in points(hosts_health_data=True)] == [
        f"S{number:02}" for number in range(1, 23)
    ]
    assert "S20" not in {point.id for point in points(hosts_health_data=False)}
    assert {p.id for p in rules().points if not p.is_critical} == {"S15", "S17", "S18", "S22"}


@pytest.mark.parametrize(
    ("answers", "hosts", "expected"),
    [
        # 17 critical points apply to who hosts no health data, 18 to who does.
        (all_at(YES), False, Compliance.COMPLIANT),
        (all_at(YES), True, Compliance.PARTIAL),
        (all_at(YES, but={"S20": YES}), True, Compliance.COMPLIANT),
        (all_at(YES, but={"S20": NA}), True, Compliance.COMPLIANT),
        # 14 of 17 is 82 %, 13 of 17 is 76 %.
        (all_at(YES, but={"S01": NO, "S02": NO, "S03": NO}), False, Compliance.PARTIAL),
        (
            all_at(YES, but={"S01": NO, "S02": NO, "S03": NO, "S04": NO}),
            False,
            Compliance.NON_COMPLIANT,
        ),
        # 12 of 15 is 80 % to the point.
        (
            all_at(YES, but={"S01": NO, "S02": NO, "S03": NO, "S04": NA, "S05": NA}),
            False,
            Compliance.PARTIAL,
        ),
        ({}, False, Compliance.NON_COMPLIANT),
    ],
)
def test_clauses_when_answered_then_the_critical_ones_decide(
    answers: dict[str, Answer], hosts: bool, expected: Compliance
) -> None:
    found = clauses_compliance(answers, qualification="processor", hosts_health_data=hosts)

    assert found == expected


def test_clauses_when_it_is_no_processor_then_article_28_asks_nothing() -> None:
    assert (
        clauses_compliance({}, qualification="controller", hosts_health_data=False)
        == Compliance.OUT_OF_SCOPE
    )


def test_progress_when_some_are_answered_then_not_applicable_counts_as_answered() -> None:
    answers = {"S01": YES, "S02": NA, "S15": NO, "S20": YES}

    assert progress_of(answers, hosts_health_data=False) == Progress(
        answered=3, applicable=21, critical_yes=1, critical=16
    )


@pytest.mark.parametrize(
    ("clauses", "term", "certificate", "expected"),
    [
        ("compliant", "running", "not_needed", "compliant"),
        ("compliant", "expiring", "valid", "compliant"),
        ("compliant", "absent", "not_needed", "non_compliant"),
        ("compliant", "expired", "not_needed", "non_compliant"),
        ("compliant", "running", "absent", "non_compliant"),
        ("compliant", "running", "expired", "non_compliant"),
        ("partial", "running", "expiring", "partial"),
        ("out_of_scope", "absent", "not_needed", "out_of_scope"),
        ("out_of_scope", "absent", "absent", "non_compliant"),
    ],
)
def test_compliance_when_contract_or_certificate_fails_then_clauses_do_not_save_it(
    clauses: str, term: str, certificate: str, expected: str
) -> None:
    found = compliance_of(
        Compliance(clauses), term=Term(term), certificate=Certificate(certificate)
    )

    assert found == Compliance(expected)


@pytest.mark.parametrize(
    ("ends_on", "months", "expected", "end"),
    [
        (None, None, Term.RUNNING, None),
        (date(2026, 3, 1), None, Term.EXPIRED, date(2026, 3, 1)),
        (date(2026, 3, 2), None, Term.EXPIRING, date(2026, 3, 2)),
        (date(2026, 5, 31), None, Term.EXPIRING, date(2026, 5, 31)),
        (date(2026, 6, 1), None, Term.RUNNING, date(2026, 6, 1)),
        # Renews itself each year: the end of 29 February 2024 comes back on the 28th.
        (date(2024, 2, 29), 12, Term.RUNNING, date(2027, 2, 28)),
        (date(2025, 3, 2), 12, Term.EXPIRING, date(2026, 3, 2)),
    ],
)
def test_term_when_a_day_is_given_then_a_contract_that_renews_itself_goes_on(
    ends_on: date | None, months: int | None, expected: Term, end: date | None
) -> None:
    signed = date(2023, 1, 1)

    assert (
        term_of(signed_on=signed, ends_on=ends_on, renewal_months=months, today=TODAY) == expected
    )
    assert standing_end(ends_on, renewal_months=months, today=TODAY) == end


def test_term_when_nothing_is_signed_then_absent_whatever_the_days() -> None:
    found = term_of(signed_on=None, ends_on=date(2030, 1, 1), renewal_months=None, today=TODAY)

    assert found == Term.ABSENT


@pytest.mark.parametrize(
    ("hosts", "expires_on", "expected"),
    [
        (False, date(2020, 1, 1), Certificate.NOT_NEEDED),
        (True, None, Certificate.ABSENT),
        (True, date(2026, 3, 1), Certificate.EXPIRED),
        (True, date(2026, 3, 2), Certificate.EXPIRING),
        (True, date(2026, 5, 31), Certificate.EXPIRING),
        (True, date(2026, 6, 1), Certificate.VALID),
    ],
)
def test_certificate_when_health_data_are_hosted_then_it_must_be_in_force(
    hosts: bool, expires_on: date | None, expected: Certificate
) -> None:
    found = certificate_of(
        hosts_health_data=hosts,
        has_certificate=expires_on is not None,
        expires_on=expires_on,
        today=TODAY,
    )

    assert found == expected


@pytest.mark.parametrize(
    ("ends_on", "notice", "months", "expected"),
    [
        (date(2026, 12, 31), None, None, date(2026, 12, 31)),
        (date(2026, 12, 31), 90, None, date(2026, 10, 2)),
        (date(2026, 12, 31), 90, 12, date(2026, 10, 2)),
        # The notice has passed: the end is what is left, or the next end when it renews itself.
        (date(2026, 3, 31), 90, None, date(2026, 3, 31)),
        (date(2026, 3, 31), 90, 12, date(2026, 12, 31)),
        (date(2020, 3, 31), 30, 12, date(2027, 3, 1)),
        # Over already, and never renewed: late from the first day.
        (date(2026, 1, 31), 60, None, date(2026, 1, 31)),
    ],
)
def test_decision_when_a_notice_is_due_then_it_counts_back_from_the_end(
    ends_on: date, notice: int | None, months: int | None, expected: date
) -> None:
    found = decision_day(ends_on, notice_days=notice, renewal_months=months, today=TODAY)

    assert found == expected
