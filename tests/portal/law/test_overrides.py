"""Which override the facts propose, at the edge of each condition. Worked cases are in cases/."""

from dataclasses import replace

import pytest

from portal.law.overrides import (
    Circumstances,
    Deletion,
    Disclosure,
    Loss,
    overrides,
    proposed_override,
)

ORDINARY = Circumstances(persons=20, context=1, health_data=False, disclosure=Disclosure.KNOWN)
TRUSTED = Circumstances(
    persons=100,
    context=4,
    health_data=True,
    disclosure=Disclosure.TRUSTED,
    deletion=Deletion.CONFIRMED,
)


@pytest.mark.parametrize(
    ("circumstances", "override_id"),
    [
        (ORDINARY, "O3"),
        (replace(ORDINARY, persons=21), "O8"),
        (replace(ORDINARY, context=2), "O8"),
        (replace(ORDINARY, disclosure=Disclosure.UNKNOWN), None),
        (replace(ORDINARY, loss=Loss.LASTING), "O4"),
        (TRUSTED, "O2"),
        (replace(TRUSTED, persons=101), "O5"),
        (replace(TRUSTED, deletion=Deletion.DEMANDED), "O5"),
        (replace(TRUSTED, affects_care=True), "O6"),
        (replace(TRUSTED, disclosure=Disclosure.GOOD_FAITH, logs_are_complete=True), "O7"),
        (replace(TRUSTED, disclosure=Disclosure.GOOD_FAITH), "O5"),
        (replace(TRUSTED, disclosure=Disclosure.NONE, loss=Loss.RESTORED), "O9"),
        (replace(TRUSTED, disclosure=Disclosure.NONE, loss=Loss.LONG_OUTAGE), "O10"),
        (replace(TRUSTED, disclosure=Disclosure.NONE), None),
        (replace(TRUSTED, is_intelligible=False), "O1"),
        (replace(TRUSTED, is_intelligible=False, loss=Loss.PERMANENT), "O2"),
        (replace(TRUSTED, is_intelligible=False, affects_care=True), "O6"),
        (replace(TRUSTED, touches_personal_data=False), "O0"),
    ],
)
def test_override_when_the_facts_reach_it_then_proposed(
    circumstances: Circumstances, override_id: str | None
) -> None:
    override = proposed_override(circumstances)

    assert (override.id if override else None) == override_id


def test_overrides_when_listed_then_eleven_each_with_words_and_a_source() -> None:
    known = overrides()

    assert sorted(known, key=lambda name: int(name[1:])) == [f"O{n}" for n in range(11)]
    assert all(one.fr and one.en and one.source.text for one in known.values())
