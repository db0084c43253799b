"""Opening an establishment: one action, all or nothing."""

import pytest
from django.db import connection

from tenants.directory.models import Establishment
from tenants.directory.provisioning import OpeningRefused, open_establishment
from tenants.directory.switching import as_person
from tests.conftest import NOW, Firm, opened, owner


def open_pharmacy(
    firm: Firm,
    *,
    name: str = "Pharmacie du Môle",
    territory: str = "FR-METRO",
    finess: str = "",
) -> Establishment:
    return open_establishment(
        agency=firm.agency,
        type="pharmacie",
        name=name,
        territory=territory,
        finess=finess,
        by=firm.dpo,
        now=NOW,
    )


def test_opening_when_the_dpo_asks_then_the_establishment_has_its_own_schema(firm: Firm) -> None:
    with as_person(firm.dpo.pk):
        row = open_pharmacy(firm)

    with owner(), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from information_schema.tables where table_schema = %s"
            " and table_name in ('journal_entry', 'rights_request', 'incidents_incident')",
            [row.schema_name],
        )
        assert cursor.fetchone()[0] == 3
    assert row.slug == "pharmacie-du-mole"


def test_opening_when_finess_is_held_then_refused_and_nothing_is_written(firm: Firm) -> None:
    with as_person(firm.dpo.pk):
        open_pharmacy(firm, finess="290012345")
        with pytest.raises(OpeningRefused) as refusal:
            open_pharmacy(firm, name="Pharmacie double", finess="290012345")
        count = Establishment.objects.count()

    assert refusal.value.message == "Ce numéro FINESS est déjà celui d’un établissement ouvert."
    assert refusal.value.field == "finess"
    assert count == 1


def test_opening_when_the_territory_is_unknown_then_refused(firm: Firm) -> None:
    with as_person(firm.dpo.pk), pytest.raises(OpeningRefused) as refusal:
        open_pharmacy(firm, territory="FR-ATLANTIS")

    assert refusal.value.field == "territory"


def test_opening_when_the_name_is_taken_elsewhere_then_the_address_is_numbered(firm: Firm) -> None:
    first = opened(firm.other_agency, "Pharmacie du Môle")
    with as_person(firm.dpo.pk):
        second = open_pharmacy(firm)

    assert (first.slug, second.slug) == ("pharmacie-du-mole", "pharmacie-du-mole-2")


def test_deleting_when_a_row_is_deleted_then_its_schema_is_never_dropped(
    establishment: Establishment,
) -> None:
    with owner(), pytest.raises(PermissionError):
        establishment.delete()
