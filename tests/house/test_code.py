"""Rules of the house that no linter knows: sizes, the message that is a row, the one door."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("launcher", "portal", "tenants", "worker")
CODE = sorted(
    path
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
MOST_LINES = 300
LONGEST_FUNCTION = 50
# Rooms that gather what has no place.
NO_ROOM = {"utils", "helpers", "common", "core", "services", "base", "misc"}
# Django and django-tenants load these by name.
LOADED_BY_NAME = {ROOT / "tenants" / "directory" / "pgbackend" / "base.py"}
# An invitation's mail leaves after its row: lost, the person asks for it again from the page.
SENT_AFTER_COMMIT = {ROOT / "tenants" / "directory" / "invitations.py"}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CODE, ids=named)
def test_module_when_read_is_short_and_so_are_its_functions(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]

    assert len(text.splitlines()) <= MOST_LINES
    assert long == []


def test_rooms_when_listed_are_named_after_what_they_hold() -> None:
    found = [path for path in CODE if {*path.parts, path.stem} & NO_ROOM]

    assert [named(path) for path in found if path not in LOADED_BY_NAME] == []


@pytest.mark.parametrize("folder", ["portal", "tenants"])
def test_portal_when_something_is_due_writes_a_row_and_no_message(folder: str) -> None:
    asked = re.compile(r"\.delay\(|apply_async\(|on_commit\(|\b(eta|countdown)\s*=")

    found = [
        f"{named(path)}: {line.strip()}"
        for path in CODE
        if path.is_relative_to(ROOT / folder) and path not in SENT_AFTER_COMMIT
        for line in path.read_text(encoding="utf-8").splitlines()
        if asked.search(line)
    ]

    assert found == []


def test_schema_when_changed_is_changed_through_the_one_door() -> None:
    bare = re.compile(r"with (tenant|establishment)\s*:|set_schema\(|schema_context\(|set_tenant\(")

    found = [
        f"{named(path)}: {line.strip()}"
        for path in CODE
        if not path.is_relative_to(ROOT / "tenants" / "directory")
        for line in path.read_text(encoding="utf-8").splitlines()
        if bare.search(line)
    ]

    assert found == []


def test_work_when_put_off_names_the_issue_it_waits_for() -> None:
    put_off = re.compile(r"\b(TODO|FIXME|XXX)\b(?!\s*#\d)|NotImplementedError")

    found = [
        f"{named(path)}: {line.strip()}"
        for path in CODE
        for line in path.read_text(encoding="utf-8").splitlines()
        if put_off.search(line)
    ]

    assert found == []
