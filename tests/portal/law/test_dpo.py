"""May this person be the DPO."""

import pytest

from portal.law.dpo import DpoFacts, dpo_fitness, incompatible_roles
from portal.law.periods import LawInputError
from portal.law.screening import Level


@pytest.mark.parametrize(
    ("facts", "conflicts"),
    [
        (DpoFacts(is_external=True, is_legal_person=True), []),
        (DpoFacts(is_external=False, is_legal_person=True), ["natural_person"]),
        (DpoFacts(is_external=False, other_role="pharmacy_owner"), ["pharmacy_owner"]),
        (DpoFacts(is_external=True, holds_a_processor=True), ["holds_a_processor"]),
    ],
)
def test_designation_when_screened_then_its_conflicts(
    facts: DpoFacts, conflicts: list[str]
) -> None:
    fitness = dpo_fitness(facts)

    assert [reason.rule_id for reason in fitness.conflicts] == conflicts
    assert fitness.may_be_designated is (not conflicts)


def test_competence_when_certified_then_shown_else_what_to_show() -> None:
    shown = dpo_fitness(DpoFacts(is_external=True, is_certified=True)).competence
    missing = dpo_fitness(DpoFacts(is_external=True)).competence

    assert [reason.rule_id for reason in shown.reasons] == ["is_certified"]
    assert shown.level is Level.NOT_REQUIRED
    assert missing.level is Level.RECOMMENDED
    assert len(missing.reasons) == 3


def test_role_when_not_on_the_list_then_refused() -> None:
    with pytest.raises(LawInputError) as refusal:
        dpo_fitness(DpoFacts(is_external=False, other_role="gardener"))

    assert refusal.value.field == "other_role"
    assert len(incompatible_roles()) == 9
