import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "portal" / "static"


def test_sprite_when_checked_then_holds_exactly_the_icons_in_use() -> None:
    check = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "sprite.py")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert check.stderr == ""


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("*.css")), ids=lambda sheet: sheet.name)
def test_sheet_when_it_names_a_file_then_the_file_is_ours(sheet: Path) -> None:
    named = re.findall(r"url\(([^)]+)\)", sheet.read_text("utf-8"))

    assert [name for name in named if not (STATIC / name).is_file()] == []


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda script: script.name)
def test_script_when_read_then_evaluates_nothing(script: Path) -> None:
    text = script.read_text("utf-8")

    assert re.findall(r"\beval\(|new Function|innerHTML|document\.write|localStorage", text) == []
