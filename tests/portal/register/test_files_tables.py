"""The register as spreadsheets and JSON: the CNIL's model to the row, and never a formula."""

import io
import json
import zipfile
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from pydantic import ValidationError

from portal.register.exports import cnil, csv_file, json_file, ods, xlsx
from portal.register.exports.register import Register, redacted
from portal.register.exports.tables import Cell, Table
from portal.register.sheet import Measure, Sheet
from tests.portal.register.files_samples import FULL, entry, register

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
ATTACKS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


def _rows(name: str, made: Register) -> list[list[str]]:
    found = next(table for table in cnil.tables(made) if table.name == name)
    return [[cell.text for cell in line] for line in found.rows]


def test_workbook_when_made_then_has_the_sheets_of_the_model_and_one_for_each_activity() -> None:
    names = [table.name for table in cnil.tables(register())]

    assert names == [
        "Tutoriel",
        "2_-_Liste_des_traitements",
        "3_-_Modèle_de_fiche_de_registre",
        "4_-_Exemple_de_fiche",
        "5_-_Listes",
        "TRT-001",
        "Registre du sous-traitant",
        "Registre complet",
    ]


def test_model_when_empty_then_each_block_stands_on_the_row_of_the_cnil() -> None:
    rows = _rows("3_-_Modèle_de_fiche_de_registre", register())

    first = {number: line[0] for number, line in enumerate(rows) if line}
    assert {number: first[number] for number in (2, 8, 15, 23, 31, 42, 46, 52, 57)} == {
        2: "Description du traitement",
        8: "Acteurs",
        15: "Finalité(s) du traitement effectué",
        23: "Catégories de données personnelles concernées",
        31: "Données sensibles",
        42: "Catégories de personnes concernées",
        46: "Destinataires",
        52: "Mesures de sécurité",
        57: "Transferts hors UE",
    }
    assert [first[number] for number in range(24, 30)] == [
        "État civil, identité, données d'identification, images…",
        "Vie personnelle (habitudes de vie, situation familiale, etc.)",
        "Informations d'ordre économique et financier"
        " (revenus, situation financière, situation fiscale, etc.)",
        "Données de connexion (adress IP, logs, etc.)",
        "Données de localisation (déplacements, données GPS, GSM, etc.)",
        "Numéro de Sécurité Sociale (ou NIR)",
    ]
    assert (first[32], first[40]) == (
        "Données révélant l'origine raciale ou ethnique",
        "Données relatives à des condamnations pénales ou infractions",
    )


def test_list_when_made_then_has_the_columns_of_the_cnil() -> None:
    rows = _rows("2_-_Liste_des_traitements", register())

    assert rows[0][2] == "Pharmacie des Lilas"
    assert rows[4][2] == "Claire Vigne"
    assert rows[7] == [
        "Nom du traitement",
        "N° REF",
        "Date de création",
        "Mise à jour",
        "Finalité principale",
        "Transferts hors UE ? Oui/non",
        "Données sensibles ? Oui/non",
    ]
    assert rows[8:] == [
        [
            "Dispensation des ordonnances",
            "TRT-001",
            "01/02/2026",
            "01/03/2026",
            "Délivrer les médicaments",
            "Oui",
            "Oui",
        ]
    ]


def test_sheet_of_activity_when_made_then_says_what_is_kept_and_for_how_long() -> None:
    rows = _rows("TRT-001", register())

    health = next(line for line in rows if line and line[0] == "Données concernant la santé")
    assert health[1:] == [
        "Traitements",
        "",
        "dix ans, puis archivage deux ans (dernière inscription)",
    ]


def test_ods_when_made_then_opens_as_text_without_a_formula() -> None:
    made = ods.write(cnil.tables(register()))

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        first = archive.infolist()[0]
        content = archive.read("content.xml").decode()
    kinds = {
        value
        for cell in ElementTree.fromstring(content).iter(f"{_OFFICE}table-cell")  # noqa: S314  ours
        for name, value in cell.attrib.items()
        if name.endswith("value-type")
    }
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert kinds == {"string"}
    assert "table:formula" not in content


def test_xlsx_when_text_looks_like_a_formula_then_stays_text() -> None:
    table = Table("Essai", tuple((Cell(text),) for text in ATTACKS[:4]))

    page = load_workbook(io.BytesIO(xlsx.write([table])))["Essai"]

    cells = [page.cell(row=number, column=1) for number in range(1, 5)]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells] == [
        ("=1+1", "s", True),
        ("+1", "s", True),
        ("-1", "s", True),
        ("@SUM(A1)", "s", True),
    ]


def test_xlsx_when_a_cell_is_too_long_for_excel_then_is_refused_not_cut() -> None:
    with pytest.raises(xlsx.TooLongError):
        xlsx.write([Table("Essai", ((Cell("x" * 32_768),),))])


def test_csv_when_made_then_excel_reads_it_and_runs_nothing() -> None:
    made = csv_file.write(register(entry(Sheet(name="=1+1", note="-2", owner="@x")))).decode()

    assert made.startswith("\ufeffN° REF;Rôle;État;Date de création;Mise à jour;Validée le;Nom du")
    assert (
        "\r\nTRT-001;Responsable du traitement;Validée;01/02/2026;01/03/2026;02/03/2026;'=1+1;"
        in made
    )
    assert ";'-2;" in made
    assert ";'@x;" in made


def test_json_when_written_then_is_read_back_the_same() -> None:
    assert json_file.read(json_file.write(register())) == register()


def test_json_when_it_is_of_something_else_then_is_refused() -> None:
    with pytest.raises(ValidationError):
        json_file.read(b'{"format": "autre", "register": {}}')


def test_schema_when_the_sheet_changes_then_is_written_again() -> None:
    with open("docs/register.schema.json", encoding="utf-8") as held:
        assert json.load(held) == json.loads(json_file.schema())


def test_register_when_redacted_then_says_no_measure_no_secret_and_no_draft() -> None:
    draft = entry(Sheet(name="Brouillon"), reference="TRT-009").model_copy(
        update={"state": "draft"}
    )

    made = json_file.write(redacted(register(entry(FULL), draft))).decode()

    for secret in (
        "Chiffrement",
        "Charte",
        "LGPI",
        "Titulaire",
        "du 1er mars",
        "évaluée",
        "TRT-009",
    ):
        assert secret not in made
    assert "Délivrer les médicaments" in made
    assert Measure(text="Chiffrement des postes") in FULL.measures
