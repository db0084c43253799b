from collections.abc import Callable

import pytest
from django.test import Client

from tenants.accounts.models import User
from tests.conftest import Firm, owner

ClientFor = Callable[[User], Client]


@pytest.mark.parametrize(("asked", "kept"), [("dark", "dark"), ("neon", "auto")])
def test_theme_when_chosen_then_the_next_page_wears_it(
    firm: Firm, client_for: ClientFor, asked: str, kept: str
) -> None:
    client = client_for(firm.dpo)
    client.post("/preferences/theme/", {"theme": asked})

    with owner():
        firm.dpo.refresh_from_db()
    assert firm.dpo.theme == kept
    assert ('data-theme="dark"' in client.get("/").content.decode()) is (kept == "dark")


def test_language_when_signed_in_then_is_kept_in_the_account(
    firm: Firm, client_for: ClientFor
) -> None:
    client = client_for(firm.dpo)
    client.post("/langue/", {"language": "en", "next": "/echeances/"})

    assert client.get("/echeances/").headers["Content-Language"] == "en"


@pytest.mark.django_db
def test_language_when_signed_out_then_is_kept_in_a_cookie() -> None:
    client = Client()
    client.post("/langue/", {"language": "en"})

    assert client.get("/compte/login/").headers["Content-Language"] == "en"


def test_single_keys_when_switched_off_then_the_page_no_longer_listens(
    firm: Firm, client_for: ClientFor
) -> None:
    client = client_for(firm.dpo)
    before = client.get("/").content.decode()
    client.post("/preferences/raccourcis/", {"single_keys": "off"})

    assert (" data-keys" in before, " data-keys" in client.get("/").content.decode()) == (
        True,
        False,
    )
