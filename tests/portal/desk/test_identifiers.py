import pytest

from portal.desk.identifiers import compact, is_finess, is_siren, is_siret, territory_of


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        ("290001234", True),
        ("2A0001234", True),
        ("9D0001234", True),
        ("29000123", False),
        ("2900012345", False),
        ("A90001234", False),
        ("29000123X", False),
    ],
)
def test_is_finess_when_asked_then_judges_the_shape(number: str, verdict: bool) -> None:
    assert is_finess(number) is verdict


@pytest.mark.parametrize(
    ("number", "verdict"),
    [("732829320", True), ("732829321", False), ("73282932", False), ("73282932A", False)],
)
def test_is_siren_when_asked_then_verifies_the_key(number: str, verdict: bool) -> None:
    assert is_siren(number) is verdict


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        ("73282932000074", True),
        ("73282932000075", False),
        ("35600000049837", True),
        ("356000000", False),
    ],
)
def test_is_siret_when_asked_then_verifies_the_key(number: str, verdict: bool) -> None:
    assert is_siret(number) is verdict


def test_compact_when_typed_with_spaces_then_drops_them() -> None:
    assert compact(" 732 829\u00a0320 ") == "732829320"
    assert compact("2a-000.1234") == "2A0001234"


@pytest.mark.parametrize(
    ("postcode", "territory"),
    [
        ("29200", "FR-METRO"),
        ("20000", "FR-METRO"),
        ("67000", None),
        ("68000", None),
        ("57000", None),
        ("97110", "FR-GP"),
        ("97133", "FR-BL"),
        ("97150", "FR-MF"),
        ("97200", "FR-MQ"),
        ("97300", "FR-GF"),
        ("97400", "FR-RE"),
        ("97500", "FR-PM"),
        ("97600", "FR-YT"),
        ("98000", "FR-METRO"),
    ],
)
def test_territory_of_when_asked_then_follows_the_postcode(
    postcode: str, territory: str | None
) -> None:
    assert territory_of(postcode) == territory
