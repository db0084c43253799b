"""The files that go wrong, by the page and by the command alike: told, and never half imported."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from portal.register.imports.grids import MOST_UNPACKED
from portal.register.models import Activity, Import
from portal.register.sheet import Sheet
from portal.uploads import MOST_SENT
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.register.imports_samples import saved

Browser = Callable[[User], Client]
HEAD = ("Nom du traitement", "Catégories de données", "Support papier", "Observations")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def book(*rows: tuple[object, ...], title: str = "Registre complet") -> Workbook:
    made = Workbook()
    made.active.title = title
    for row in (HEAD, *rows):
        made.active.append(row)
    return made


def zipped(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def ods(*names: str, manifest: str = "") -> bytes:
    space = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    pages = "".join(f'<table:table table:name="{name}"/>' for name in names)
    parts = {"content.xml": f"<a {space}>{pages}</a>".encode()}
    return zipped(parts | ({"META-INF/manifest.xml": manifest.encode()} if manifest else {}))


def twins() -> bytes:
    """Return an Excel workbook whose two pages bear one name, which Excel would refuse to make."""
    made = book(("Paie", "", "", ""), title="Feuil1")
    made.create_sheet("Feuil2")
    content, changed = io.BytesIO(saved(made)), io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b'name="Feuil2"', b'name="Feuil1"'))
    return changed.getvalue()


def wrong_sheets() -> bytes:
    made = Workbook()
    made.active.title = "Budget"
    made.active.append(("2026",))
    made.create_sheet("Notes")
    return saved(made)


def csv_lines(count: int) -> bytes:
    return "\n".join(["Nom du traitement;Observations", *["Paie;x"] * (count - 1)]).encode()


WHOLE = [
    (b"", "Ce fichier est vide."),
    (b"\xef\xbb\xbf\r\n", "Ce fichier est vide."),
    (OLE, "Ce classeur est à l’ancien format (.xls)"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "Ce classeur est protégé par un mot de passe"),
    (ods("A", manifest="<x encryption-data=''/>"), "Ce classeur est protégé par un mot de passe"),
    (b"%PDF-1.7 rien", "Un PDF ne se relit pas"),
    (b"a\x00b;c", "n’est ni un tableur, ni du CSV, ni du JSON."),
    (twins(), "Deux feuilles de ce classeur s’appellent «\u00a0Feuil1\u00a0»."),
    (ods("Paie", "PAIE"), "Deux feuilles de ce classeur s’appellent «\u00a0PAIE\u00a0»."),
    (wrong_sheets(), "Aucun registre dans ce fichier (Budget, Notes)"),
    (
        zipped({"content.xml": b" " * (MOST_UNPACKED + 1)}),
        "Ce classeur pèse plus de 50\u00a0Mo une fois décompressé.",
    ),
    (csv_lines(5001), "Ce CSV a plus de 5000 lignes."),
    (
        saved(book(*[("Paie", "", "", "x")] * 5000)),
        "La feuille «\u00a0Registre complet\u00a0» a plus de 5000 lignes.",
    ),
    (b"Nom du traitement;Observations\n", "Ce fichier ne contient aucune activité."),
]


def send(client: Client, place: Establishment, content: bytes) -> HttpResponse:
    """Send a file from the page; follow where it leads."""
    file = SimpleUploadedFile("registre.bin", content)
    path = f"/e/{place.slug}/registre/importer/"
    return cast(HttpResponse, client.post(path, {"file": file}, follow=True))


def told(answer: HttpResponse) -> list[str]:
    """Return what the preview says of each line, tags and runs of spaces taken off."""
    found = re.findall(r'<li class="is-\w+">(.*?)</div></li>', answer.content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).replace("\u00a0", " ").split()) for one in found]


def bring(place: Establishment, content: bytes, folder: Path, *options: str) -> str:
    """Return what the command says of each line."""
    path, said = folder / "registre.bin", io.StringIO()
    path.write_bytes(content)
    call_command(
        "register", "import", str(path), "--establishment", place.slug, *options, stdout=said
    )
    return said.getvalue()


@pytest.mark.parametrize(("content", "sentence"), WHOLE, ids=[said[:40] for _c, said in WHOLE])
def test_file_when_nobody_can_read_it_then_both_say_why(
    establishment: Establishment,
    firm: Firm,
    client_for: Browser,
    tmp_path: Path,
    content: bytes,
    sentence: str,
) -> None:
    answer = send(client_for(firm.dpo), establishment, content)
    with pytest.raises(CommandError) as refusal:
        bring(establishment, content, tmp_path)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert sentence in str(refusal.value)
    with inside(establishment):
        assert not Import.objects.exists()
        assert not Activity.objects.exists()


def test_file_when_heavier_than_the_page_takes_then_is_refused_with_its_cure(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    answer = send(client_for(firm.dpo), establishment, b"x" * (MOST_SENT + 1))

    assert answer.status_code == 422
    assert "Ce fichier pèse plus de 10\u00a0Mo" in answer.content.decode()


def half() -> bytes:
    made = book(
        ("Paie", "Nom", "oui", ""),
        ("Agenda", "Nom | Inconnue", "", ""),
        ("Photos", "", "parfois", ""),
        ("Total", "", "", "=1+1"),
        ("Fusion", "x", "", ""),
        ("Dessous", "", "", ""),
        ("PAIE", "", "", ""),
        ("", "Nom", "", ""),
    )
    made.active.merge_cells("B6:B7")
    return saved(made)


HALF = [
    "3 Agenda Refusée Catégories de données : « Inconnue » n’est pas une valeur connue.",
    "4 Photos Refusée Support papier : « parfois » n’est ni « oui » ni « non ».",
    "5 Total Refusée Observations : une formule.",
    "6 Fusion Refusée Catégories de données : des cellules fusionnées.",
    "7 Dessous Refusée Catégories de données : des cellules fusionnées.",
    "8 PAIE Refusée une autre ligne porte le même nom.",
    "9 — Refusée Nom du traitement : manque.",
    "2 Paie Ajoutée",
]


def test_half_when_valid_then_each_line_is_told_and_none_is_written(
    establishment: Establishment, firm: Firm, client_for: Browser, tmp_path: Path
) -> None:
    client = client_for(firm.dpo)
    preview = send(client, establishment, half())
    with inside(establishment):
        kept = Import.objects.get()
    seal = re.search(r'name="seal" value="(\w+)"', preview.content.decode())
    assert seal is not None

    refused = client.post(
        f"/e/{establishment.slug}/registre/importer/{kept.pk}/confirmer/",
        {"seal": seal[1]},
        follow=True,
    )
    with pytest.raises(CommandError, match="Des lignes sont refusées"):
        bring(establishment, half(), tmp_path)

    assert told(preview) == HALF
    assert "Des lignes sont refusées\u00a0: rien n’a été importé." in refused.content.decode()
    with inside(establishment):
        assert not Activity.objects.exists()


def test_half_when_the_valid_lines_are_chosen_then_they_alone_are_written(
    establishment: Establishment,
    other_establishment: Establishment,
    firm: Firm,
    client_for: Browser,
    tmp_path: Path,
) -> None:
    client = client_for(firm.dpo)
    preview = send(client, establishment, half()).content.decode()
    with inside(establishment):
        kept = Import.objects.get()
    seal = re.search(r'name="seal" value="(\w+)"', preview)
    assert seal is not None

    report = client.post(
        f"/e/{establishment.slug}/registre/importer/{kept.pk}/confirmer/",
        {"seal": seal[1], "only_valid": "on"},
        follow=True,
    ).content.decode()
    refused = client.get(f"/e/{establishment.slug}/registre/importer/{kept.pk}/refusees/")
    bring(other_establishment, half(), tmp_path, "--only-valid")

    assert "Importer la ligne valable," in preview
    assert "7 lignes refusées ont été laissées de côté, par choix." in report
    assert refused.content.decode("utf-8-sig").splitlines()[:3] == [
        "Ligne;Nom;Motif du refus",
        "3;Agenda;Catégories de données\u00a0: «\u00a0Inconnue\u00a0» n’est pas une valeur connue.",
        "4;Photos;Support papier\u00a0: «\u00a0parfois\u00a0» n’est ni «\u00a0oui\u00a0» ni "
        "«\u00a0non\u00a0».",
    ]
    for place in (establishment, other_establishment):
        with inside(place):
            assert [activity.name for activity in Activity.objects.all()] == ["Paie"]


def test_refused_lines_when_a_name_begins_with_a_sign_then_no_cell_runs(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    client = client_for(firm.dpo)
    send(client, establishment, b"Nom du traitement;Support papier\n=HYPERLINK(1);parfois\n")
    with inside(establishment):
        kept = Import.objects.get()

    answer = client.get(f"/e/{establishment.slug}/registre/importer/{kept.pk}/refusees/")

    assert answer.content.decode("utf-8-sig").splitlines()[1].startswith("2;'=HYPERLINK(1);")


def dated_1904() -> bytes:
    made = book(("Paie été", "", "oui", datetime(2026, 3, 2)))  # noqa: DTZ001  a day in a cell
    made.epoch = CALENDAR_MAC_1904
    return saved(made)


TEXT = "Nom du traitement;Support papier;Observations\r\nPaie été;oui;02/03/2026\r\n"


@pytest.mark.parametrize(
    "content",
    [
        dated_1904(),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"sep=;\r\n" + TEXT.encode(),
        TEXT.replace(";", ",").encode(),
    ],
    ids=["1904", "cp1252", "bom", "utf-16", "sep", "comma"],
)
def test_file_when_only_its_dress_is_odd_then_both_read_it(
    establishment: Establishment,
    other_establishment: Establishment,
    firm: Firm,
    client_for: Browser,
    tmp_path: Path,
    content: bytes,
) -> None:
    client = client_for(firm.dpo)
    preview = send(client, establishment, content)
    seal = re.search(r'name="seal" value="(\w+)"', preview.content.decode())
    assert seal is not None
    with inside(establishment):
        kept = Import.objects.get()
    client.post(
        f"/e/{establishment.slug}/registre/importer/{kept.pk}/confirmer/", {"seal": seal[1]}
    )
    assert bring(other_establishment, content, tmp_path) == "2\tajoutée\n"

    for place in (establishment, other_establishment):
        with inside(place):
            assert [activity.sheet for activity in Activity.objects.all()] == [
                Sheet(name="Paie été", has_paper=True, note="02/03/2026")
            ]
