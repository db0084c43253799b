"""A workbook of the CNIL's model that Vigie did not make: its sheets are read by block."""

import io

from openpyxl import load_workbook

from portal.register.exports import cnil, ods
from portal.register.exports.formats import Format, made
from portal.register.imports.lines import Line
from portal.register.imports.reading import lines_of
from portal.register.sheet import (
    DataCategory,
    DataFamily,
    DataSubject,
    Measure,
    Purpose,
    Recipient,
    RecipientKind,
    Retention,
    Sheet,
    Transfer,
    TransferTool,
)
from tests.portal.register.files_samples import FULL, entry, register


def test_cnil_ods_when_a_sheet_is_filled_then_says_what_the_model_can_say() -> None:
    tables = [table for table in cnil.tables(register(entry(FULL))) if table.name != cnil.WHOLE]

    [line] = lines_of(ods.write(tables))

    identity = "État civil, identité, données d'identification, images…"
    health = "Données concernant la santé"
    kept = "dix ans, puis archivage deux ans (dernière inscription)"
    assert line == Line(
        6,
        "TRT-001",
        sheet=Sheet(
            name="Dispensation des ordonnances",
            purposes=(
                Purpose(
                    text="Délivrer les médicaments",
                    sub_purposes=(
                        "Analyse ; interactions",
                        "Ordonnancier | stupéfiants",
                        "Facturer l’assurance maladie",
                    ),
                ),
            ),
            data_subjects=(
                DataSubject(label="Patients", note="et aidants ; personnes vulnérables"),
            ),
            data_categories=(
                DataCategory(label="Nom, prénom", family=DataFamily.IDENTITY, retention=identity),
                DataCategory(label="NIR", family=DataFamily.NIR),
                DataCategory(label="Poste", family=DataFamily.PROFESSIONAL_LIFE),
                DataCategory(label="Traitements", family=DataFamily.HEALTH, retention=health),
            ),
            retentions=(
                Retention(what=identity, active=kept),
                Retention(what=health, active=kept),
            ),
            recipients=(
                Recipient(label="Préparateurs : habilités", kind=RecipientKind.INTERNAL),
                Recipient(label="Assurance maladie", kind=RecipientKind.AUTHORITY),
                Recipient(label="Éditeur du logiciel", kind=RecipientKind.PROCESSOR),
            ),
            measures=(
                Measure(text="Chiffrement des postes"),
                Measure(text="Charte signée", is_organisational=True),
            ),
            transfers=(
                Transfer(
                    recipient="Messagerie",
                    country="États-Unis",
                    tool=TransferTool.DPF,
                    document="https://example.org/dpf",
                ),
            ),
        ),
        said=frozenset(
            {
                "name",
                "purposes",
                "data_subjects",
                "data_categories",
                "retentions",
                "recipients",
                "measures",
                "transfers",
            }
        ),
    )


def test_cnil_xlsx_when_the_model_itself_was_filled_then_is_read_and_its_example_is_not() -> None:
    book = load_workbook(io.BytesIO(made(register(entry(FULL)), Format.XLSX).content))
    del book["Registre complet"], book["TRT-001"]
    page = book["3_-_Modèle_de_fiche_de_registre"]
    page["B4"], page["B5"], page["B17"] = "Recommandation", "T-001", "Conseiller les clients"
    page["B54"], page["D54"] = "Chiffrement des données", "AES-256"
    page["B33"] = "Non concerné"
    content = io.BytesIO()
    book.save(content)

    [line] = lines_of(content.getvalue())

    assert (line.number, line.reference, line.refusal) == (3, "T-001", "")
    assert line.sheet == Sheet(
        name="Recommandation",
        purposes=(Purpose(text="Conseiller les clients"),),
        measures=(Measure(text="Chiffrement des données : AES-256"),),
    )


def test_cnil_xlsx_when_a_sheet_holds_a_formula_then_it_is_refused() -> None:
    book = load_workbook(io.BytesIO(made(register(entry(FULL)), Format.XLSX).content))
    del book["Registre complet"]
    book["TRT-001"]["B17"] = "=1+1"
    content = io.BytesIO()
    book.save(content)

    [line] = lines_of(content.getvalue())

    assert line.refusal == "TRT-001\u00a0: une formule."
