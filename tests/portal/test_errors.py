"""Nothing personal leaves for Sentry: every place planted, a real collector read."""

import json
import logging
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import sentry_sdk
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from portal.errors import start_sentry
from portal.rights.models import Request
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.rights.samples import received

PLANTED = [
    "LOCAL",
    "ARGUMENT",
    "BODY",
    "JSON",
    "QUERY",
    "HEADER",
    "BAGGAGE",
    "COOKIE",
    "MESSAGE",
    "CAUSE",
    "SQL",
    "CRUMB",
    "USER",
    "TAG",
    "CONTEXT",
    "LOG",
    "PATH",
    "FILE",
]


@dataclass(frozen=True)
class Collector:
    """A Sentry of one's own, on the loopback."""

    port: int

    @property
    def dsn(self) -> str:
        """Where the portal is told to send."""
        return f"http://public@127.0.0.1:{self.port}/1"

    def events(self) -> list[dict[str, Any]]:
        """Return all that arrived, headers of the envelopes included."""
        listed = self._read("eventlist/")["events"]
        return [self._read(f"event/{one['event_id']}") for one in listed]

    def wait(self) -> None:
        """Return once it listens."""
        for _moment in range(300):
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        pytest.fail("The collector does not start.")

    def empty(self) -> None:
        """Forget what arrived before."""
        self._read("flush/", data=b"")

    def _read(self, path: str, *, data: bytes | None = None) -> dict[str, Any]:
        address = f"http://127.0.0.1:{self.port}/api/{path}"
        with urlopen(address, data=data) as answer:
            found: dict[str, Any] = json.load(answer)
        return found


@pytest.fixture(scope="module")
def listening() -> Iterator[Collector]:
    """Yield a collector in a process of its own: its own faults must not report to itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("kent-server")
    process = subprocess.Popen(
        [program, "run", "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    found = Collector(port)
    found.wait()
    yield found
    process.terminate()
    process.wait()


@pytest.fixture
def collector(listening: Collector, settings: Settings) -> Iterator[Collector]:
    """Yield the collector emptied, the portal reporting to it."""
    listening.empty()
    settings.SENTRY_DSN = listening.dsn
    # kent reads gzip, not the brotli that the SDK prefers.
    start_sentry(transport_compression_algo="gzip")
    yield listening
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def provoke() -> list[int]:
    """Make the failing view fail with planted words in everything a browser sends."""
    client = Client(raise_request_exception=False)
    client.cookies["theme"] = "CANARY-COOKIE"
    address = "/dossier/CANARY-PATH/?q=CANARY-QUERY"
    headers = {
        "X-Note": "CANARY-HEADER",
        "User-Agent": "CANARY-HEADER",
        "sentry-trace": "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
        "baggage": "sentry-transaction=CANARY-BAGGAGE,sentry-user_id=CANARY-BAGGAGE,"
        "sentry-trace_id=4bf92f3577b34da6a3ce929d0e0e4736",
    }
    file = SimpleUploadedFile("CANARY-FILE.txt", b"CANARY-FILE")
    form = client.post(address, {"nom": "CANARY-BODY", "file": file}, headers=headers)
    body = json.dumps({"nom": "CANARY-JSON"})
    typed = client.post(address, body, content_type="application/json", headers=headers)
    return [form.status_code, typed.status_code]


@pytest.mark.django_db
@pytest.mark.urls("tests.portal.failing_urls")
def test_error_when_personal_words_are_everywhere_then_none_leaves(collector: Collector) -> None:
    statuses = provoke()
    sentry_sdk.flush(5)

    events = collector.events()
    told = json.dumps(events)
    assert statuses == [HTTPStatus.INTERNAL_SERVER_ERROR] * 2
    assert [word for word in PLANTED if f"CANARY-{word}" in told] == []
    raised = [
        [error["type"] for error in event["payload"]["body"]["exception"]["values"]]
        for event in events
        if "exception" in event["payload"]["body"]
    ]
    assert raised == [["KeyError", "ValueError"]] * 2


@pytest.mark.django_db
@pytest.mark.urls("tests.portal.failing_urls")
def test_error_when_reported_then_it_says_where(collector: Collector) -> None:
    provoke()
    sentry_sdk.flush(5)

    bodies = [event["payload"]["body"] for event in collector.events()]
    reported = next(body for body in bodies if "exception" in body)
    frame = reported["exception"]["values"][-1]["stacktrace"]["frames"][-1]
    assert reported["transaction"] == "/dossier/{name}/"
    assert (frame["module"], frame["function"]) == ("tests.portal.failing_urls", "_fail")
    assert "portal.failing" in {body.get("logger") for body in bodies}


def test_sentry_when_no_dsn_then_off(settings: Settings) -> None:
    settings.SENTRY_DSN = ""

    start_sentry()

    assert sentry_sdk.get_client().is_active() is False


@pytest.mark.django_db
def test_log_when_a_row_is_refused_then_where_and_never_what_was_typed(
    establishment: Establishment, firm: Firm
) -> None:
    written = StringIO()
    (console,) = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    heard = logging.StreamHandler(written)
    heard.setFormatter(console.formatter)
    logger = logging.Logger("portal.test")
    logger.addHandler(heard)
    with inside(establishment):
        request = received(establishment, by=firm.dpo)
        try:
            with transaction.atomic():
                Request.objects.filter(pk=request.pk).update(state="closed")
        except IntegrityError as refused:
            assert "Odile Ferrand" in str(refused)
            logger.exception("A request could not be written.")

    said = written.getvalue()
    assert "A request could not be written." in said
    assert "test_log_when_a_row_is_refused" in said
    assert "psycopg.errors.CheckViolation" in said
    assert said.rstrip().endswith("django.db.utils.IntegrityError")
    assert "Odile" not in said
