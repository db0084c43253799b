"""What strikes a running instance: SIGKILL of any part of it, or a stop longer than a lease."""

import os
import random
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress

import psutil

# Programs whose children do the work, and what a child of each is called in the report.
_CHILDREN = {"worker": "pool child", "web": "web child"}


class Striker:
    """Strikes at random among what runs. `struck` counts the kills by kind, `frozen` the stops."""

    def __init__(self, *, chance: random.Random, only: frozenset[str], freeze_for: float) -> None:
        self.struck: Counter[str] = Counter()
        self.frozen = 0
        self._chance, self._only, self._freeze_for = chance, only, freeze_for

    def kill(self, pids: Mapping[str, int], *, producer: "subprocess.Popen[bytes]") -> None:
        """Kill -9 a program with its group, a child, a session of PostgreSQL, or the producer."""
        kinds = {_kind(name) for name in pids} | {"backend", "producer"}
        kinds |= {child for parent, child in _CHILDREN.items() if parent in kinds}
        kind = self._chance.choice(sorted(kinds & self._only or kinds))
        self.struck[kind] += 1
        if kind == "producer":
            producer.kill()
        elif kind == "backend":
            _kill_one(_sessions(pids["postgres"]), self._chance)
        elif kind in _CHILDREN.values():
            _kill_one(self._pool(pids, kind), self._chance)
        else:
            name = self._chance.choice([name for name in pids if _kind(name) == kind])
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pids[name], signal.SIGKILL)

    def freeze(self, pids: Mapping[str, int]) -> None:
        """Stop a sender for longer than its lease, then let it go on as if nothing had been."""
        loops = [_process(pid) for name, pid in pids.items() if _kind(name) == "loop"]
        senders = [one for one in loops if one is not None]
        senders += self._pool(pids, "pool child")
        if not senders:
            return
        one = self._chance.choice(senders)
        with suppress(psutil.Error):
            one.suspend()
            self.frozen += 1
            threading.Timer(self._freeze_for, _resume, [one]).start()

    def _pool(self, pids: Mapping[str, int], kind: str) -> list[psutil.Process]:
        parents = [pid for name, pid in pids.items() if _CHILDREN.get(_kind(name)) == kind]
        return [child for pid in parents for child in _children(pid)]


def _kind(name: str) -> str:
    return name.rstrip("12")


def _process(pid: int) -> psutil.Process | None:
    """Return the process, None when it has just died."""
    with suppress(psutil.Error):
        return psutil.Process(pid)
    return None


def _resume(one: psutil.Process) -> None:
    with suppress(psutil.Error):
        one.resume()


def _children(pid: int) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return psutil.Process(pid).children(recursive=True)
    return []


def _sessions(postmaster: int) -> list[psutil.Process]:
    """Return PostgreSQL's processes that serve a client, else all but the postmaster."""
    children = _children(postmaster)
    serving = []
    for one in children:
        with suppress(psutil.Error):
            if "vigie_app" in " ".join(one.cmdline()):
                serving.append(one)
    return serving or children


def _kill_one(found: list[psutil.Process], chance: random.Random) -> None:
    if found:
        with suppress(psutil.Error):
            chance.choice(found).kill()
