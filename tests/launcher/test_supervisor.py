"""Programs are started again when they die, and all gone when they are stopped."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from launcher.processes import Identity, birth, identity, wait_until_gone
from launcher.program import Program
from launcher.supervisor import Supervisor, end_orphans

SLEEP = "import time; time.sleep(60)"
# A program with a child, deaf to the request to stop.
STUBBORN = (
    "import os, signal, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "os.fork()\n"
    "print('ready', flush=True)\n"
    "time.sleep(60)\n"
)


def program(folder: Path, code: str = SLEEP, *, grace: float = 5.0) -> Program:
    return Program(
        name="sleeper",
        label="Le dormeur",
        argv=(sys.executable, "-c", code),
        log=folder / "sleeper.log",
        env=dict(os.environ),
        grace=grace,
    )


def within(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def test_supervisor_when_a_program_is_killed_starts_it_again(tmp_path: Path) -> None:
    supervisor = Supervisor(pids=tmp_path / "pids.json")
    first = supervisor.start(program(tmp_path)).pid
    try:
        os.kill(first, signal.SIGKILL)
        supervisor.tend(until=lambda: supervisor.pids_by_name()["sleeper"] != first)
        second = supervisor.pids_by_name()["sleeper"]

        assert birth(second) is not None
        assert json.loads((tmp_path / "pids.json").read_text())["sleeper"]["pid"] == second
    finally:
        supervisor.stop()


def test_supervisor_when_stopped_leaves_no_process_nor_file(tmp_path: Path) -> None:
    supervisor = Supervisor(pids=tmp_path / "pids.json")
    pid = supervisor.start(program(tmp_path)).pid

    supervisor.stop()

    assert birth(pid) is None
    assert not (tmp_path / "pids.json").exists()


def test_supervisor_when_a_program_is_deaf_kills_it_and_its_child(tmp_path: Path) -> None:
    supervisor = Supervisor(pids=tmp_path / "pids.json")
    pid = supervisor.start(program(tmp_path, STUBBORN, grace=0.3)).pid
    while (tmp_path / "sleeper.log").read_text().count("ready") < 2:
        time.sleep(0.02)

    supervisor.stop()

    group = [int(path.name) for path in Path("/proc").glob("[0-9]*") if _group(path) == pid]
    assert [one for one in group if birth(one)] == []


def test_supervisor_when_a_program_keeps_dying_waits_longer_each_time(tmp_path: Path) -> None:
    code = f"open({str(tmp_path / 'starts')!r}, 'a').write('x')"
    supervisor = Supervisor(pids=tmp_path / "pids.json")
    supervisor.start(program(tmp_path, code))

    supervisor.tend(until=within(2.5))
    supervisor.stop()

    # Starts at 0, 0.2, 0.7 and 1.7 s, each a little later: a loop without pause makes hundreds.
    assert 2 <= len((tmp_path / "starts").read_text()) <= 4


def test_orphans_when_a_launcher_was_killed_are_ended(tmp_path: Path) -> None:
    pids = tmp_path / "pids.json"
    process = program(tmp_path).start()
    found = identity(process.pid)
    assert found is not None
    pids.write_text(json.dumps({"sleeper": {"pid": found.pid, "birth": found.birth}}))

    end_orphans(pids)

    assert process.wait(timeout=5) == -signal.SIGTERM
    assert not pids.exists()


def test_orphans_when_the_pid_was_taken_by_another_are_left_alone(tmp_path: Path) -> None:
    pids = tmp_path / "pids.json"
    process = program(tmp_path).start()
    try:
        pids.write_text(json.dumps({"sleeper": {"pid": process.pid, "birth": "another time"}}))

        end_orphans(pids)

        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def test_wait_when_a_process_stays_returns_it() -> None:
    me = Identity(pid=os.getpid(), birth=str(birth(os.getpid())))

    assert wait_until_gone([me], seconds=0.1) == [me]


def _group(folder: Path) -> int | None:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[2])
    except (OSError, ValueError, IndexError):
        return None
