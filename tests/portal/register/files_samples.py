"""A register that uses every field, with the signs that files trip over."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from portal.register.exports.register import Entry, Establishment, Party, Register
from portal.register.sheet import (
    CollectionMethod,
    DataCategory,
    DataFamily,
    DataSubject,
    Dpia,
    DpiaCriterion,
    Fate,
    JointController,
    LegalBasis,
    Measure,
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

PLACE = Establishment(
    name="Pharmacie des Lilas",
    street="3 rue des Lilas",
    postcode="69003",
    city="Lyon",
    siren="732829320",
    finess="690000001",
)
DPO = Party(
    name="Claire Vigne",
    organisation="Cabinet Vigie",
    postcode="69001",
    city="Lyon",
    email="claire@vigie.example",
)

FULL = Sheet(
    name="Dispensation des ordonnances",
    purposes=(
        Purpose(
            text="Délivrer les médicaments",
            sub_purposes=("Analyse ; interactions", "Ordonnancier | stupéfiants"),
            legal_bases=(LegalBasis.LEGAL_OBLIGATION, LegalBasis.PUBLIC_TASK),
            justification="CSP art. R5132-10\nsuite \\ n",
            art9_exception="art. 9 §2 h",
        ),
        Purpose(text="Facturer l’assurance maladie"),
    ),
    references="CSP ; CSS\nligne 2",
    data_subjects=(DataSubject(label="Patients", note="et aidants", is_vulnerable=True),),
    data_categories=(
        DataCategory(
            label="Nom, prénom",
            family=DataFamily.IDENTITY,
            source="carte Vitale",
            retention="Ordonnancier",
        ),
        DataCategory(label="Traitements", family=DataFamily.HEALTH, retention="Ordonnancier"),
        DataCategory(label="NIR", family=DataFamily.NIR),
        DataCategory(label="Poste", family=DataFamily.PROFESSIONAL_LIFE),
    ),
    retentions=(
        Retention(
            what="Ordonnancier",
            active="dix ans",
            archive="deux ans",
            rule="RET-PHA-1",
            trigger="dernière inscription",
            fate=Fate.ARCHIVE,
        ),
    ),
    recipients=(
        Recipient(label="Préparateurs", kind=RecipientKind.INTERNAL, note="habilités"),
        Recipient(label="Assurance maladie", kind=RecipientKind.AUTHORITY),
    ),
    processors=(ProcessorUse(label="Éditeur du logiciel", link="b2b5"),),
    joint_controllers=(JointController(name="SELARL", contact="Lyon", arrangement="du 1er mars"),),
    representative="Aucun",
    transfers=(
        Transfer(
            recipient="Messagerie",
            country="États-Unis",
            tool=TransferTool.DPF,
            document="https://example.org/dpf",
            assessment="évaluée",
        ),
    ),
    transfers_note="un seul",
    measures=(
        Measure(text="Chiffrement des postes"),
        Measure(text="Charte signée", is_organisational=True),
    ),
    software=("LGPI", "=HYPERLINK(1)"),
    has_paper=True,
    collection="au comptoir",
    information="affiche",
    consent="non requis",
    rights="au comptoir",
    automated_decision="aucune",
    dpia=Dpia(
        screening=Screening.NOT_REQUIRED,
        reason="moins de cinq salariés",
        criteria=(DpiaCriterion.SENSITIVE_DATA, DpiaCriterion.VULNERABLE_PERSONS),
        reference="AIPD-0029",
    ),
    nir="décret 2019-341",
    hds="HDS 2.0",
    volume=12_000,
    owner="Titulaire",
    note="+33 4 00 00 00 00",
    controllers=(),
    processing_categories=(),
    operations=("Enregistrement", "Transmission ; par MSSanté"),
    collection_methods=(CollectionMethod.IN_PERSON, CollectionMethod.CARD),
)
AS_PROCESSOR = Sheet(
    name="Tierce maintenance",
    controllers=("EHPAD des Tilleuls, Lyon",),
    processing_categories=("Préparation des piluliers",),
    measures=(Measure(text="Armoire fermée"),),
)


def entry(sheet: Sheet, *, reference: str = "TRT-001", role: str = "controller") -> Entry:
    """Return an entry validated on 2 March 2026."""
    return Entry.model_validate(
        {
            "reference": reference,
            "role": role,
            "state": "validated",
            "created_on": date(2026, 2, 1),
            "updated_on": date(2026, 3, 1),
            "validated_on": date(2026, 3, 2),
            "sheet": sheet,
        }
    )


def register(*entries: Entry) -> Register:
    """Return the register of the pharmacy on 24 November 2026 at 9:41 in Paris."""
    return Register(
        establishment=PLACE,
        dpo=DPO,
        as_of=datetime(2026, 11, 24, 9, 41, tzinfo=ZoneInfo("Europe/Paris")),
        entries=entries
        or (entry(FULL), entry(AS_PROCESSOR, reference="TRT-002", role="processor")),
    )
