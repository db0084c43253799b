"""What the tests of the agenda share: a relay, and deadlines opened as the portal opens them."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from pytest_django import Settings

from portal.law.periods import Due
from tenants.agenda.actions import open_deadline
from tenants.agenda.models import Deadline
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.tenants.agenda.sink import Relay

OPENED = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
REQUEST_DUE = Due(
    rule_id="R-ART12-1M",
    starts_at=datetime(2026, 1, 31, 9, 0, tzinfo=UTC),
    at=datetime(2026, 3, 2, 23, 0, tzinfo=UTC),
    on=date(2026, 3, 2),
    steps=(),
    sources=(),
    zone="Europe/Paris",
)
EXTENDED_DUE = Due(
    rule_id="R-ART12-EXT",
    starts_at=datetime(2026, 1, 31, 9, 0, tzinfo=UTC),
    at=datetime(2026, 4, 30, 22, 0, tzinfo=UTC),
    on=date(2026, 4, 30),
    steps=(),
    sources=(),
    zone="Europe/Paris",
)
Opener = Callable[..., Deadline]


@pytest.fixture
def relay(settings: Settings) -> Iterator[Relay]:
    """Yield a relay listening where the settings say."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = ""
    settings.MAIL_DOMAIN = "vigie.test"
    settings.DEFAULT_FROM_EMAIL = "Vigie <alertes@vigie.test>"
    settings.PUBLIC_URL = "https://vigie.test"
    relay = Relay(port)
    relay.start()
    yield relay
    relay.stop()


@pytest.fixture
def open_request(establishment: Establishment) -> Opener:
    """Return a function that opens a deadline inside the establishment, as an action does."""

    def opened(
        *,
        reference: str = "DR-2026-0001",
        due: Due = REQUEST_DUE,
        now: datetime = OPENED,
        at: Establishment = establishment,
    ) -> Deadline:
        with inside(at):
            return open_deadline(
                establishment=at,
                kind=Deadline.Kind.REQUEST,
                rule_id=due.rule_id,
                reference=reference,
                path=f"/e/{at.slug}/demandes/{reference}/",
                due=due,
                now=now,
            )

    return opened
