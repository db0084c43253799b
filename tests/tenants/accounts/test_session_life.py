"""How long a session lives."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tenants.accounts.models import User
from tenants.accounts.session_life import has_ended
from tests.conftest import NOW, owner

H, M = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("is_firm", "began_ago", "seen_ago", "ended"),
    [
        (False, 29 * M, 29 * M, False),
        (False, 30 * M, 30 * M, True),
        (True, 7 * H + 59 * M, 7 * H + 59 * M, False),
        (True, 8 * H, 8 * H, True),
        (True, 11 * H + 59 * M, 1 * M, False),
        (True, 12 * H, 1 * M, True),
        (False, 12 * H, 1 * M, True),
    ],
)
def test_session_when_left_alone_or_old_then_ended(
    is_firm: bool, began_ago: timedelta, seen_ago: timedelta, ended: bool
) -> None:
    found = has_ended(began=NOW - began_ago, seen=NOW - seen_ago, is_firm=is_firm, now=NOW)

    assert found is ended


def test_session_when_just_begun_then_not_ended() -> None:
    assert has_ended(began=None, seen=None, is_firm=False, now=NOW) is False


def grow_old(client: Client, *, seen: datetime) -> None:
    """Write that the session was last seen at `seen`."""
    with owner():
        session = client.session
        session["began_at"] = session["seen_at"] = seen.isoformat()
        session.save()


@pytest.mark.django_db
def test_session_when_idle_for_31_minutes_then_closed_and_led_back(
    manager: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(manager)
    client.get("/compte/sessions/")
    grow_old(client, seen=timezone.now() - 31 * M)

    answer = client.get("/compte/sessions/?page=2")
    page = client.get(answer.headers["Location"]).content.decode()

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"] == "/compte/login/?next=/compte/sessions/%3Fpage%3D2"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Votre session s’est fermée" in page
    with owner():
        assert SESSION_KEY not in client.session


@pytest.mark.django_db
def test_session_when_idle_and_htmx_asks_then_the_whole_page_is_left(
    manager: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(manager)
    client.get("/compte/sessions/")
    grow_old(client, seen=timezone.now() - 31 * M)

    answer = client.get("/compte/sessions/", headers={"HX-Request": "true"})

    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["HX-Redirect"] == "/compte/login/?next=/compte/sessions/"


@pytest.mark.django_db
def test_session_when_the_firm_is_idle_for_31_minutes_then_open(
    dpo: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(dpo)
    client.get("/compte/sessions/")
    grow_old(client, seen=timezone.now() - 31 * M)

    assert client.get("/compte/sessions/").status_code == HTTPStatus.OK


@pytest.mark.django_db
def test_sessions_when_listed_then_the_others_can_be_closed(
    manager: User, sign_in: Callable[[Client, User], None]
) -> None:
    here, elsewhere = Client(), Client()
    sign_in(elsewhere, manager)
    sign_in(here, manager)

    page = here.get("/compte/sessions/").content.decode()
    here.post("/compte/sessions/")

    assert page.count('<th scope="row">') == 2
    assert here.get("/compte/sessions/").status_code == HTTPStatus.OK
    assert elsewhere.get("/compte/sessions/").status_code == HTTPStatus.FOUND


@pytest.mark.django_db
def test_sessions_when_somebody_signs_in_then_the_ended_ones_are_forgotten(
    manager: User, dpo: User, sign_in: Callable[[Client, User], None]
) -> None:
    ended, live = "a" * 32, "b" * 32
    seen = {ended: timezone.now() - 13 * H, live: timezone.now() - 11 * H}
    with owner():
        for key, at in seen.items():
            Session.objects.create(session_key=key, session_data="", expire_date=at + 12 * H)
            UserSession.objects.create(
                user=dpo, session_key=key, ip="192.0.2.7", user_agent="", last_seen_at=at
            )

    sign_in(Client(), manager)

    with owner():
        assert set(Session.objects.filter(pk__in=seen).values_list("pk", flat=True)) == {live}
        kept = UserSession.objects.filter(user=dpo)
        assert list(kept.values_list("session_key", flat=True)) == [live]
