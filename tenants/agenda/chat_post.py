"""From Vigie to the program that sends a chat message: started, timed, ended."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path

from django.conf import settings

_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = (sys.executable, "-P", "-m", "tenants.agenda.chat_sender")
LONGEST_SECONDS = 20
# Certificates of the machine; nothing else of the environment, which holds secrets.
_KEPT = ("PATH", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")


class Posted(Enum):
    """What became of a message: taken by the service, not taken, or never sent to a private host.

    The values are the exit codes of `chat_sender`.
    """

    SENT = 0
    NOT_TAKEN = 1
    NOT_PUBLIC = 2


def post(url: str, *, text: str) -> Posted:
    """Send `text` to the service at `url`, as the library writes it; wait 20 seconds at most."""
    return post_all([(url, text)])[0]


def post_all(messages: Sequence[tuple[str, str]]) -> list[Posted]:
    """Send every (url, text) at once; return what became of each after 20 seconds at most."""
    end = time.monotonic() + LONGEST_SECONDS
    started = [_start(url, text) for url, text in messages]
    return [_outcome(program, end=end) for program in started]


def _start(url: str, text: str) -> "subprocess.Popen[str]":
    message = {"url": url, "text": text, "private": settings.CHAT_PRIVATE_HOSTS}
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    program = subprocess.Popen(  # noqa: S603 — our own program; the address goes by its input
        _PROGRAM,
        text=True,
        env={**kept, "PYTHONPATH": str(_ROOT)},
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if program.stdin is not None:
        with suppress(OSError):
            program.stdin.write(json.dumps(message))
            program.stdin.close()
    return program


def _outcome(program: "subprocess.Popen[str]", *, end: float) -> Posted:
    with program:
        try:
            code = program.wait(timeout=max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            program.kill()
            return Posted.NOT_TAKEN
    try:
        return Posted(code)
    except ValueError:
        return Posted.NOT_TAKEN
