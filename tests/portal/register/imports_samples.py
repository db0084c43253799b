"""Files of other registers, typed by hand after the code or the documents of what makes them."""

import csv
import io

from openpyxl import Workbook

# Madis, the shape of 2020: one period, every value under its title.
MADIS_OLD_HEAD = (
    "Nom",
    "Collectivité - Nom",
    "Collectivité - SIREN",
    "Collectivité - Code INSEE",
    "Conformité du traitement",
    "En tant que",
    "Finalités",
    "Gestionnaire",
    "Statut",
    "Base légale",
    "Justification de la base légale",
    "Observations",
    "Catégorie de données",
    "Catégorie des données - Autres catégories",
    "Destination - Catégorie de destinataires",
    "Destination - Sous-traitants",
    "Historique - Créateur",
    "Historique - Date de création",
    "Historique - Dernière mise à jour",
    "Détails - Personnes concernées - Particuliers",
    "Détails - Personnes concernées - Particuliers - Commentaire",
    "Détails - Personnes concernées - Agents",
    "Détails - Personnes concernées - Agents - Commentaire",
    "Détails - Nombre de concernées",
    "Détails - Logiciel",
    "Détails - Traitement papier",
    "Détails - Délai de conservation - Nombre",
    "Détails - Délai de conservation - Période",
    "Détails - Délai de conservation - Commentaire",
    "Détails - Sort final",
    "Détails - Origine des données",
    "Détails - Moyens de la collecte",
    "Mesures de sécurité et confidentialité - Contrôle d'accès",
    "Mesures de sécurité et confidentialité - Contrôle d'accès - Commentaire",
    "Mesures de sécurité et confidentialité - Autres",
    "Mesures de sécurité et confidentialité - Autres - Commentaire",
    "Traitement spécifique - Surveillance systématique",
    "Traitement spécifique - Personnes vulnérables",
    "Nb Documents associés",
)
MADIS_OLD_ROW = (
    "Gestion des vaccinations",
    "Centre de santé du Port",
    "213500001",
    "35000",
    "Non effectuée",
    "Responsable de traitement",
    "Vacciner\nTenir le carnet de vaccination",
    "Infirmière coordinatrice",
    "Actif",
    "L'obligation légale",
    "CSP art. L3111-1",
    "Revu chaque année",
    "État civil - Santé",
    "Numéro de lot",
    "Médecin traitant ; Assurance maladie",
    "Éditeur Vaccil - Hébergeur Bleu",
    "Paul Martin",
    "12/03/2020",
    "14/04/2021",
    "Oui",
    "patients vaccinés",
    "Non",
    "",
    "1 200",
    "Vaccil",
    "Actif",
    "10",
    "An(s)",
    "après la dernière injection",
    "Destruction",
    "Le patient",
    "Entretien oral",
    "Oui",
    "carte CPS",
    "Non",
    "",
    "Non",
    "Oui",
    "2",
)
# Madis, the shape of 2023: « exempt_AIPD » is written twice, users come third.
MADIS_NEW_HEAD = (
    "Nom",
    "Structure - Nom",
    "Structure - SIREN",
    "Structure - Code INSEE",
    "En tant que",
    "Coordonnées responsable",
    "Finalités",
    "Gestionnaire",
    "Statut",
    "Base légale",
    "Justification de la base légale",
    "Observations",
    "Registre publique",
    "registry.treatment.show.exempt_AIPD",
    "registry.treatment.show.dpo_message",
    "Catégorie de données",
    "Catégorie des données - Autres catégories",
    "Destination - Catégorie de destinataires",
    "Destination - Sous-traitants",
    "Historique - Créateur",
    "Historique - Date de création",
    "Historique - Dernière mise à jour",
    "Détails - Personnes concernées - Particuliers",
    "Détails - Personnes concernées - Particuliers - Commentaire",
    "Détails - Personnes concernées - Internautes",
    "Détails - Personnes concernées - Internautes - Commentaire",
    "Détails - Personnes concernées - Agents",
    "Détails - Personnes concernées - Agents - Commentaire",
    "Détails - Personnes concernées - Élus",
    "Détails - Personnes concernées - Élus - Commentaire",
    "Détails - Personnes concernées - Entreprises",
    "Détails - Personnes concernées - Entreprises - Commentaire",
    "Détails - Personnes concernées - Partenaires",
    "Détails - Personnes concernées - Partenaires - Commentaire",
    "Détails - Personnes concernées - registry.treatment.show.concerned_people_usager",
    "Détails - Personnes concernées - registry.treatment.show.concerned_people_usager"
    " - Commentaire",
    "Détails - Personnes concernées - Autres",
    "Détails - Personnes concernées - Autres - Commentaire",
    "Détails - Nombre de concernées",
    "Détails - Logiciel",
    "Détails - Traitement papier",
    "Détails - Délai de conservation - Durée",
    "Détails - Délai de conservation - Nom",
    "Détails - Délai de conservation - Sort final",
    "Détails - Origine des données",
    "Détails - Moyens de la collecte",
    "Mesures de sécurité et confidentialité - Traçabilité",
    "Mesures de sécurité et confidentialité - Traçabilité - Commentaire",
    "Traitement spécifique - Collecte à large échelle",
    "Nb Documents associés",
    "Conformité du traitement",
)
MADIS_NEW_ROW = (
    "Portage de repas",
    "CCAS",
    "213500001",
    "35000",
    "Responsabilité conjointe",
    "Association Les Tilleuls, 2 rue du Port",
    "Livrer des repas à domicile",
    "Service social",
    "Inactif",
    "L'exécution d'une mission d'intérêt public",
    "",
    "À revoir",
    "Non",  # isExemptAIPD, under « Registre publique »
    "Oui",
    "Non",
    "Voir l’analyse",
    "Coordonnées postales",
    "",
    "Livreurs",
    "",
    "Ana Prieur",
    "12/03/2023",
    "14/04/2024",
    "Non",  # particuliers
    "",
    "Non",  # internautes
    "",
    "Oui",  # usagers, under « Agents »
    "plus de 65 ans",
    "Non",  # agents
    "",
    "Non",  # élus
    "",
    "Non",  # entreprises
    "",
    "Oui",  # partenaires
    "",
    "Non",  # autres
    "",
    "",
    "Repasoft",
    "Inactif",
    "1: 2 ans \r\n2: 5 ans \r\n",
    "1: Dossier\r\n2: Factures\r\n",
    "1: destruction\r\n2: tri\r\n",
    "L’usager",
    "Formulaire papier, Contrat",
    "Oui",
    "",
    "Oui",
    "0",
    "Module non actif",
)


def csv_of(*rows: tuple[str, ...]) -> bytes:
    """Return rows as PHP writes them for Madis: UTF-8 with its mark, semicolons."""
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=";", lineterminator="\n").writerows(rows)
    return made.getvalue().encode("utf-8-sig")


def saved(book: Workbook) -> bytes:
    """Return the workbook as bytes."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def ciso_workbook() -> Workbook:
    """Return the workbook of one processing of CISO Assistant, codes and English labels mixed."""
    pages: dict[str, tuple[tuple[object, ...], ...]] = {
        "Processing": (
            (
                "ref_id",
                "name",
                "description",
                "domain",
                "status",
                "processing_nature",
                "information_channel",
                "usage_channel",
                "dpia_required",
                "dpia_reference",
                "assigned_to",
                "labels",
            ),
            (
                "P-1",
                "Téléconsultation",
                "Consultations à distance",
                "Cabinet",
                "privacy_draft",
                "privacy_collection,Storage",
                "Affiche et site",
                "Application",
                True,
                "AIPD-2025",
                "",
                "",
            ),
        ),
        "Purposes": (
            ("name", "description", "legal_basis", "article_9_condition"),
            ("Soigner", "À distance", "privacy_contract", "Preventive or Occupational Medicine"),
            ("", "Facturer l’acte", "Compliance with a Legal Obligation", ""),
        ),
        "Personal data": (
            ("name", "description", "category", "retention", "deletion_policy", "is_sensitive"),
            ("Dossier", "", "privacy_health_data", "20 ans", "privacy_automatic_deletion", True),
            ("", "", "Email Address", "", "", False),
            ("Voix", "", "privacy_humeur", "", "", False),
        ),
        "Data subjects": (
            ("name", "description", "category"),
            ("Patients", "du cabinet", "privacy_vulnerable"),
            ("", "", "privacy_employee"),
        ),
        "Data recipients": (
            ("name", "description", "category"),
            ("", "CPAM", "privacy_government_entity"),
        ),
        "Contractors": (
            (
                "name",
                "description",
                "entity",
                "relationship_type",
                "country",
                "documentation_link",
            ),
            ("", "", "Visio SAS", "privacy_data_processor", "FR", "https://visio.example/dpa"),
            ("Maison médicale", "", "", "Joint Controller", "FR", ""),
        ),
        "Transfers": (
            (
                "name",
                "description",
                "entity",
                "country",
                "transfer_mechanism",
                "guarantees",
                "documentation_link",
            ),
            (
                "",
                "",
                "Visio Inc.",
                "US",
                "privacy_standard_contractual_clauses",
                "Chiffrement",
                "https://visio.example/scc",
            ),
            ("Support", "", "", "ZZ", "Codes of Conduct (Art. 46.2e)", "", ""),
        ),
    }
    book = Workbook()
    del book[book.sheetnames[0]]
    for name, rows in pages.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    return book
