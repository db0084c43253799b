from collections.abc import Callable

import pytest
from django.test import Client

from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tests.conftest import Firm

ClientFor = Callable[[User], Client]


def test_not_found_when_unknown_or_foreign_then_answers_are_identical(
    firm: Firm,
    client_for: ClientFor,
    establishment: Establishment,
    other_establishment: Establishment,
) -> None:
    client = client_for(firm.dpo)
    unknown = client.get("/e/pharmacie-inconnue/")
    foreign = client.get(f"/e/{other_establishment.slug}/")
    deep = client.get(f"/e/{other_establishment.slug}/demandes/")

    assert (unknown.status_code, foreign.status_code, deep.status_code) == (404, 404, 404)
    assert unknown.content == foreign.content == deep.content
    assert dict(unknown.headers) == dict(foreign.headers) == dict(deep.headers)


@pytest.mark.parametrize(
    "address", ["/nulle-part/", "/e/", "/e/x", "/e/..%2f..%2fetc/", "/e/a%00b/"]
)
def test_not_found_when_the_address_is_nonsense_then_gives_a_way_back(
    firm: Firm, client_for: ClientFor, address: str
) -> None:
    answer = client_for(firm.dpo).get(address)

    assert answer.status_code == 404
    assert "Revenir à la première page" in answer.content.decode()


def test_bad_request_when_ten_megabytes_are_pasted_then_says_it_is_too_long(
    firm: Firm, client_for: ClientFor
) -> None:
    answer = client_for(firm.dpo).post("/etablissements/ouvrir/", {"name": "x" * 10_000_000})

    assert answer.status_code == 413
    assert "C’est trop long pour être envoyé" in answer.content.decode()


def test_forbidden_when_the_role_does_not_allow_then_says_whom_to_ask(
    firm: Firm, client_for: ClientFor
) -> None:
    answer = client_for(firm.assistant).get("/etablissements/ouvrir/")

    assert answer.status_code == 403
    assert "demandez-le à votre délégué" in answer.content.decode()


def test_csrf_when_the_token_is_missing_then_says_the_page_expired(
    firm: Firm, client_for: ClientFor
) -> None:
    signed_in = client_for(firm.dpo)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    answer = strict.post("/preferences/theme/", {"theme": "dark"})

    assert answer.status_code == 403
    assert "Cette page a expiré" in answer.content.decode()
