"""Activities for the tests, typed by hand."""

from datetime import UTC, datetime

from portal.register.actions import create
from portal.register.models import Activity
from portal.register.sheet import (
    DataCategory,
    DataFamily,
    DataSubject,
    Dpia,
    LegalBasis,
    Measure,
    ProcessorUse,
    Purpose,
    Recipient,
    RecipientKind,
    Retention,
    Screening,
    Sheet,
)
from tenants.accounts.models import User

# Monday 2 March 2026, 10 h 00 in Paris.
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

DISPENSING = Sheet(
    name="Délivrance des médicaments",
    owner="Pharmacien titulaire",
    purposes=(
        Purpose(
            text="Délivrer les ordonnances et en garder la trace",
            legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
            justification="CSP art. R.5132-10",
            art9_exception="art. 9 §2 h",
        ),
    ),
    data_subjects=(DataSubject(label="Patients", is_vulnerable=True),),
    data_categories=(
        DataCategory(label="Identité", family=DataFamily.IDENTITY, retention="Ordonnancier"),
        DataCategory(label="Ordonnances", family=DataFamily.HEALTH, retention="Ordonnancier"),
    ),
    retentions=(Retention(what="Ordonnancier", active="10 ans", trigger="la délivrance"),),
    recipients=(Recipient(label="Équipe officinale", kind=RecipientKind.INTERNAL),),
    processors=(ProcessorUse(label="Éditeur du logiciel"),),
    measures=(Measure(text="Accès par carte CPS"),),
    software=("Logiciel d’officine",),
    information="Affiche au comptoir",
    rights="Courrier au titulaire",
    dpia=Dpia(screening=Screening.NOT_REQUIRED, reason="Officine seule"),
)
CAMERAS = Sheet(name="Vidéosurveillance")


def kept(
    *, by: User | None, sheet: Sheet = DISPENSING, role: str = "controller", now: datetime = NOW
) -> Activity:
    """Return the sheet added to the register. To be called inside."""
    return create(sheet=sheet, role=role, by=by, now=now)
