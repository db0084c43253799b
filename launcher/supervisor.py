"""Keeps programs running: starts them in order, starts again what dies, stops all in reverse."""

import json
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from launcher.processes import Identity, end, identity, tell
from launcher.program import Program
from launcher.say import complain, spoken

# A program that keeps dying is started again ever more slowly, and for ever: what it lacks
# (a relay, a disk) may come back, and the others do their work meanwhile.
_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_STEADY_SECONDS = 60.0
_TURN_SECONDS = 0.2


@dataclass
class _Kept:
    program: Program
    process: "subprocess.Popen[bytes]"
    identity: Identity | None
    started: float
    deaths: int = 0
    again_at: float | None = None


class Supervisor:
    """The programs of one instance; their pids stand in `pids`, for `./vigie down` and tests."""

    def __init__(self, *, pids: Path) -> None:
        self._pids = pids
        self._kept: list[_Kept] = []

    def start(self, program: Program) -> "subprocess.Popen[bytes]":
        """Start `program` and return its process; it is watched from the next `tend`."""
        process = program.start()
        self._kept.append(_Kept(program, process, identity(process.pid), time.monotonic()))
        self._write()
        return process

    def pids_by_name(self) -> dict[str, int]:
        """Return the pid of each program now."""
        return {kept.program.name: kept.process.pid for kept in self._kept}

    def tend(self, *, until: Callable[[], bool]) -> None:
        """Start again what dies, until `until` says so."""
        while not until():
            for kept in self._kept:
                self._look_at(kept)
            time.sleep(_TURN_SECONDS)

    def stop(self) -> None:
        """Stop every program, the servers after those who use them; returns when all are gone."""
        users = [kept for kept in self._kept if not kept.program.is_server]
        servers = [kept for kept in self._kept if kept.program.is_server]
        self._kept = []
        _end(users)
        _end(servers)
        self._pids.unlink(missing_ok=True)

    def _look_at(self, kept: _Kept) -> None:
        now = time.monotonic()
        if kept.again_at is None and kept.process.poll() is not None:
            kept.deaths = 0 if now - kept.started > _STEADY_SECONDS else kept.deaths
            pause = _PAUSES[min(kept.deaths, len(_PAUSES) - 1)]
            kept.deaths += 1
            kept.again_at = now + pause
            complain(
                f"{kept.program.label} s’est arrêté ({_reason(kept.process.returncode)}) ;"
                f" nouveau départ dans {spoken(pause)}. Journal : {kept.program.log}"
            )
        elif kept.again_at is not None and now >= kept.again_at:
            self._start_again(kept)

    def _start_again(self, kept: _Kept) -> None:
        # Children of the dead one would hold its port or its work: they go first.
        tell(kept.process.pid, signal.SIGKILL, group=True)
        kept.process = kept.program.start()
        kept.identity = identity(kept.process.pid)
        kept.started = time.monotonic()
        kept.again_at = None
        self._write()

    def _write(self) -> None:
        named = {kept.program.name: asdict(kept.identity) for kept in self._kept if kept.identity}
        beside = self._pids.with_suffix(".new")
        beside.write_text(json.dumps(named), encoding="utf-8")
        beside.rename(self._pids)


def _end(found: list[_Kept]) -> None:
    """Ask all of them at once, then wait for each; what outlives its grace is killed."""
    for kept in found:
        tell(kept.process.pid, kept.program.sign)
    asked = time.monotonic()
    for kept in found:
        try:
            kept.process.wait(timeout=max(0.1, kept.program.grace - (time.monotonic() - asked)))
        except subprocess.TimeoutExpired:
            tell(kept.process.pid, signal.SIGKILL, group=True)
            kept.process.wait()
        # Children that outlived their parent.
        tell(kept.process.pid, signal.SIGKILL, group=True)


def end_orphans(pids: Path) -> None:
    """End what a launcher that was killed left running, as its pids file tells."""
    try:
        named = json.loads(pids.read_text(encoding="utf-8"))
        found = [Identity(pid=int(one["pid"]), birth=str(one["birth"])) for one in named.values()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return
    end(found, sign=signal.SIGTERM, seconds=10)
    pids.unlink(missing_ok=True)


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"
