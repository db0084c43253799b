"""Duties of an establishment: levels, reasons, and what is refused. The 26 cases are in cases/."""

from pathlib import Path

import pytest

from portal.law.periods import LawInputError
from portal.law.reading import RULES, LawDataError, read
from portal.law.screening import EstablishmentFacts, Level, establishment_screening, load_table


def test_screening_when_shared_records_then_presumed_with_its_reasons() -> None:
    facts = EstablishmentFacts(
        establishment_type="orthophonie",
        shared_records=True,
        professionals_count=4,
        patients_per_year=900,
    )

    screening = establishment_screening(facts)

    assert screening.register.level is Level.MANDATORY
    assert screening.dpo.level is Level.PRESUMED_MANDATORY
    assert [reason.rule_id for reason in screening.dpo.reasons] == ["P7", "P0"]
    assert [reason.rule_id for reason in screening.dpia.reasons] == ["P7", "P10"]
    assert screening.dpia.reasons[0].source.verification == "verified"


def test_screening_when_the_portal_joins_house_and_centre_then_mandatory() -> None:
    facts = EstablishmentFacts(establishment_type="maison_centre_sante")

    assert establishment_screening(facts).dpo.level is Level.MANDATORY


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (EstablishmentFacts(establishment_type="boulangerie"), "establishment_type"),
        (EstablishmentFacts(establishment_type="lbm", patients_per_year=-1), "patients_per_year"),
    ],
)
def test_screening_when_facts_are_impossible_then_refused(
    facts: EstablishmentFacts, field: str
) -> None:
    with pytest.raises(LawInputError) as refusal:
        establishment_screening(facts)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("levels: [not_required, ", "levels: [", "screening.yaml:5: « levels » : les quatre"),
        ("then: {dpo: rec", "then: {dog: rec", "sortie inconnue « dog »"),
        ("fact: public_body", "fact: private_body", "« fact » : attendu : ai_or_innovative"),
        ("body, eq: true", "body, is: true", "une condition porte un test parmi eq, in, gte"),
        ("gte_param: patients_threshold", "gte_param: other", "« gte_param » : attendu : pat"),
        ("{dpo: recommended}", "{dpo: maybe}", "« dpo » : attendu : not_required, recommended"),
    ],
)
def test_table_when_a_word_is_wrong_then_refused(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    text = (RULES / "screening.yaml").read_text(encoding="utf-8")
    path = tmp_path / "screening.yaml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(LawDataError) as refusal:
        load_table(read(path))

    assert said in str(refusal.value)
