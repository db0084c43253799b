"""What was typed when the session ended: kept in the page, sent again once signed in."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.rights.models import Request
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import owner

pytestmark = pytest.mark.django_db

ORIGIN = "http://testserver"
TYPED = {
    "received_at": "2026-01-31T10:00",
    "channel": "email",
    "right": "access",
    "scope": "other",
    "requester_name": "Odile Ferrand",
    "capacity": "self",
    "subject": "  Deux lignes,\r\net des «\u00a0guillemets\u00a0».",
}
Browser = Callable[[User], Client]


@pytest.fixture
def path(establishment: Establishment) -> str:
    """Return the address of a new request."""
    return f"/e/{establishment.slug}/demandes/nouvelle/"


def _given_back(page: str) -> dict[str, str]:
    fields = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    return dict(fields)


def test_form_when_nobody_is_signed_in_then_given_back_whole(path: str) -> None:
    answer = Client().post(path, TYPED, headers={"Origin": ORIGIN})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Votre saisie est gardée" in page
    assert _given_back(page) == TYPED
    assert f'action="{path}"' in page
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_form_when_the_session_was_idle_then_given_back_and_signed_out(
    manager: User, client_for: Browser, path: str
) -> None:
    client = client_for(manager)
    client.get(path)
    with owner():
        session = client.session
        session["began_at"] = session["seen_at"] = (
            timezone.now() - timedelta(minutes=31)
        ).isoformat()
        session.save()

    answer = client.post(path, TYPED, headers={"Origin": ORIGIN})

    assert _given_back(answer.content.decode()) == TYPED
    assert client.get(path).status_code == 302


def test_form_when_signed_in_again_then_one_press_records_it(
    manager: User, client_for: Browser, path: str, establishment: Establishment
) -> None:
    signed_in = client_for(manager)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies

    refused = strict.post(
        path, {**TYPED, "csrfmiddlewaretoken": "x" * 64}, headers={"Origin": ORIGIN}
    )
    page = refused.content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    again = {**_given_back(page), "csrfmiddlewaretoken": token.group(1)}
    strict.post(path, again, headers={"Origin": ORIGIN})

    assert "avant votre connexion" in page
    with inside(establishment):
        assert [one.requester_name for one in Request.objects.all()] == ["Odile Ferrand"]


@pytest.mark.parametrize("origin", ["https://ailleurs.example", "null", ""])
def test_form_when_sent_from_elsewhere_then_nothing_is_kept(path: str, origin: str) -> None:
    answer = Client().post(path, TYPED, headers={"Origin": origin} if origin else {})

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/compte/login/?next=/"


def test_form_when_it_holds_a_password_then_never_written_back(
    manager: User, client_for: Browser
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_for(manager).cookies

    answer = strict.post(
        "/compte/password/change/",
        {"oldpassword": "marée-basse", "password1": "a", "note": "b"},
        headers={"Origin": ORIGIN},
    )

    assert answer.status_code == 403
    assert "marée-basse" not in answer.content.decode()
    assert "Cette page a expiré" in answer.content.decode()


def test_button_when_nobody_is_signed_in_then_led_to_the_first_page(path: str) -> None:
    answer = Client().post(path, {"version": "3", "next": "/"}, headers={"Origin": ORIGIN})

    assert answer.headers["Location"] == "/compte/login/?next=/"
