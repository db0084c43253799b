"""Impact assessment of one activity: facts, level, reasons."""

import pytest

from portal.law.dpia import ActivityFacts, activity_screening, lists
from portal.law.periods import LawInputError
from portal.law.screening import Level


@pytest.mark.parametrize(
    ("facts", "level", "reasons"),
    [
        (ActivityFacts(required_item=1, is_covered=True), Level.MANDATORY, ["2018-327"]),
        (
            ActivityFacts(is_covered=True, criteria=frozenset({"C4", "C7"})),
            Level.NOT_REQUIRED,
            ["COVERED"],
        ),
        (
            ActivityFacts(exempt_item=6, criteria=frozenset({"C4", "C7"})),
            Level.NOT_REQUIRED,
            ["2019-118"],
        ),
        (
            ActivityFacts(criteria=frozenset({"C7", "C4"})),
            Level.PRESUMED_MANDATORY,
            ["C4", "C7"],
        ),
        (ActivityFacts(criteria=frozenset({"C4"})), Level.RECOMMENDED, ["C4"]),
        (ActivityFacts(), Level.NOT_REQUIRED, []),
    ],
)
def test_activity_when_screened_then_level_and_reasons(
    facts: ActivityFacts, level: Level, reasons: list[str]
) -> None:
    finding = activity_screening(facts)

    assert finding.level is level
    assert [reason.rule_id for reason in finding.reasons] == reasons


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (ActivityFacts(required_item=15), "item"),
        (ActivityFacts(exempt_item=13), "item"),
        (ActivityFacts(criteria=frozenset({"C10"})), "criteria"),
    ],
)
def test_activity_when_an_item_does_not_exist_then_refused(
    facts: ActivityFacts, field: str
) -> None:
    with pytest.raises(LawInputError) as refusal:
        activity_screening(facts)

    assert refusal.value.field == field


def test_lists_when_read_then_nine_criteria_fourteen_required_twelve_exempt() -> None:
    found = lists()

    assert (len(found.criteria), len(found.required), len(found.exempt)) == (9, 14, 12)
