from collections.abc import Callable

import pytest
from django.test import Client

from tenants.accounts.models import User
from tenants.directory.models import Establishment, Invitation
from tenants.directory.roles import Role
from tests.conftest import Firm, owner

ClientFor = Callable[[User], Client]
PAGE = "/etablissements/ouvrir/"


def typed(firm: Firm, **changes: str) -> dict[str, str]:
    return {
        "name": "Cabinet des Remparts",
        "type": "cabinet_medical",
        "agency": str(firm.agency.pk),
        "postcode": "29200",
        "city": "Brest",
        **changes,
    }


def test_opening_when_right_then_opens_invites_and_brings_there(
    firm: Firm, client_for: ClientFor, establishment: Establishment
) -> None:
    facts = typed(
        firm,
        siret="732 829 320 00074",
        finess="29 000 123 4",
        manager_email="chef@remparts.example",
    )
    answer = client_for(firm.dpo).post(PAGE, facts)

    with owner():
        place = Establishment.objects.get(name="Cabinet des Remparts")
        invited = Invitation.objects.get(establishment=place)
    assert answer.headers["Location"] == f"/e/{place.slug}/"
    assert (place.finess, place.siren, place.siret) == ("290001234", "732829320", "73282932000074")
    assert place.territory == "FR-METRO"
    assert (invited.email, invited.role) == ("chef@remparts.example", Role.MANAGER)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"siren": "123456789"}, "Ce SIREN ne se vérifie pas\u00a0: neuf chiffres"),
        ({"siret": "73282932000075"}, "Ce SIRET ne se vérifie pas\u00a0: quatorze chiffres"),
        (
            {"siren": "732829320", "siret": "35600000049837"},
            "Un SIRET commence par le SIREN de l’établissement.",
        ),
        ({"finess": "12"}, "Un FINESS a neuf caractères"),
        ({"postcode": "68000"}, "En Alsace-Moselle, le Vendredi saint dépend de la commune"),
        ({"postcode": "2920"}, "Un code postal a cinq chiffres"),
        ({"name": "../../"}, "Donnez un nom qui comporte au moins une lettre."),
        ({"agency": "999999"}, "Sélectionnez un choix valide"),
    ],
)
def test_opening_when_something_is_wrong_then_says_so_and_keeps_what_was_typed(
    firm: Firm, client_for: ClientFor, changes: dict[str, str], sentence: str
) -> None:
    answer = client_for(firm.dpo).post(PAGE, typed(firm, **changes))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="Brest"' in page
    with owner():
        assert Establishment.objects.count() == 0


def test_opening_when_the_finess_is_held_then_says_so(firm: Firm, client_for: ClientFor) -> None:
    client = client_for(firm.dpo)
    client.post(PAGE, typed(firm, finess="290001234"))
    answer = client.post(PAGE, typed(firm, finess="290001234", name="Autre cabinet"))

    assert answer.status_code == 422
    assert "Ce numéro FINESS est déjà celui d’un établissement ouvert." in answer.content.decode()


def test_opening_when_the_agency_is_not_theirs_then_it_is_not_offered(
    firm: Firm, client_for: ClientFor
) -> None:
    answer = client_for(firm.dpo).post(PAGE, typed(firm, agency=str(firm.other_agency.pk)))

    assert answer.status_code == 422
    assert firm.other_agency.name not in answer.content.decode()


def test_opening_when_the_name_would_be_read_backwards_then_without_its_marks(
    firm: Firm, client_for: ClientFor
) -> None:
    client_for(firm.dpo).post(
        PAGE, typed(firm, name="\u202eCabinet\u202c des \u2066Remparts\u2069")
    )

    with owner():
        assert Establishment.objects.filter(name="Cabinet des Remparts").exists()
