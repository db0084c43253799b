"""`register import`: all of a file or none of it, and each line’s fate."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.journal.queries import verify
from portal.register.exports.formats import Format, made
from portal.register.importing.actions import undo
from portal.register.models import Activity, ActivityVersion, Import
from portal.register.sheet import Purpose, Sheet
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import NOW, Firm
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


FOREIGN = "Sujet;Pourquoi\nPaie;Payer\n"


def test_import_when_foreign_then_the_mapping_is_asked_for_then_remembered(
    establishment: Establishment, tmp_path: Path
) -> None:
    table, mapping = tmp_path / "r.csv", tmp_path / "m.json"
    table.write_text(FOREIGN)
    mapping.write_text('{"columns": {"Sujet": "name", "Pourquoi": "purposes.text"}}')

    with pytest.raises(CommandError, match=r"\(Sujet, Pourquoi\).*--mapping"):
        bring(establishment, table)
    dry = bring(establishment, table, "--mapping", str(mapping), "--dry-run")
    with pytest.raises(CommandError, match="--mapping"):
        bring(establishment, table)
    first = bring(establishment, table, "--mapping", str(mapping))
    table.write_text(FOREIGN.replace("Paie", "Stock"))

    assert (dry, first, bring(establishment, table)) == ("2\tajoutée\n",) * 3
    with inside(establishment):
        assert [one.sheet for one in Activity.objects.order_by("reference")] == [
            Sheet(name="Paie", purposes=(Purpose(text="Payer"),)),
            Sheet(name="Stock", purposes=(Purpose(text="Payer"),)),
        ]


def test_import_when_the_valid_lines_are_chosen_then_the_others_are_told_and_left(
    establishment: Establishment, tmp_path: Path
) -> None:
    half = tmp_path / "r.csv"
    half.write_text("Nom du traitement;Support papier\nPaie;oui\nAgenda;parfois\n")

    said = bring(establishment, half, "--only-valid")

    assert said.splitlines()[0] == "2\tajoutée"
    assert said.splitlines()[1].startswith("3\trefusée : Support papier")
    with inside(establishment):
        assert [one.name for one in Activity.objects.all()] == ["Paie"]


def test_import_when_no_line_is_valid_then_the_choice_changes_nothing(
    establishment: Establishment, tmp_path: Path
) -> None:
    wrong = tmp_path / "r.csv"
    wrong.write_text("Nom du traitement;Support papier\nAgenda;parfois\n")

    for options in (("--only-valid",), ("--only-valid", "--dry-run")):
        with pytest.raises(CommandError):
            bring(establishment, wrong, *options)


def test_import_when_done_by_the_command_then_its_report_can_be_undone(
    establishment: Establishment, firm: Firm, path: Path
) -> None:
    bring(establishment, path)

    with inside(establishment):
        done = Import.objects.get()
        undo(done=done, by=firm.dpo, now=NOW)
        assert (done.file_name, done.by_id) == ("registre.ods", None)
        assert set(Activity.objects.values_list("state", flat=True)) == {"archived"}
