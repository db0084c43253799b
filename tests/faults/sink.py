"""The relay of the fault runs: it writes down each message it takes before it answers 250.

usage: python -m tests.faults.sink PORT RECORD TEMPORARY_SHARE DROPPED_SHARE
"""

import asyncio
import json
import random
import sys
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Recorder:
    """Takes messages; a share is put off (451), another is taken and the line cut before 250."""

    def __init__(self, record: Path, *, temporary: float, dropped: float) -> None:
        self._record = record.open("a", buffering=1, encoding="utf-8")
        self._chance = random.Random(7)  # noqa: S311 — no secret is drawn
        self._temporary, self._dropped = temporary, dropped

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take a message or not."""
        drawn = self._chance.random()
        if drawn < self._temporary:
            return "451 4.3.0 try later"
        content = envelope.content
        message = message_from_bytes(content if isinstance(content, bytes) else b"", policy=default)
        line = {
            "at": time.time(),
            "message_id": message["Message-ID"],
            "subject": message["Subject"],
            "attempt": int(message["X-Vigie-Attempt"]),
            "to": sorted(envelope.rcpt_tos),
        }
        self._record.write(json.dumps(line) + "\n")
        line_is_cut = drawn < self._temporary + self._dropped
        if line_is_cut and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 2.0.0 taken"


def main() -> None:
    """Listen until killed."""
    port, record, temporary, dropped = sys.argv[1:]
    recorder = Recorder(Path(record), temporary=float(temporary), dropped=float(dropped))
    Controller(recorder, hostname="127.0.0.1", port=int(port)).start()
    Event().wait()


if __name__ == "__main__":
    main()
