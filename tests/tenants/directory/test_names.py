"""Names that reach SQL or an address are generated and checked."""

import pytest

from tenants.directory.names import is_schema_name, is_slug, new_schema_name, slug_for


def test_schema_name_when_generated_then_it_is_one_of_ours() -> None:
    assert is_schema_name(new_schema_name())


@pytest.mark.parametrize(
    "slug", ["../etc", "a", "Pharmacie", "pharmacie;drop", "p\n", "pharmacie-", "1er-cabinet", ""]
)
def test_slug_when_it_tries_to_break_out_then_it_is_none(slug: str) -> None:
    assert not is_slug(slug)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Pharmacie du Bœuf à l’Étang", "pharmacie-du-boeuf-a-letang"),
        ("3 Rivières", "etablissement-3-rivieres"),
        ("Cabinet", "cabinet-2"),
    ],
)
def test_slug_when_made_from_a_name_then_accents_go_and_it_is_free(
    name: str, expected: str
) -> None:
    assert slug_for(name, taken=frozenset({"cabinet"})) == expected
