"""What a workbook of CISO Assistant says."""

from openpyxl import Workbook

from portal.register.imports.reading import Source, lines_of, read_file
from portal.register.sheet import (
    DataCategory,
    DataFamily,
    DataSubject,
    Dpia,
    Fate,
    JointController,
    LegalBasis,
    ProcessorUse,
    Purpose,
    Recipient,
    RecipientKind,
    Retention,
    Screening,
    Sheet,
    Transfer,
    TransferTool,
)
from tests.portal.register.imports_samples import ciso_workbook, csv_of, saved


def test_ciso_when_a_workbook_holds_one_processing_then_its_sheets_are_read() -> None:
    content = saved(ciso_workbook())

    [line] = lines_of(content)

    assert read_file(content).source is Source.CISO
    assert (line.number, line.reference, line.role) == (2, "P-1", "controller")
    assert line.sheet == Sheet(
        name="Téléconsultation",
        purposes=(
            Purpose(
                text="Soigner",
                legal_bases=(LegalBasis.CONTRACT,),
                justification="À distance",
                art9_exception="art. 9 §2 h : médecine, soins, gestion des services de soins",
            ),
            Purpose(text="Facturer l’acte", legal_bases=(LegalBasis.LEGAL_OBLIGATION,)),
        ),
        data_categories=(
            DataCategory(label="Dossier", family=DataFamily.HEALTH, retention="Dossier"),
            DataCategory(label="Adresse électronique", family=DataFamily.IDENTITY),
            DataCategory(label="Voix", family=DataFamily.OTHER),
        ),
        retentions=(Retention(what="Dossier", active="20 ans", fate=Fate.ERASURE),),
        data_subjects=(
            DataSubject(label="Patients", note="du cabinet", is_vulnerable=True),
            DataSubject(label="Salariés", is_vulnerable=True),
        ),
        recipients=(Recipient(label="Administration", kind=RecipientKind.AUTHORITY, note="CPAM"),),
        processors=(ProcessorUse(label="Visio SAS"),),
        joint_controllers=(JointController(name="Maison médicale"),),
        transfers=(
            Transfer(
                recipient="Visio Inc.",
                country="États-Unis",
                tool=TransferTool.CLAUSES,
                document="https://visio.example/scc",
                assessment="Chiffrement",
            ),
            Transfer(
                recipient="Support",
                country="ZZ",
                tool=TransferTool.NONE_YET,
                assessment="Code de conduite (art. 46 §2 e)",
            ),
        ),
        information="Affiche et site",
        dpia=Dpia(screening=Screening.REQUIRED, reason="AIPD-2025"),
        note="Consultations à distance\nOpérations : Collecte, Conservation\n"
        "Canal d’usage : Application\nCISO Assistant, category : privacy_humeur\n"
        "Visio SAS : France, https://visio.example/dpa\nMaison médicale : France",
    )
    assert line.told == (
        "Catégorie «\u00a0privacy_humeur\u00a0» inconnue\u00a0: gardée dans la remarque.",
    )


def test_ciso_when_flat_then_each_row_is_a_processing() -> None:
    head = ("internal_id", "ref_id", "name", "description", "processing_nature", "dpia_required")
    rows = (
        ("u1", "1.2", "Paie", "'=Salaires", "Use", "False"),
        ("u2", "", "Agenda", "", "", "True"),
    )

    paie, agenda = lines_of(csv_of(head, *rows))

    assert paie.sheet == Sheet(name="Paie", note="=Salaires\nOpérations : Utilisation")
    assert agenda.sheet == Sheet(name="Agenda", dpia=Dpia(screening=Screening.REQUIRED))


def test_ciso_when_a_cell_is_a_formula_then_the_processing_is_refused() -> None:
    book: Workbook = ciso_workbook()
    book["Purposes"]["A2"] = "=1+1"

    [line] = lines_of(saved(book))

    assert line.refusal == "Processing\u00a0: une formule."
