"""Incidents of the demonstration: one breach at 31 hours from its limit, another at 58."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.incidents.actions import Declared, Qualified, declare, qualify
from tenants.accounts.models import User
from tenants.directory.models import Establishment


@dataclass(frozen=True, slots=True)
class Breach:
    """An incident known for `hours_ago` hours; `risk` is empty while it is not qualified."""

    place: str
    hours_ago: int
    summary: str
    what_happened: str
    origin: str
    persons: int
    measures: str
    risk: str = ""
    reason: str = ""


BREACHES = (
    Breach(
        "Laboratoire Belledonne",
        41,
        "Résultats envoyés au mauvais patient",
        "Un compte rendu d’analyses est parti à l’adresse électronique d’un homonyme.",
        "recipient",
        1,
        "Destinataire appelé, suppression du courriel demandée et confirmée par écrit.",
        "high",
        "Données de santé lues par un tiers ; la personne peut en subir les conséquences.",
    ),
    Breach(
        "EHPAD La Roseraie",
        14,
        "Ordinateur portable volé, disque chiffré",
        "Le portable de l’infirmière coordinatrice a été volé dans sa voiture.",
        "equipment",
        96,
        "Plainte déposée, compte bloqué, effacement à distance lancé.",
        "risk",
        "Le disque est chiffré, mais la sauvegarde de la semaine manque.",
    ),
    Breach(
        "Pharmacie des Allobroges",
        5,
        "Ordonnance laissée sur le comptoir",
        "Une ordonnance est restée visible au comptoir pendant une vingtaine de minutes.",
        "paper",
        1,
        "Ordonnance remise au patient, qui a été informé.",
    ),
    Breach(
        "Centre d’imagerie du Drac",
        200,
        "Compte rendu affiché dans le mauvais espace",
        "Un compte rendu a été visible quelques minutes dans l’espace d’un autre patient.",
        "portal",
        1,
        "Document retiré avant toute ouverture, journal des accès vérifié.",
        "none",
        "Le journal montre que personne n’a ouvert le document.",
    ),
)


def load_breach(breach: Breach, *, establishment: Establishment, by: User, now: datetime) -> None:
    """Declare the incident and qualify it if the sample says so, inside its establishment."""
    known_at = now - timedelta(hours=breach.hours_ago)
    incident = declare(
        establishment=establishment,
        declared=Declared(
            submission=uuid.uuid4(),
            summary=breach.summary,
            what_happened=breach.what_happened,
            origin=breach.origin,
            occurred_at=known_at - timedelta(hours=2),
            detected_at=known_at,
            touches_confidentiality=True,
            touches_integrity=False,
            touches_availability=breach.origin == "equipment",
            persons_concerned=breach.persons,
            health_data="yes",
            measures_taken=breach.measures,
        ),
        by=by,
        now=now,
    )
    if breach.risk:
        qualify(
            establishment=establishment,
            incident=incident,
            version=incident.version,
            qualified=Qualified(
                is_breach=True,
                risk=breach.risk,
                qualification_reason=breach.reason,
                aware_at=known_at,
            ),
            by=by,
            now=now,
        )
