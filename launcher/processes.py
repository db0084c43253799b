"""Processes of ours: known by pid and birth, so that a pid used again is never taken for one."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Identity:
    """A process and the moment it was born, in the machine's own words."""

    pid: int
    birth: str

    @property
    def is_alive(self) -> bool:
        """Whether this very process still runs (a zombie does not)."""
        return birth(self.pid) == self.birth


def birth(pid: int) -> str | None:
    """Return when `pid` was born, or None when it does not run."""
    if not _PROC.joinpath("self").exists():
        return _birth_by_ps(pid)
    try:
        # The name in parentheses may hold spaces: fields are counted after it.
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (OSError, UnicodeDecodeError):
        return None
    return None if fields[0] in "ZX" else fields[19]


def _birth_by_ps(pid: int) -> str | None:
    asked = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, born = asked.stdout.strip().partition(" ")
    return None if not born or state.startswith("Z") else born.strip()


def identity(pid: int) -> Identity | None:
    """Return who `pid` is now, or None when it does not run."""
    born = birth(pid)
    return Identity(pid=pid, birth=born) if born else None


def command_of(pid: int) -> str:
    """Return the command line of `pid`, empty when unknown."""
    try:
        return (
            (_PROC / str(pid) / "cmdline")
            .read_bytes()
            .replace(b"\0", b" ")
            .decode("utf-8", "replace")
        )
    except OSError:
        asked = subprocess.run(
            ["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return asked.stdout.strip()


def tell(pid: int, sign: signal.Signals, *, group: bool = False) -> None:
    """Send `sign` to `pid`, or to its whole group; one that is gone is no error."""
    try:
        if group:
            os.killpg(pid, sign)
        else:
            os.kill(pid, sign)
    except (ProcessLookupError, PermissionError):
        return


def wait_until_gone(found: Iterable[Identity], *, seconds: float) -> list[Identity]:
    """Wait at most `seconds`; return those still alive."""
    deadline = time.monotonic() + seconds
    left = [one for one in found if one.is_alive]
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [one for one in left if one.is_alive]
    return left


def end(found: Iterable[Identity], *, sign: signal.Signals, seconds: float) -> None:
    """Ask each process to stop by `sign`; after `seconds` kill its group. Returns when gone."""
    asked = [one for one in found if one.is_alive]
    for one in asked:
        tell(one.pid, sign)
    left = wait_until_gone(asked, seconds=seconds)
    for one in left:
        tell(one.pid, signal.SIGKILL, group=_leads_a_group(one.pid))
    wait_until_gone(left, seconds=10)


def _leads_a_group(pid: int) -> bool:
    try:
        return os.getpgid(pid) == pid
    except ProcessLookupError:
        return False
