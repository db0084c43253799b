"""What a file says of a register: exact when it is ours, told line by line when it is not."""

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from portal.register.exports.formats import Format, made
from portal.register.imports.grids import MOST_UNPACKED
from portal.register.imports.reading import lines_of
from portal.register.imports.refusals import FileRefused
from portal.register.sheet import Sheet
from tests.portal.register.files_samples import AS_PROCESSOR, FULL, entry, register

TRAPS = Sheet(name="=1+1", note="  deux  espaces\ttab", owner="'=A1", software=("+33", "@x", "-"))


@pytest.mark.parametrize("asked", [Format.JSON, Format.ODS, Format.XLSX, Format.CSV])
def test_file_when_it_is_ours_then_every_field_comes_back(asked: Format) -> None:
    written = register(
        entry(FULL),
        entry(AS_PROCESSOR, reference="TRT-002", role="processor"),
        entry(TRAPS, reference="TRT-003"),
    )

    lines = lines_of(made(written, asked).content)

    assert [(line.refusal, line.reference, line.role) for line in lines] == [
        ("", "TRT-001", "controller"),
        ("", "TRT-002", "processor"),
        ("", "TRT-003", "controller"),
    ]
    assert [line.sheet for line in lines] == [FULL, AS_PROCESSOR, TRAPS]


def workbook(*rows: tuple[object, ...], title: str = "Registre complet") -> Workbook:
    book = Workbook()
    page = book.active
    page.title = title
    for row in (("Nom du traitement", "Nombre de personnes concernées", "Observations"), *rows):
        page.append(row)
    return book


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_workbook_when_half_its_lines_are_wrong_then_each_is_told() -> None:
    book = workbook(("Paie", 12, "ok"), ("Agenda", "beaucoup", ""), ("Photos", 3, "=1+1"), ())
    book.active.append(("Fusion", 1, "x"))
    book.active.merge_cells("A6:B6")

    lines = lines_of(saved(book))

    assert [(line.number, line.refusal) for line in lines] == [
        (2, ""),
        (
            3,
            "Nombre de personnes concernées\u00a0: "
            "«\u00a0beaucoup\u00a0» n’est pas un nombre entier.",
        ),
        (4, "Observations\u00a0: une formule."),
        (6, "Nom du traitement\u00a0: des cellules fusionnées."),
    ]
    assert lines[0].sheet == Sheet(name="Paie", volume=12, note="ok")


def test_workbook_when_its_dates_count_from_1904_then_the_day_is_right() -> None:
    book = workbook(("Paie", 1, datetime(2026, 3, 2)))  # noqa: DTZ001  a day in a cell
    book.epoch = CALENDAR_MAC_1904

    [line] = lines_of(saved(book))

    assert line.sheet is not None
    assert line.sheet.note == "02/03/2026"


def test_workbook_when_it_has_the_wrong_sheets_then_is_refused_with_their_names() -> None:
    book = Workbook()
    book.active.title = "Bonjour"
    book.active.append(("Ceci est un mot",))
    book.create_sheet("Feuil2")

    with pytest.raises(FileRefused) as refusal:
        lines_of(saved(book))

    assert refusal.value.message == (
        "Aucun registre dans ce fichier (Bonjour, Feuil2)\u00a0: il faut une ligne de titres, puis "
        "une activité par ligne, ou des fiches au modèle de la CNIL."
    )


def zipped(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("_", "."), part)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (zipped(content_xml=b" " * (MOST_UNPACKED + 1)), "Ce classeur pèse plus de 50\u00a0Mo"),
        (zipped(content_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "type de document"),
        (zipped(content_xml=b"<a>"), "Ce classeur ODS est mal formé."),
        (zipped(autre_xml=b"<a/>"), "ni un classeur ODS ni un classeur Excel"),
        (b"PK\x03\x04 rien", "abîmé"),
        (
            zipped(content_xml=bytes(range(256)) * 9)[:60]
            + b"\xff" * 40
            + zipped(content_xml=bytes(range(256)) * 9)[100:],
            "abîmé",
        ),
        (b"Nom;Note\nPaie;x", "ne sont pas celles de Vigie (Nom, Note)"),
        (b"Nom du traitement;Nom du traitement\na;b", "est là deux fois"),
        (
            b'{"format": "vigie-register"}',
            "Ce JSON n’est pas un registre de Vigie (à\u00a0: register)",
        ),
        (b"", "Ce fichier est vide."),
    ],
)
def test_file_when_it_is_no_register_then_is_refused_with_a_sentence(
    content: bytes, message: str
) -> None:
    with pytest.raises(FileRefused) as refusal:
        lines_of(content)

    assert message in refusal.value.message


def test_csv_when_from_a_french_excel_then_its_accents_and_semicolons_are_read() -> None:
    content = "Nom du traitement;Rôle;Support papier\r\nPaie été;Sous-traitant;oui\r\n"

    [line] = lines_of(content.encode("cp1252"))

    assert (line.role, line.sheet) == ("processor", Sheet(name="Paie été", has_paper=True))
