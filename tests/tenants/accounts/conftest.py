"""What the tests of sign-in share: a real relay, people with a proved address, their codes."""

import re
import socket
import time
from collections.abc import Callable, Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tenants.accounts.models import User
from tenants.directory.roles import Role
from tests.conftest import PASSWORD, Firm, owner
from tests.tenants.agenda.sink import Relay

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def no_memory_of_throttles(db: None) -> None:
    """Start without anybody's failures."""
    with owner():
        cache.clear()


@pytest.fixture
def relay(settings: Settings) -> Iterator[Relay]:
    """Yield a relay listening where the settings say, spoken to as in production."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.EMAIL_BACKEND = "tenants.agenda.mail_backend.RelayBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = ""
    settings.MAIL_DOMAIN = "vigie.test"
    settings.DEFAULT_FROM_EMAIL = "Vigie <vigie@vigie.test>"
    settings.PUBLIC_URL = "https://vigie.test"
    relay = Relay(port)
    relay.start()
    yield relay
    relay.stop()


@pytest.fixture
def manager(people: dict[Role, User]) -> User:
    """Return the manager of the establishment, address proved, no second factor."""
    return proved(people[Role.MANAGER])


@pytest.fixture
def dpo(firm: Firm) -> User:
    """Return the firm's DPO, address proved, no second factor yet."""
    return proved(firm.dpo)


@pytest.fixture
def secured_dpo(dpo: User) -> User:
    """Return the firm's DPO with an application of codes."""
    with owner():
        TOTP.activate(dpo, SECRET)
    return dpo


@pytest.fixture
def sign_in() -> Callable[[Client, User], None]:
    """Return a function that types the person's address and password."""

    def typed(client: Client, user: User) -> None:
        client.post("/compte/login/", {"login": user.email, "password": PASSWORD})

    return typed


def proved(user: User) -> User:
    """Return `user`, whose address is confirmed."""
    with owner():
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def code_of(secret: str, *, ahead: int = 0) -> str:
    """Return what an application shows now, or `ahead` half minutes from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead)))


def code_in(relay: Relay) -> str:
    """Return the code of the last mail."""
    text = relay.sink.mails[-1].message.get_content()
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", text, re.M)
    assert found is not None, text
    return found[1]
