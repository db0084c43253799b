"""`python -m launcher.catcher --smtp PORT --http PORT`: runs until it is told to stop."""

import argparse
import os
import signal
import threading
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from launcher.catcher.box import Box
from launcher.catcher.viewer import Viewer

_MEGABYTE = 1_048_576


class Receiver:
    """What aiosmtpd calls for each mail."""

    def __init__(self, box: Box) -> None:
        self._box = box

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Answer 250 once the mail is on the disk."""
        content = envelope.content or b""
        kept = content if isinstance(content, bytes) else content.encode("utf-8")
        self._box.keep(kept, stamp=time.time_ns())
        return "250 OK"


def main() -> None:
    """Receive and show mails until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--smtp", type=int, required=True)
    parser.add_argument("--http", type=int, required=True)
    asked = parser.parse_args()
    box = Box(Path(os.environ["VIGIE_VAR"]) / "mail")
    receiver = Controller(
        Receiver(box), hostname="127.0.0.1", port=asked.smtp, data_size_limit=25 * _MEGABYTE
    )
    viewer = Viewer(port=asked.http, box=box)
    receiver.start()
    # `shutdown` waits for the serving loop: it is called from another thread than the loop's.
    stop = threading.Thread(target=viewer.shutdown)
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stop.start())
    viewer.serve_forever()
    receiver.stop()


if __name__ == "__main__":
    main()
