"""The programs of a fault run: the real servers, drivers and producer, and how each is struck."""

import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from launcher import prepare
from launcher.commands import passing_instance
from launcher.places import PYTHON, ROOT
from launcher.program import Program
from launcher.programs import after_web
from launcher.servers import Running
from launcher.supervisor import Supervisor
from launcher.variables import as_owner, variables

PUBLIC_URL = "http://127.0.0.1:8000"
# Short, so that a run of a minute sees many leases end; in production 60 s, 15 min and 20 s.
_CLOCKS = {"ALERT_LEASE_SECONDS": "6", "ALERT_RETRY_CAP_SECONDS": "2", "ALERT_PUMP_SECONDS": "1"}
_DRIVERS = {"celery": ("worker", "beat"), "loop": ("loop",), "both": ("worker", "beat", "loop")}


@dataclass
class Stage:
    """A running instance under test. `struck` counts what was killed, by kind."""

    running: Running
    supervisor: Supervisor
    environment: Mapping[str, str]
    folder: Path
    struck: Counter[str] = field(default_factory=Counter)

    @property
    def saves(self) -> Path:
        """The record of acknowledged saves."""
        return self.folder / "saves.jsonl"

    @property
    def mails(self) -> Path:
        """The record of the sink."""
        return self.folder / "mails.jsonl"

    def produce(self, *, deadlines: int, spread: float, seed: int) -> "subprocess.Popen[bytes]":
        """Start the producer, or start it again."""
        words = (str(deadlines), "8", str(spread), str(seed), str(self.saves))
        with (self.folder / "producer.log").open("ab") as log:
            return subprocess.Popen(
                [str(PYTHON), "-m", "tests.faults.producer", *words],
                cwd=ROOT,
                env=dict(self.environment),
                stdout=log,
                stderr=log,
            )

    def strike(self, chance: random.Random, *, producer: "subprocess.Popen[bytes]") -> None:
        """Kill -9 something that runs: a program with its group, a pool child, a session."""
        pids = self.supervisor.pids_by_name()
        kinds = {name.rstrip("12") for name in pids} - {"postgres"} | {"backend", "producer"}
        kinds |= {"child"} if "worker" in kinds else set()
        kind = chance.choice(sorted(kinds))
        self.struck[kind] += 1
        if kind == "producer":
            producer.kill()
        elif kind == "backend":
            _kill_one(_sessions(pids["postgres"]), chance)
        elif kind == "child":
            worker = chance.choice([name for name in pids if name.startswith("worker")])
            _kill_one(_children(pids[worker]), chance)
        else:
            name = chance.choice([name for name in pids if name.rstrip("12") == kind])
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pids[name], signal.SIGKILL)


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


@contextmanager
def stage(*, driver: str, temporary: float, dropped: float) -> Iterator[Stage]:
    """Yield an instance that runs: servers, firm, sink, and two of each program of `driver`."""
    with passing_instance() as running:
        assert running.supervisor is not None
        folder = running.places.var
        environment = {
            **variables(
                urls=running.urls,
                keys=running.keys,
                places=running.places,
                public_url=PUBLIC_URL,
                is_demo=False,
            ),
            **_CLOCKS,
        }
        owner = as_owner(environment, urls=running.urls)
        for arguments, what in ((("prepare",), "prepare"), (("shell", "-c", _FIRM), "firm")):
            failure = "La base de l’essai n’a pas pu être préparée."
            log = running.places.log / f"{what}.log"
            prepare.django(*arguments, environment=owner, log=log, failure=failure)
        play = Stage(running, running.supervisor, environment, folder)
        with _tended(running.supervisor):
            _start(play, driver=driver, temporary=temporary, dropped=dropped)
            yield play


_FIRM = "from tests.faults.firm import build; build()"


def _start(play: Stage, *, driver: str, temporary: float, dropped: float) -> None:
    port = str(urlsplit(play.running.urls.email).port)
    shares = (str(temporary), str(dropped))
    play.supervisor.start(
        Program(
            name="sink",
            label="Le relais",
            argv=(str(PYTHON), "-m", "tests.faults.sink", port, str(play.mails), *shares),
            env=play.environment,
            log=play.running.places.log / "sink.log",
        )
    )
    for program in after_web(play.environment, places=play.running.places):
        if program.name in _DRIVERS[driver]:
            for number in (1, 2):
                play.supervisor.start(_twin(program, number))


def _twin(program: Program, number: int) -> Program:
    """Return the program that `up` runs, as one of two."""
    name = f"{program.name}{number}"
    argv = (*program.argv, "-n", f"{name}@%h") if program.name == "worker" else program.argv
    return Program(
        name=name,
        label=f"{program.label} n° {number}",
        argv=argv,
        env=program.env,
        log=program.log.with_name(f"{name}.log"),
    )


@contextmanager
def _tended(supervisor: Supervisor) -> Iterator[None]:
    """Start again what dies, from a thread, until the block ends."""
    is_over = threading.Event()
    tending = threading.Thread(target=supervisor.tend, kwargs={"until": is_over.is_set})
    tending.start()
    try:
        yield
    finally:
        is_over.set()
        tending.join()


def wait_until(kept: float, *, since: float) -> None:
    """Sleep until `kept` seconds have passed since the monotonic instant `since`."""
    time.sleep(max(0.0, since + kept - time.monotonic()))
