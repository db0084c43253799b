"""One program that runs beside the launcher: how it starts, where it writes, how it stops."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launcher.places import ROOT

_LOG_LIMIT = 5_000_000


def _nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Program:
    """What is needed to start a program, and to start it again.

    `before` runs before each start (a stale file to remove). `sign` asks it to stop; after
    `grace` seconds its whole group is killed. `user` is the account it takes, None for ours.
    A server (`is_server`) stops after the programs that use it.
    """

    name: str
    label: str
    argv: tuple[str, ...]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    sign: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    before: Callable[[], None] = _nothing
    user: str | None = None
    is_server: bool = False

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a session of its own: a Ctrl-C at the terminal reaches the launcher alone."""
        self.before()
        _turn_over(self.log)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.argv,
                cwd=ROOT,
                env=dict(self.env) or None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
                extra_groups=None if self.user is None else (),
            )


def _turn_over(log: Path) -> None:
    """Keep one former log, so that a program that starts over for years fills no disk."""
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        os.replace(log, log.with_suffix(".log.1"))
