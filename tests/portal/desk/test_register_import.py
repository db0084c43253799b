"""`register import`: all of a file or none of it, and each line’s fate."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.journal.queries import verify
from portal.register.exports.formats import Format, made
from portal.register.models import Activity, ActivityVersion
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.register.files_samples import AS_PROCESSOR, FULL, entry, register
from tests.portal.register.samples import kept


def bring(place: Establishment, path: Path, *options: str) -> str:
    """Return what the command says of each line."""
    said = io.StringIO()
    call_command(
        "register", "import", str(path), "--establishment", place.slug, *options, stdout=said
    )
    return said.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return an ODS of two activities."""
    found = tmp_path / "registre.ods"
    found.write_bytes(made(register(), Format.ODS).content)
    return found


def test_import_when_the_register_is_empty_then_every_field_is_there(
    establishment: Establishment, path: Path
) -> None:
    assert bring(establishment, path) == "2\tajoutée\n3\tajoutée\n"

    with inside(establishment):
        found = list(Activity.objects.order_by("reference"))
        assert [activity.sheet for activity in found] == [FULL, AS_PROCESSOR]
        assert [(one.reference, one.role, one.state) for one in found] == [
            ("TRT-001", "controller", "draft"),
            ("TRT-002", "processor", "draft"),
        ]
        assert set(ActivityVersion.objects.values_list("act", flat=True)) == {"imported"}
        assert verify().is_intact


def test_import_when_done_twice_then_nothing_is_added(
    establishment: Establishment, path: Path
) -> None:
    bring(establishment, path)

    assert bring(establishment, path) == "2\tidentique\n3\tidentique\n"
    with inside(establishment):
        assert ActivityVersion.objects.count() == 2


def test_import_when_an_activity_has_the_name_then_it_is_changed_not_doubled(
    establishment: Establishment, firm: Firm, path: Path
) -> None:
    with inside(establishment):
        here = kept(by=firm.dpo, sheet=FULL.model_copy(update={"note": "ancienne"}))

    assert bring(establishment, path) == "2\tmodifiée\n3\tajoutée\n"
    with inside(establishment):
        here.refresh_from_db()
        assert (here.version, here.sheet) == (2, FULL)


def test_import_when_dry_then_says_the_same_and_writes_nothing(
    establishment: Establishment, path: Path
) -> None:
    assert bring(establishment, path, "--dry-run") == "2\tajoutée\n3\tajoutée\n"

    with inside(establishment):
        assert not Activity.objects.exists()


@pytest.mark.parametrize("option", [(), ("--dry-run",)])
def test_import_when_a_line_is_refused_then_none_is_written(
    establishment: Establishment, tmp_path: Path, option: tuple[str, ...]
) -> None:
    wrong = tmp_path / "registre.csv"
    wrong.write_text("Nom du traitement;Support papier\nPaie;oui\nAgenda;parfois\nPAIE;non\n")

    with pytest.raises(CommandError, match="refusées"):
        bring(establishment, wrong, *option)

    with inside(establishment):
        assert not Activity.objects.exists()


def test_import_when_two_lines_have_one_name_then_the_second_is_refused(
    establishment: Establishment, tmp_path: Path
) -> None:
    twice = register(entry(FULL), entry(FULL, reference="TRT-002"))
    (tmp_path / "r.json").write_bytes(made(twice, Format.JSON).content)

    with pytest.raises(CommandError, match="rien n’a été importé"):
        bring(establishment, tmp_path / "r.json")


def test_import_when_the_file_is_not_there_then_says_so(
    establishment: Establishment, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="Ce fichier ne peut pas être lu"):
        bring(establishment, tmp_path / "absent.ods")
