"""The relay of the fault runs: it writes down each message it takes before it answers 250.

usage: python -m tests.faults.sink PORT RECORD TEMPORARY_SHARE DROPPED_SHARE HUNG_SHARE
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

# Longer than Vigie waits for an answer.
_HANG_SECONDS = 60.0


class Recorder:
    """Takes messages, or does what relays do: `temporary`, `dropped` and `hung` are shares.

    A message put off (451) is not taken. One whose reply is lost is taken, and the line cut before
    the 250. One in two that hangs was taken before the silence.
    """

    def __init__(self, record: Path, *, temporary: float, dropped: float, hung: float) -> None:
        self._record = record.open("a", buffering=1, encoding="utf-8")
        self._chance = random.Random()  # noqa: S311 — no secret is drawn
        self._temporary, self._dropped, self._hung = temporary, dropped, hung

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take a message or not."""
        drawn = self._chance.random() - self._temporary
        if drawn < 0:
            return "451 4.3.0 try later"
        is_hung = self._dropped <= drawn < self._dropped + self._hung
        if is_hung and self._chance.random() < 0.5:
            return await _silence()
        self._write(envelope)
        if is_hung:
            return await _silence()
        if drawn < self._dropped and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 2.0.0 taken"

    def _write(self, envelope: Envelope) -> None:
        content = envelope.content
        message = message_from_bytes(content if isinstance(content, bytes) else b"", policy=default)
        line = {
            "at": time.time(),
            "message_id": message["Message-ID"],
            "subject": message["Subject"],
            "attempt": int(message["X-Vigie-Attempt"] or 0),
            "to": sorted(envelope.rcpt_tos),
        }
        self._record.write(json.dumps(line) + "\n")


async def _silence() -> str:
    await asyncio.sleep(_HANG_SECONDS)
    return "421 4.4.2 too late"


def main() -> None:
    """Listen until killed."""
    port, record = sys.argv[1:3]
    temporary, dropped, hung = (float(word) for word in sys.argv[3:])
    recorder = Recorder(Path(record), temporary=temporary, dropped=dropped, hung=hung)
    Controller(recorder, hostname="127.0.0.1", port=int(port)).start()
    Event().wait()


if __name__ == "__main__":
    main()
