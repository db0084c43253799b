"""Instances that only pass: nothing of them stays, even of those whose launcher was killed."""

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.commands import clear_abandoned
from launcher.processes import birth


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """The folder of a passing instance with one program."""
    folder = tmp_path / "vigie-passing"
    (folder / "run").mkdir(parents=True)
    return folder


def sleeper(folder: Path) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    told = {"sleeper": {"pid": process.pid, "birth": birth(process.pid)}}
    (folder / "run" / "pids.json").write_text(json.dumps(told))
    return process


def test_abandoned_when_the_launcher_was_killed_is_ended_and_removed(
    tmp_path: Path, instance: Path
) -> None:
    process = sleeper(instance)

    clear_abandoned(tmp_path)

    assert process.wait(timeout=5) < 0
    assert not instance.exists()


def test_abandoned_when_the_launcher_lives_is_left_alone(tmp_path: Path, instance: Path) -> None:
    process = sleeper(instance)
    try:
        with (instance / "run" / "servers.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            clear_abandoned(tmp_path)

        assert process.poll() is None
        assert os.path.exists(instance / "run" / "pids.json")
    finally:
        process.kill()
        process.wait()
