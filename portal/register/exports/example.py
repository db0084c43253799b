"""The filled sheet that the CNIL's model shows as an example: a made-up payroll."""

from datetime import date

from portal.register.exports.register import Entry
from portal.register.sheet import (
    DataCategory,
    DataFamily,
    DataSubject,
    LegalBasis,
    Measure,
    Purpose,
    Recipient,
    RecipientKind,
    Retention,
    Sheet,
)

_KEPT = "Bulletins et pièces de paie"

ENTRY = Entry(
    reference="EXEMPLE",
    role="controller",
    state="draft",
    created_on=date(2026, 1, 5),
    updated_on=date(2026, 1, 5),
    sheet=Sheet(
        name="Gestion de la paie",
        purposes=(
            Purpose(
                text="Établir la paie des salariés",
                sub_purposes=("Calcul des rémunérations", "Déclarations sociales"),
                legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
            ),
        ),
        data_subjects=(DataSubject(label="Salariés"),),
        data_categories=(
            DataCategory(
                label="Noms, prénoms, adresses", family=DataFamily.IDENTITY, retention=_KEPT
            ),
            DataCategory(label="RIB", family=DataFamily.ECONOMIC, retention=_KEPT),
            DataCategory(label="Numéros de sécurité sociale des salariés", family=DataFamily.NIR),
        ),
        retentions=(Retention(what=_KEPT, active="selon le calendrier de conservation"),),
        recipients=(
            Recipient(label="Service paie", kind=RecipientKind.INTERNAL),
            Recipient(label="Organismes sociaux", kind=RecipientKind.AUTHORITY),
        ),
        measures=(Measure(text="Accès réservé au service paie", is_organisational=True),),
    ),
)
