"""The words of the files, in French: they are read by the CNIL, whoever made them.

The labels of the CNIL's simplified model are given to the letter, its misprint included.
"""

from enum import StrEnum

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

ROLES = {"controller": "Responsable du traitement", "processor": "Sous-traitant"}
STATES = {
    "draft": "Brouillon",
    "to_validate": "À valider",
    "validated": "Validée",
    "archived": "Archivée",
}
YES, NO = "Oui", "Non"

ENUMS: dict[type[StrEnum], dict[str, str]] = {
    LegalBasis: {
        "a": "Consentement (art. 6 §1 a)",
        "b": "Contrat (art. 6 §1 b)",
        "c": "Obligation légale (art. 6 §1 c)",
        "d": "Intérêts vitaux (art. 6 §1 d)",
        "e": "Mission d’intérêt public (art. 6 §1 e)",
        "f": "Intérêt légitime (art. 6 §1 f)",
    },
    DataFamily: {
        "identity": "État civil, identité, données d'identification, images…",
        "personal_life": "Vie personnelle (habitudes de vie, situation familiale, etc.)",
        "professional_life": "Vie professionnelle (CV, situation professionnelle, formation, etc.)",
        "economic": "Informations d'ordre économique et financier"
        " (revenus, situation financière, situation fiscale, etc.)",
        "connection": "Données de connexion (adress IP, logs, etc.)",
        "location": "Données de localisation (déplacements, données GPS, GSM, etc.)",
        "internet": "Internet (cookies, traceurs, données de navigation, etc.)",
        "other": "Autres catégories de données",
        "nir": "Numéro de Sécurité Sociale (ou NIR)",
        "origin": "Données révélant l'origine raciale ou ethnique",
        "politics": "Données révélant les opinions politiques",
        "beliefs": "Données révélant les convictions religieuses ou philosophiques",
        "union": "Données révélant l'appartenance syndicale",
        "genetic": "Données génétiques",
        "biometric": "Données biométriques aux fins d'identifier"
        " une personne physique de manière unique",
        "health": "Données concernant la santé",
        "sex_life": "Données concernant la vie sexuelle ou l'orientation sexuelle",
        "offences": "Données relatives à des condamnations pénales ou infractions",
    },
    RecipientKind: {
        "internal": "Service interne qui traite les données",
        "processor": "Sous-traitants",
        "partner": "Partenaires institutionnels ou commerciaux",
        "authority": "Autorité publique",
        "third_country": "Destinataires dans des pays tiers ou organisations internationales",
        "other": "Autre (Préciser)",
    },
    TransferTool: {
        "adequacy": "Décision d’adéquation (art. 45)",
        "dpf": "Cadre de protection UE–États-Unis (art. 45)",
        "scc": "Clauses contractuelles types (art. 46)",
        "bcr": "Règles d’entreprise contraignantes (art. 47)",
        "derogation": "Dérogation (art. 49)",
        "none": "Aucune garantie à ce jour",
    },
    Fate: {
        "erasure": "Effacement",
        "archive": "Archivage",
        "anonymisation": "Anonymisation",
        "return": "Restitution",
        "sorting": "Tri",
        "undetermined": "À déterminer",
    },
    CollectionMethod: {
        "in_person": "Sur place",
        "paper_form": "Formulaire papier",
        "online_form": "Formulaire en ligne",
        "phone": "Téléphone",
        "email": "Courriel ou courrier",
        "secure_messaging": "Messagerie sécurisée de santé",
        "card": "Carte lue (Vitale ou autre)",
        "device": "Appareil, capteur ou caméra",
        "third_party": "Transmises par un tiers",
        "other": "Autre moyen",
    },
    DpiaCriterion: {
        "C1": "Évaluation ou notation",
        "C2": "Décision automatisée avec effet juridique",
        "C3": "Surveillance systématique",
        "C4": "Données sensibles ou hautement personnelles",
        "C5": "Grande échelle",
        "C6": "Croisement d’ensembles de données",
        "C7": "Personnes vulnérables",
        "C8": "Usage innovant",
        "C9": "Exclusion d’un droit, d’un service ou d’un contrat",
    },
    Screening: {
        "required": "Analyse d’impact obligatoire",
        "presumed": "Analyse d’impact présumée nécessaire",
        "depends": "Dépend du cas",
        "not_required": "Analyse d’impact non requise",
        "unknown": "Non déterminé",
    },
}

# The column of each field of a sheet, in the order of the files.
FIELDS: dict[str, str] = {
    "name": "Nom du traitement",
    "purposes": "Finalités",
    "references": "Textes de référence",
    "data_subjects": "Personnes concernées",
    "data_categories": "Catégories de données",
    "retentions": "Durées de conservation",
    "recipients": "Destinataires",
    "processors": "Sous-traitants",
    "joint_controllers": "Responsables conjoints",
    "representative": "Représentant",
    "transfers": "Transferts hors UE",
    "transfers_note": "Transferts hors UE : précisions",
    "measures": "Mesures de sécurité",
    "software": "Logiciels",
    "has_paper": "Support papier",
    "collection": "Collecte des données",
    "information": "Information des personnes",
    "consent": "Recueil du consentement",
    "rights": "Exercice des droits",
    "automated_decision": "Décision automatisée",
    "dpia": "Analyse d’impact",
    "nir": "Usage du NIR",
    "hds": "Hébergement de données de santé",
    "volume": "Nombre de personnes concernées",
    "owner": "Responsable opérationnel",
    "note": "Observations",
    "controllers": "Responsables pour le compte desquels il agit",
    "processing_categories": "Catégories de traitements effectués",
    "operations": "Opérations effectuées",
    "collection_methods": "Moyens de collecte",
}

# What stands between two bars in a cell that lists several things, one a line.
PARTS: dict[str, str] = {
    "purposes": "finalité | sous-finalités | bases légales | justification | exception art. 9",
    "data_subjects": "catégorie | précision | personnes vulnérables",
    "data_categories": "donnée | famille | source | durée qui s’applique",
    "retentions": "quoi | base active | archivage | règle | point de départ | sort final",
    "recipients": "destinataire | type | précision",
    "processors": "sous-traitant | lien",
    "joint_controllers": "nom | coordonnées | accord",
    "transfers": "destinataire | pays | garantie | document | évaluation",
    "measures": "mesure | organisationnelle",
    "dpia": "résultat | motif | critères réunis | référence de l’AIPD",
}
