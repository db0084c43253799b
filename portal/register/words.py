"""The codes of a sheet in words: what a page, an export or a comparison says of them."""

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.register.sheet import (
    CollectionMethod,
    DataFamily,
    DpiaCriterion,
    Fate,
    LegalBasis,
    RecipientKind,
    Screening,
    TransferTool,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORDS: dict[type[StrEnum], "dict[StrEnum, StrOrPromise]"] = {
    LegalBasis: {
        LegalBasis.CONSENT: _("Consentement (art. 6 §1 a)"),
        LegalBasis.CONTRACT: _("Contrat (art. 6 §1 b)"),
        LegalBasis.LEGAL_OBLIGATION: _("Obligation légale (art. 6 §1 c)"),
        LegalBasis.VITAL_INTEREST: _("Sauvegarde des intérêts vitaux (art. 6 §1 d)"),
        LegalBasis.PUBLIC_TASK: _("Mission d’intérêt public (art. 6 §1 e)"),
        LegalBasis.LEGITIMATE_INTEREST: _("Intérêt légitime (art. 6 §1 f)"),
    },
    DataFamily: {
        DataFamily.IDENTITY: _("État civil, identité, images"),
        DataFamily.PERSONAL_LIFE: _("Vie personnelle"),
        DataFamily.PROFESSIONAL_LIFE: _("Vie professionnelle"),
        DataFamily.ECONOMIC: _("Informations économiques et financières"),
        DataFamily.CONNECTION: _("Données de connexion"),
        DataFamily.LOCATION: _("Données de localisation"),
        DataFamily.INTERNET: _("Internet (cookies, traceurs)"),
        DataFamily.OTHER: _("Autres données"),
        DataFamily.NIR: _("Numéro de sécurité sociale (NIR)"),
        DataFamily.ORIGIN: _("Origine raciale ou ethnique"),
        DataFamily.POLITICS: _("Opinions politiques"),
        DataFamily.BELIEFS: _("Convictions religieuses ou philosophiques"),
        DataFamily.UNION: _("Appartenance syndicale"),
        DataFamily.GENETIC: _("Données génétiques"),
        DataFamily.BIOMETRIC: _("Données biométriques"),
        DataFamily.HEALTH: _("Données de santé"),
        DataFamily.SEX_LIFE: _("Vie sexuelle ou orientation sexuelle"),
        DataFamily.OFFENCES: _("Condamnations et infractions"),
    },
    RecipientKind: {
        RecipientKind.INTERNAL: _("Dans l’établissement"),
        RecipientKind.PROCESSOR: _("Sous-traitant"),
        RecipientKind.PARTNER: _("Partenaire"),
        RecipientKind.AUTHORITY: _("Organisme ou autorité"),
        RecipientKind.THIRD_COUNTRY: _("Hors de l’Union européenne"),
        RecipientKind.OTHER: _("Autre destinataire"),
    },
    TransferTool: {
        TransferTool.ADEQUACY: _("Décision d’adéquation (art. 45)"),
        TransferTool.DPF: _("Data Privacy Framework (art. 45)"),
        TransferTool.CLAUSES: _("Clauses contractuelles types (art. 46)"),
        TransferTool.BINDING_RULES: _("Règles d’entreprise contraignantes (art. 47)"),
        TransferTool.DEROGATION: _("Dérogation (art. 49)"),
        TransferTool.NONE_YET: _("Aucune garantie connue"),
    },
    Fate: {
        Fate.ERASURE: _("Effacement"),
        Fate.ARCHIVE: _("Archivage définitif"),
        Fate.ANONYMISATION: _("Anonymisation"),
        Fate.RETURN: _("Restitution"),
        Fate.SORTING: _("Tri, puis archivage ou effacement"),
        Fate.UNDETERMINED: _("À déterminer"),
    },
    CollectionMethod: {
        CollectionMethod.IN_PERSON: _("Sur place, de vive voix"),
        CollectionMethod.PAPER_FORM: _("Formulaire papier"),
        CollectionMethod.ONLINE_FORM: _("Formulaire ou portail en ligne"),
        CollectionMethod.PHONE: _("Téléphone"),
        CollectionMethod.EMAIL: _("Courriel ou courrier"),
        CollectionMethod.SECURE_MESSAGING: _("Messagerie sécurisée de santé"),
        CollectionMethod.CARD: _("Carte Vitale ou autre carte lue"),
        CollectionMethod.DEVICE: _("Appareil, capteur ou caméra"),
        CollectionMethod.THIRD_PARTY: _("Transmises par un tiers"),
        CollectionMethod.OTHER: _("Autre moyen"),
    },
    DpiaCriterion: {
        DpiaCriterion.EVALUATION: _("Évaluation ou notation"),
        DpiaCriterion.AUTOMATED_DECISION: _("Décision automatisée avec effet juridique"),
        DpiaCriterion.MONITORING: _("Surveillance systématique"),
        DpiaCriterion.SENSITIVE_DATA: _("Données sensibles"),
        DpiaCriterion.LARGE_SCALE: _("Grande échelle"),
        DpiaCriterion.MATCHING: _("Croisement d’ensembles de données"),
        DpiaCriterion.VULNERABLE_PERSONS: _("Personnes vulnérables"),
        DpiaCriterion.INNOVATION: _("Usage innovant"),
        DpiaCriterion.EXCLUSION: _("Exclusion d’un droit, d’un service ou d’un contrat"),
    },
    Screening: {
        Screening.REQUIRED: _("AIPD requise"),
        Screening.PRESUMED: _("AIPD présumée requise"),
        Screening.DEPENDS: _("AIPD selon la situation"),
        Screening.NOT_REQUIRED: _("AIPD non requise"),
        Screening.UNKNOWN: _("Pas encore examiné"),
    },
}


def choices_of(codes: type[StrEnum]) -> "list[tuple[str, StrOrPromise]]":
    """Return the codes and their words, in the order of the codes."""
    return [(str(code), WORDS[codes][code]) for code in codes]


def said(value: object) -> str:
    """Return a value of a sheet in the language of the page: "" for nothing."""
    if isinstance(value, StrEnum):
        return str(WORDS[type(value)][value])
    if isinstance(value, bool):
        return str(_("Oui") if value else _("Non"))
    if isinstance(value, tuple):
        return "\u00a0; ".join(said(one) for one in value)
    return "" if value is None else str(value)
