"""Who may ask, on what proof; what allows a refusal; what is told."""

import pytest

from portal.law.periods import LawInputError
from portal.law.requesters import capacities, capacity, notices, refusals
from portal.law.rights import Right


def test_capacities_when_for_the_medical_record_then_six_of_eight() -> None:
    assert [one.id for one in capacities(for_medical_record=True)] == [
        "self",
        "parent",
        "protected_representation",
        "protected_assistance",
        "heir",
        "designated_doctor",
    ]
    assert len(capacities(for_medical_record=False)) == 8


def test_heir_when_asking_then_one_of_three_grounds() -> None:
    assert [ground.fr for ground in capacity("heir").grounds] == [
        "Connaître les causes de la mort",
        "Défendre la mémoire du défunt",
        "Faire valoir ses droits",
    ]


@pytest.mark.parametrize(
    ("right", "grounds"),
    [
        (
            Right.ERASURE,
            [
                "manifestly_unfounded",
                "not_identified",
                "legal_retention",
                "public_health",
                "legal_claims",
            ],
        ),
        (Right.AUTOMATED_DECISION, ["manifestly_unfounded"]),
    ],
)
def test_refusals_when_a_right_is_named_then_its_grounds(right: Right, grounds: list[str]) -> None:
    assert [ground.id for ground in refusals(right)] == grounds


def test_notices_when_listed_then_what_and_when() -> None:
    assert [notice.id for notice in notices()] == [
        "acknowledge",
        "extension",
        "refusal",
        "recipients",
        "identity",
    ]
    assert notices()[1].when.fr == "Avant la fin du premier mois"


def test_capacity_when_unknown_then_refused() -> None:
    with pytest.raises(LawInputError) as refusal:
        capacity("neighbour")

    assert refusal.value.field == "capacity"
