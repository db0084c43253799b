"""The programs of a fault run: the real servers, portal and drivers, and the producer."""

import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from launcher import prepare
from launcher.commands import passing_instance
from launcher.places import PYTHON, ROOT
from launcher.ports import free_port
from launcher.program import Program
from launcher.programs import after_web, web
from launcher.servers import Running
from launcher.supervisor import Supervisor
from launcher.variables import as_owner, variables
from tests.faults.options import Wanted

LEASE_SECONDS = 6
# Short, so that a run of a minute sees many leases end; in production 60 s, 15 min and 20 s.
_CLOCKS = {
    "ALERT_LEASE_SECONDS": str(LEASE_SECONDS),
    "ALERT_RETRY_CAP_SECONDS": "2",
    "ALERT_PUMP_SECONDS": "1",
}
_DRIVERS = {"celery": ("worker", "beat"), "loop": ("loop",), "both": ("worker", "beat", "loop")}
# Who reads the clock to send; the others' clocks stay right.
_SENDERS = ("worker", "loop")
_FIRM = "from pathlib import Path; from tests.faults.firm import build; build(sessions=Path({!r}))"


@dataclass
class Stage:
    """A running instance under test."""

    running: Running
    supervisor: Supervisor
    environment: Mapping[str, str]
    folder: Path

    @property
    def saves(self) -> Path:
        """The record of acknowledged saves."""
        return self.folder / "saves.jsonl"

    @property
    def mails(self) -> Path:
        """The record of the sink."""
        return self.folder / "mails.jsonl"

    @property
    def sessions(self) -> Path:
        """The managers' sessions in the portal."""
        return self.folder / "sessions.json"

    def produce(
        self, *, deadlines: int, rate: float, spread: float, seed: int
    ) -> "subprocess.Popen[bytes]":
        """Start the producer, or start it again."""
        words = (str(deadlines), str(rate), str(spread), str(seed))
        with (self.folder / "producer.log").open("ab") as log:
            return subprocess.Popen(
                [
                    *(str(PYTHON), "-m", "tests.faults.producer"),
                    *(*words, str(self.saves), str(self.sessions)),
                ],
                cwd=ROOT,
                env=dict(self.environment),
                stdout=log,
                stderr=log,
            )


@contextmanager
def stage(wanted: Wanted) -> Iterator[Stage]:
    """Yield an instance that runs: servers, firm, sink, portal, two of each driver’s programs."""
    with passing_instance() as running:
        assert running.supervisor is not None
        port = free_port()
        environment = {
            **variables(
                urls=running.urls,
                keys=running.keys,
                places=running.places,
                public_url=f"http://127.0.0.1:{port}",
                is_demo=False,
            ),
            **_CLOCKS,
        }
        if wanted.valkey == "down":
            # Where nobody answers, from the first second to the last.
            environment["REDIS_URL"] = f"redis://127.0.0.1:{free_port()}/0"
        play = Stage(running, running.supervisor, environment, running.places.var)
        _prepare(play)
        if wanted.control == "async-commit":
            _commit_later(running.urls.owner)
        _start(play, wanted=wanted, port=port)
        with _tended(running.supervisor):
            yield play


def _prepare(play: Stage) -> None:
    """Lay the tables, then the firm and its sessions."""
    owner = as_owner(play.environment, urls=play.running.urls)
    log = play.running.places.log
    prepare.collect_static(environment=owner, places=play.running.places)
    build = _FIRM.format(str(play.sessions))
    for arguments, what in ((("prepare",), "prepare"), (("shell", "-c", build), "firm")):
        failure = "La base de l’essai n’a pas pu être préparée."
        prepare.django(*arguments, environment=owner, log=log / f"{what}.log", failure=failure)


def _commit_later(owner_url: str) -> None:
    """Let PostgreSQL acknowledge commits that it has not written: the promise taken away."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("alter database vigie set synchronous_commit = off")


def _start(play: Stage, *, wanted: Wanted, port: int) -> None:
    play.supervisor.start(_sink(play, wanted))
    log = play.running.places.log
    play.supervisor.start(_altered(web(port, play.environment, log), wanted=wanted, clock=0))
    for program in after_web(play.environment, places=play.running.places):
        if program.name in _DRIVERS[wanted.driver]:
            for number in (1, 2):
                clock = wanted.clock * (1 if number == wanted.seed % 2 + 1 else -1)
                clock = clock if program.name in _SENDERS else 0
                play.supervisor.start(_altered(_twin(program, number), wanted=wanted, clock=clock))


def _sink(play: Stage, wanted: Wanted) -> Program:
    port = str(urlsplit(play.running.urls.email).port)
    shares = tuple(str(share) for share in wanted.shares)
    return Program(
        name="sink",
        label="Le relais",
        argv=(str(PYTHON), "-m", "tests.faults.sink", port, str(play.mails), *shares),
        env=play.environment,
        log=play.running.places.log / "sink.log",
    )


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


def _altered(program: Program, *, wanted: Wanted, clock: float) -> Program:
    """Return the program with its clock wrong, or without the promise that `wanted` takes away."""
    if not clock and wanted.control == "none":
        return program
    words = [word for word in program.argv if word != str(PYTHON)]
    argv = (str(PYTHON), "-m", "tests.faults.altered", str(clock), wanted.control, *words)
    return Program(
        name=program.name, label=program.label, argv=argv, env=program.env, log=program.log
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
