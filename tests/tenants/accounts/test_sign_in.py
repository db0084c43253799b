"""Signing in: by password, by code, and the ways that are closed."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client

from tenants.accounts.models import User
from tests.conftest import PASSWORD, owner
from tests.tenants.accounts.conftest import code_in
from tests.tenants.agenda.sink import Relay

pytestmark = pytest.mark.django_db


def signed_in_as(client: Client) -> str | None:
    """Return the id of who is signed in."""
    with owner():
        return client.session.get(SESSION_KEY)


def test_sign_in_when_the_password_is_right_then_a_session_with_a_new_key(manager: User) -> None:
    client = Client()
    client.get("/compte/login/")
    with owner():
        client.session.save()
    before = client.session.session_key

    answer = client.post("/compte/login/", {"login": manager.email.upper(), "password": PASSWORD})

    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.FOUND, "/")
    assert signed_in_as(client) == str(manager.pk)
    assert client.session.session_key != before


def test_sign_in_when_the_password_is_wrong_then_nobody(manager: User) -> None:
    client = Client()

    answer = client.post("/compte/login/", {"login": manager.email, "password": "une autre"})

    assert answer.status_code == HTTPStatus.OK
    assert "L’adresse électronique ou le mot de passe est incorrect." in answer.content.decode()
    assert signed_in_as(client) is None


@pytest.mark.parametrize(
    "path", ["/compte/login/", "/compte/login/code/", "/compte/password/reset/"]
)
@pytest.mark.parametrize(
    ("language", "name"), [("fr", "Adresse électronique"), ("en", "Email address")]
)
def test_sign_in_when_an_address_is_asked_then_one_name_for_it(
    db: None, path: str, language: str, name: str
) -> None:
    page = Client(headers={"Accept-Language": language}).get(path).content.decode()

    assert f">{name}</label>" in page
    assert "placeholder" not in page
    assert "Courriel" not in page
    assert "Adresse e-mail" not in page


def test_change_of_address_when_shown_then_the_same_name(
    manager: User, client_for: Callable[[User], Client]
) -> None:
    page = client_for(manager).get("/compte/email/").content.decode()

    assert ">Nouvelle adresse électronique</label>" in page
    assert "e-mail" not in page


def test_sign_in_when_a_code_is_asked_then_it_arrives_and_opens(
    manager: User, relay: Relay
) -> None:
    client = Client()

    asked = client.post("/compte/login/code/", {"email": manager.email})
    sent = relay.sink.mails[-1]
    answer = client.post("/compte/login/code/confirm/", {"code": code_in(relay)})

    assert asked.headers["Location"] == "/compte/login/code/confirm/"
    assert sent.to == (manager.email,)
    assert sent.message["Subject"] == "[Vigie] Votre code de connexion"
    assert sent.id.endswith("@vigie.test>")
    assert answer.headers["Location"] == "/"
    assert signed_in_as(client) == str(manager.pk)


def test_sign_in_when_the_code_is_wrong_three_times_then_it_is_dead(
    manager: User, relay: Relay
) -> None:
    client = Client()
    client.post("/compte/login/code/", {"email": manager.email})
    right = code_in(relay)

    for _attempt in range(3):
        client.post("/compte/login/code/confirm/", {"code": "AAAAAA"})
    client.post("/compte/login/code/confirm/", {"code": right})

    assert signed_in_as(client) is None


def test_sign_in_when_the_address_is_unknown_then_the_same_answer_and_a_mail_too(
    manager: User, relay: Relay
) -> None:
    known = Client().post("/compte/login/code/", {"email": manager.email})
    unknown = Client().post("/compte/login/code/", {"email": "personne@ailleurs.test"})

    assert unknown.status_code == known.status_code == HTTPStatus.FOUND
    assert unknown.headers["Location"] == known.headers["Location"]
    assert [sent.message["Subject"] for sent in relay.sink.mails] == [
        "[Vigie] Votre code de connexion",
        "[Vigie] Aucun compte à cette adresse",
    ]


def test_sign_in_when_five_passwords_failed_then_the_right_one_waits(manager: User) -> None:
    client = Client()
    for _attempt in range(5):
        client.post("/compte/login/", {"login": manager.email, "password": "une autre"})

    answer = client.post("/compte/login/", {"login": manager.email, "password": PASSWORD})

    assert answer.status_code == HTTPStatus.OK
    assert signed_in_as(client) is None


def test_sign_in_when_four_codes_are_asked_in_a_minute_then_the_fourth_is_refused(
    manager: User, relay: Relay
) -> None:
    for _request in range(4):
        Client().post("/compte/login/code/", {"email": manager.email})

    assert len(relay.sink.mails) == 3


def test_sign_in_when_the_relay_is_down_then_a_page_says_so(manager: User, relay: Relay) -> None:
    relay.stop()

    answer = Client().post("/compte/login/code/", {"email": manager.email})

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Le courriel n’est pas parti" in answer.content.decode()


def test_sign_up_when_tried_then_closed_and_no_account(manager: User) -> None:
    with owner():
        before = User.objects.count()
    form = {"email": "intrus@ailleurs.test", "password1": PASSWORD, "password2": PASSWORD}

    shown = Client().get("/compte/signup/")
    Client().post("/compte/signup/", form)

    assert "Les comptes s’ouvrent sur invitation" in shown.content.decode()
    with owner():
        assert User.objects.count() == before


def test_password_when_forgotten_then_a_code_lets_choose_another(
    manager: User, relay: Relay
) -> None:
    client = Client()
    new = "brouillard du matin sur la rade"

    client.post("/compte/password/reset/", {"email": manager.email})
    client.post("/compte/password/reset/confirm/", {"code": code_in(relay)})
    client.post("/compte/password/reset/complete/", {"password1": new, "password2": new})
    client.post("/compte/login/", {"login": manager.email, "password": new})

    assert signed_in_as(client) == str(manager.pk)


def test_password_when_forgotten_then_one_made_of_the_place_is_refused(
    manager: User, relay: Relay
) -> None:
    client = Client()
    client.post("/compte/password/reset/", {"email": manager.email})
    client.post("/compte/password/reset/confirm/", {"code": code_in(relay)})
    new = "PharmacieDuPort2026"

    answer = client.post("/compte/password/reset/complete/", {"password1": new, "password2": new})

    assert answer.status_code == HTTPStatus.OK
    assert "repose sur un nom" in answer.content.decode()


def test_sign_in_when_the_account_is_closed_then_nobody(manager: User) -> None:
    with owner():
        User.objects.filter(pk=manager.pk).update(is_active=False)
    client = Client()

    client.post("/compte/login/", {"login": manager.email, "password": PASSWORD})

    assert signed_in_as(client) is None
    assert mail.outbox == []


def test_pages_of_sign_in_when_asked_then_they_hold_nothing_inline(manager: User) -> None:
    for path in ("/compte/login/", "/compte/login/code/", "/compte/password/reset/"):
        page = Client().get(path).content.decode()

        assert 'style="' not in page
        assert "<script>" not in page
        assert 'lang="fr"' in page
