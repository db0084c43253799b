"""An address that sent our mail back is said to its owner, who says when it works again."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core import mail
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from tenants.accounts.adapters import AccountAdapter
from tenants.accounts.models import User
from tenants.directory.switching import as_person
from tests.conftest import Firm, owner

ClientFor = Callable[[User], Client]
WORDS = "Votre adresse refuse nos messages."


@pytest.fixture
def marked(firm: Firm) -> User:
    """Return the DPO, whose address sent our mail back."""
    with owner():
        User.objects.filter(pk=firm.dpo.pk).update(
            bounced_at=datetime(2026, 3, 1, tzinfo=UTC), bounce_code="5.1.1"
        )
    return firm.dpo


def is_marked(user: User) -> bool:
    with owner():
        user.refresh_from_db()
    return user.bounced_at is not None


def test_banner_when_marked_then_its_owner_alone_sees_it(
    firm: Firm, marked: User, client_for: ClientFor
) -> None:
    mine = client_for(marked).get("/").content.decode()

    assert WORDS in mine
    assert "dpo@firm.test nous est revenu (5.1.1)" in mine
    assert WORDS not in client_for(firm.lead).get("/").content.decode()


def test_address_when_it_works_again_then_a_test_mail_leaves_and_the_mark_goes(
    marked: User, client_for: ClientFor
) -> None:
    client = client_for(marked)

    answer = client.post("/adresse/fonctionne/", {"next": "/echeances/"}, follow=True)

    assert answer.redirect_chain == [("/echeances/", 302)]
    assert [letter.to for letter in mail.outbox] == [["dpo@firm.test"]]
    assert not is_marked(marked)
    assert WORDS not in answer.content.decode()


def test_address_when_the_relay_is_down_then_the_mark_stays(
    marked: User, client_for: ClientFor, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "tenants.agenda.mail_backend.RelayBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    answer = client_for(marked).post("/adresse/fonctionne/", follow=True)

    assert "Le message d’essai n’est pas parti" in answer.content.decode()
    assert is_marked(marked)


def test_address_when_it_was_never_marked_then_nothing_leaves(
    firm: Firm, client_for: ClientFor
) -> None:
    client_for(firm.dpo).post("/adresse/fonctionne/")

    assert mail.outbox == []


@pytest.mark.parametrize("proved", ["dpo@firm.test", "new@firm.test"])
def test_address_when_proved_by_its_code_then_the_mark_goes(marked: User, proved: str) -> None:
    with owner():
        address = EmailAddress.objects.create(user=marked, email=proved, verified=False)
    request = RequestFactory().post("/")
    for middleware in (SessionMiddleware, MessageMiddleware):
        middleware(lambda _request: HttpResponse()).process_request(request)

    with as_person(marked.pk):
        AccountAdapter(request).confirm_email(request, address)

    assert not is_marked(marked)
    assert marked.email == proved
