"""The schedule of retention, applied to a date."""

from datetime import date

import pytest

from portal.law.periods import LawInputError
from portal.law.retention_schedule import RecordLife, retention_dates, retention_rules


@pytest.mark.parametrize(
    ("rule_id", "archive_on", "erase_on"),
    [
        ("RET-DP-LIB", date(2017, 6, 1), date(2032, 6, 1)),
        ("RET-FSE", None, date(2012, 8, 30)),
        ("RET-SMS", None, date(2012, 9, 1)),
        ("RET-OPT", date(2017, 6, 1), date(2032, 6, 1)),
        ("RET-EHPAD-ADM", date(2014, 6, 1), None),
        ("RET-IMPAYES", None, None),
    ],
)
def test_record_when_started_then_its_dates(
    rule_id: str, archive_on: date | None, erase_on: date | None
) -> None:
    dates = retention_dates(rule_id, RecordLife(started_on=date(2012, 6, 1)))

    assert (dates.archive_on, dates.erase_on) == (archive_on, erase_on)
    assert dates.steps


def test_patient_record_when_of_a_child_then_until_the_28th_birthday() -> None:
    life = RecordLife(started_on=date(2012, 6, 1), born_on=date(2010, 3, 2), has_claim=True)

    dates = retention_dates("RET-DP-LIB", life)

    assert dates.erase_on == date(2038, 3, 2)
    assert dates.is_suspended


def test_schedule_when_read_then_41_rules_each_with_a_source() -> None:
    rules = retention_rules()

    assert len(rules) == 41
    assert all(rule.source.text for rule in rules)


def test_rule_when_unknown_then_refused() -> None:
    with pytest.raises(LawInputError) as refusal:
        retention_dates("RET-NONE", RecordLife(started_on=date(2012, 6, 1)))

    assert refusal.value.field == "rule_id"
