"""The program that writes to chat services refuses the house, whatever the name says."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenants.agenda.chat_sender import NOT_PUBLIC, NOT_TAKEN, SENT, is_public
from tests.tenants.agenda.chat_sink import ChatSink

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def sink() -> Iterator[ChatSink]:
    """Yield a chat service listening on the machine itself."""
    sink = ChatSink()
    sink.start()
    yield sink
    sink.stop()


def run(url: str, *, private: bool) -> int:
    """Send « bonjour » by the real program and return its code."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tenants.agenda.chat_sender"],
        input=json.dumps({"url": url, "text": "bonjour", "private": private}),
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    # What it says could hold the address: nothing.
    assert (done.stdout, done.stderr) == ("", "")
    return done.returncode


def test_sender_when_the_service_takes_it_then_says_sent(sink: ChatSink) -> None:
    assert run(f"mmost://127.0.0.1:{sink.port}/3ccdd113474722377935?image=no", private=True) == SENT

    [(path, body)] = sink.taken
    assert path == "/hooks/3ccdd113474722377935"
    assert json.loads(body)["text"].strip() == "bonjour"


def test_sender_when_the_service_refuses_then_says_so(sink: ChatSink) -> None:
    sink.status = 500

    assert run(f"mmost://127.0.0.1:{sink.port}/3ccdd113474722377935", private=True) == NOT_TAKEN


def test_sender_when_redirected_then_does_not_follow(sink: ChatSink) -> None:
    elsewhere = ChatSink()
    elsewhere.start()
    sink.status, sink.location = 307, f"http://127.0.0.1:{elsewhere.port}/hooks/x"

    code = run(f"mmost://127.0.0.1:{sink.port}/3ccdd113474722377935", private=True)

    elsewhere.stop()
    assert (code, elsewhere.taken) == (NOT_TAKEN, [])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.8", "169.254.169.254"])
def test_sender_when_the_host_is_of_the_house_then_never_connects(
    sink: ChatSink, host: str
) -> None:
    code = run(f"mmosts://{host}:{sink.port}/3ccdd113474722377935", private=False)

    assert (code, sink.calls) == (NOT_PUBLIC, 0)


def test_sender_when_the_name_leads_to_the_house_then_never_connects(sink: ChatSink) -> None:
    name = socket.gethostname()
    try:
        found = {one[4][0] for one in socket.getaddrinfo(name, sink.port)}
    except OSError:
        pytest.skip("the machine's own name leads nowhere here")
    assert not all(is_public(str(address)) for address in found)

    code = run(f"ntfys://{name}:{sink.port}/sujet-secret", private=False)

    assert (code, sink.calls) == (NOT_PUBLIC, 0)


@pytest.mark.parametrize("url", ["json://cabinet.fr/", "mailto://a:b@cabinet.fr", "mmost://x/abcd"])
def test_sender_when_the_scheme_is_not_of_the_list_then_refuses(url: str) -> None:
    assert run(url, private=False) == NOT_PUBLIC


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 — an address to refuse
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_address_when_asked_then_is_public_or_not(address: str, public: bool) -> None:
    assert is_public(address) is public
