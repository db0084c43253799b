"""A program under a wrong clock reads the wrong time, wherever it asks Python."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

_PROGRAM = """
import json, sys, time
from datetime import UTC, datetime

told = [time.time(), datetime.now(UTC).timestamp(), datetime.now().timestamp()]
json.dump([told, sys.argv], sys.stdout)
"""


@pytest.mark.parametrize("seconds", [7200, -7200, 0])
def test_program_when_its_clock_is_altered_then_every_reading_is_wrong_by_as_much(
    tmp_path: Path, seconds: int
) -> None:
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM)
    words = [str(seconds), "none", str(program), "one", "two"]
    before = time.time()

    told = subprocess.run(
        [sys.executable, "-m", "tests.faults.altered", *words],
        capture_output=True,
        text=True,
        check=True,
    )

    readings, argv = json.loads(told.stdout)
    assert argv == [str(program), "one", "two"]
    assert all(0 <= reading - before - seconds < 30 for reading in readings)
