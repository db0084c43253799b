"""The ladders as data: what is read, what is refused."""

import pytest

from portal.law.catalogue import catalogue
from portal.law.periods import Unit
from tenants.agenda.ladders import (
    Audience,
    LadderError,
    ladder_of,
    read_ladders,
    rules_with_a_ladder,
)

HEAD = """
version: 2
morning: "08:00"
evening: "19:00"
spread_minutes: 15
escalation:
  after_hours: 24
  inside_last_hours: 24
  then_after_hours: 2
  nights_inside_last_hours: 72
  chain: [deputy]
suspended: {every_days: 15, times: 24}
ladders: {}
"""
EVERYONE = {Audience.DPO, Audience.MANAGER, Audience.LEAD}
USED = ("R-ART12-1M", "R-ART12-EXT", "R-CSP-8J", "R-CSP-2M", "R-ART33-QUALIFY", "R-ART33-72H")
# What runs in the catalogue without being anybody's deadline: what the law computes with, how long
# a file is kept, and the two days during which a medical record may not yet be handed over.
NO_DEADLINE = {"R-CSP-48H"}
CLOCKS = sorted(
    {
        rule.id
        for rule in catalogue()
        if (rule.period or rule.start) and rule.subject not in {"computation", "retention"}
    }
    - NO_DEADLINE
)


@pytest.mark.parametrize("rule_id", USED)
def test_ladder_when_the_rule_is_in_use_then_it_has_its_own(rule_id: str) -> None:
    assert ladder_of(rule_id).rule_id == rule_id


@pytest.mark.parametrize("rule_id", CLOCKS)
def test_ladder_when_a_clock_of_the_catalogue_runs_then_its_last_two_rungs_are_final(
    rule_id: str,
) -> None:
    ladder = ladder_of(rule_id)
    before_the_end = [rung for rung in ladder.rungs if rung.before >= 0]
    period = catalogue().rule(rule_id).period

    assert [rung.is_final for rung in before_the_end[-3:]] == [False, True, True]
    assert all(Audience.DPO in rung.call.audiences for rung in ladder.rungs)
    # A clock of hours climbed by days would say nothing in time.
    is_in_hours = period is not None and period.unit == Unit.HOUR
    assert {rung.unit for rung in ladder.rungs} == ({"hours"} if is_in_hours else {"days"}) or (
        rule_id == "R-ART33-QUALIFY"
    )


def test_ladder_when_a_rule_is_named_then_it_is_in_the_catalogue() -> None:
    assert [rule_id for rule_id in rules_with_a_ladder() if rule_id not in catalogue()] == []


@pytest.mark.parametrize("rule_id", [*USED, "default"])
def test_ladder_when_it_nears_the_end_then_all_three_are_told_and_it_is_final(
    rule_id: str,
) -> None:
    before_the_end = [rung for rung in ladder_of(rule_id).rungs if rung.before >= 0]

    assert [rung.is_final for rung in before_the_end[-3:]] == [False, True, True]
    assert all(set(rung.call.audiences) == EVERYONE for rung in before_the_end[-2:])


def test_ladder_when_a_rung_comes_after_the_end_then_it_is_final() -> None:
    after = [(rung.name, rung.is_final) for rung in ladder_of("R-ART33-72H").rungs[-2:]]
    unqualified = [rung.name for rung in ladder_of("R-ART33-QUALIFY").rungs if rung.is_final]

    assert after == [("H+1", True), ("H+24", True)]
    assert unqualified == ["H-12", "H-4", "H+1", "H+24", "H+168"]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (
            "{reason: r, opened: {to: [dpo]}, late: {to: [dpo]}, rungs: [{days: 1, to: [doctor]}]}",
            "default: an audience is one of deputy, dpo, lead, manager.",
        ),
        (
            "{reason: r, opened: {to: [dpo]}, late: {to: [dpo]}, rungs: [{weeks: 1, to: [dpo]}]}",
            "default: a step has days or hours, and to.",
        ),
        (
            "{reason: r, opened: {to: [dpo]}, late: {to: [dpo]},"
            " rungs: [{days: 1, to: [dpo]}, {hours: 48, to: [dpo]}]}",
            "default: rungs go from the earliest to the latest, each once.",
        ),
        (
            "{opened: {to: [dpo]}, late: {to: [dpo]}, rungs: [{days: 1, to: [dpo]}]}",
            "default: has reason, opened, late, rungs, nothing else.",
        ),
        (
            "{reason: r, opened: {to: [dpo]}, late: {to: [dpo]}, rungs: []}",
            "default: rungs is a list of at least one step.",
        ),
        (
            "{reason: r, opened: {to: [dpo]}, late: {to: [dpo]}, rungs: [{days: one, to: [dpo]}]}",
            "default: days is a whole number.",
        ),
        (
            "{reason: r, opened: {to: [dpo]}, late: {to: [dpo]},"
            " rungs: [{days: 1, to: [dpo], by: [pigeon]}]}",
            "default: a way is one of chat, mail.",
        ),
        (
            "{reason: r, opened: {to: [snoozer]}, late: {to: [dpo]},"
            " rungs: [{days: 1, to: [dpo]}]}",
            "default: an audience is one of deputy, dpo, lead, manager.",
        ),
    ],
)
def test_ladders_when_an_entry_is_wrong_then_the_sentence_names_it(
    entry: str, sentence: str
) -> None:
    with pytest.raises(LadderError) as refusal:
        read_ladders(f"{HEAD}default: {entry}\n")

    assert str(refusal.value) == sentence
