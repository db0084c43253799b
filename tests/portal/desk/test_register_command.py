"""`register export`, as a firm's own scripts use it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.register.actions import save
from portal.register.exports import json_file
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.register.samples import DISPENSING, kept

NEXT_DAY = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


@pytest.fixture
def place(firm: Firm, establishment: Establishment) -> Establishment:
    """Return an establishment whose activity changed on 3 March at 00:30 in Paris."""
    with inside(establishment):
        activity = kept(by=firm.dpo)
        changed = DISPENSING.model_copy(update={"name": "Délivrance"})
        save(activity=activity, sheet=changed, version=1, why="", by=firm.dpo, now=NEXT_DAY)
    return establishment


def export(place: Establishment, output: Path, *options: str) -> None:
    """Run the command."""
    call_command(
        "register", "export", "--establishment", place.slug, "--output", str(output), *options
    )


@pytest.mark.parametrize(
    ("asked", "start"),
    [
        ("pdf", b"%PDF"),
        ("ods", b"PK"),
        ("xlsx", b"PK"),
        ("docx", b"PK"),
        ("csv", b"\xef\xbb\xbfN"),
        ("json", b"{"),
        ("dpv", b"{"),
    ],
)
def test_export_when_asked_then_the_file_is_of_that_format(
    place: Establishment, tmp_path: Path, asked: str, start: bytes
) -> None:
    export(place, tmp_path / "registre", "--format", asked)

    assert (tmp_path / "registre").read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("as_of", "names"),
    [
        ("2026-03-01", []),
        ("2026-03-02", ["Délivrance des médicaments"]),
        ("2026-03-03", ["Délivrance"]),
        ("2026-03-03T00:29", ["Délivrance des médicaments"]),
        ("2026-03-02T23:30+00:00", ["Délivrance"]),
    ],
)
def test_export_when_asked_of_a_day_then_the_day_ends_where_the_establishment_is(
    place: Establishment, tmp_path: Path, as_of: str, names: list[str]
) -> None:
    export(place, tmp_path / "r.json", "--format", "json", "--as-of", as_of)

    found = json_file.read((tmp_path / "r.json").read_bytes())
    assert [entry.sheet.name for entry in found.entries] == names


def test_export_when_redacted_then_drafts_are_out(place: Establishment, tmp_path: Path) -> None:
    export(place, tmp_path / "r.json", "--format", "json", "--redacted")

    found = json_file.read((tmp_path / "r.json").read_bytes())
    assert (found.is_redacted, found.entries) == (True, ())


@pytest.mark.parametrize(
    ("slug", "output", "options", "message"),
    [
        ("nulle-part", "r.json", (), "Aucun établissement à cette adresse"),
        ("", "absent/r.json", (), "Ce fichier ne peut pas être écrit"),
        ("", "r.json", ("--as-of", "hier"), "Date mal écrite"),
    ],
)
def test_export_when_it_cannot_be_done_then_says_why(
    place: Establishment,
    tmp_path: Path,
    slug: str,
    output: str,
    options: tuple[str, ...],
    message: str,
) -> None:
    with pytest.raises(CommandError, match=message):
        call_command(
            "register",
            "export",
            "--establishment",
            slug or place.slug,
            "--format",
            "json",
            "--output",
            str(tmp_path / output),
            *options,
        )
