"""What an absence changes, place by place: facts, and what is expected of them."""

from datetime import date

import pytest

from tenants.directory.absence_effect import Effect, Period, Place, effect

BREST, NIMES = 1, 2
MAEL, YANN, MAUD, SOLENE = 11, 12, 13, 14  # three DPOs and the lead
DPOS = {BREST: {MAEL, YANN, MAUD}, NIMES: {MAEL}}
SUBSTITUTES = {BREST: {MAEL, YANN, MAUD, SOLENE}, NIMES: {MAEL, SOLENE}}
FIRST, LAST = date(2026, 7, 20), date(2026, 8, 2)
HOLIDAY = Period(MAEL, BREST, FIRST, LAST)


def away(person: int, first: date, last: date) -> Period:
    return Period(person, BREST, first, last)


@pytest.mark.parametrize(
    ("assigned", "deputy", "others", "expected"),
    [
        (MAEL, YANN, [], Effect(1, 0, ())),
        (MAEL, SOLENE, [], Effect(1, 0, ())),
        (MAEL, None, [], Effect(0, 1, ())),
        # The deputy is away on the last day alone.
        (MAEL, YANN, [away(YANN, LAST, LAST)], Effect(0, 1, ())),
        (MAEL, YANN, [away(YANN, date(2026, 8, 3), date(2026, 8, 9))], Effect(1, 0, ())),
        # On one day nobody is left but the lead, who is neither assigned nor deputy.
        (
            MAEL,
            YANN,
            [away(YANN, FIRST, FIRST), away(MAUD, FIRST, FIRST)],
            Effect(0, 0, ("Pharmacie du Port",)),
        ),
        # Somebody else's establishment: nothing passes, unless he was the last.
        (YANN, MAUD, [], Effect(0, 0, ())),
        (
            YANN,
            None,
            [away(YANN, FIRST, LAST), away(MAUD, FIRST, LAST)],
            Effect(0, 0, ("Pharmacie du Port",)),
        ),
        (None, None, [], Effect(0, 0, ())),
    ],
)
def test_effect_when_one_is_away_then_each_place_has_its_holder(
    assigned: int | None, deputy: int | None, others: list[Period], expected: Effect
) -> None:
    place = Place("Pharmacie du Port", BREST, assigned, deputy)

    found = effect(
        [HOLIDAY, *others], of=[HOLIDAY], places=[place], dpos=DPOS, substitutes=SUBSTITUTES
    )

    assert found == expected


def test_effect_when_away_from_one_agency_then_the_other_is_untouched() -> None:
    places = [Place("A", BREST, MAEL, YANN), Place("B", NIMES, MAEL, None)]

    found = effect([HOLIDAY], of=[HOLIDAY], places=places, dpos=DPOS, substitutes=SUBSTITUTES)

    assert found == Effect(1, 0, ())
