"""Duties of the demonstration: late, near, open, still to come, and one done in time."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.duties.actions import Added, Done, add, finish
from portal.instants import to_local, zone_of
from tenants.accounts.models import User
from tenants.agenda.recurrences import Cadence
from tenants.directory.models import Establishment


@dataclass(frozen=True, slots=True)
class Sample:
    """One duty, due `in_days` from today (negative: late); `note` is written when it was done."""

    place: str
    kind: str
    in_days: int
    title: str
    notes: str
    every_months: int | None = 12
    days_ahead: int = 60
    usual: str = ""
    note: str = ""


_L, _B, _R = "Pharmacie des Allobroges", "Laboratoire Belledonne", "EHPAD La Roseraie"

DUTIES = (
    Sample(
        _R,
        "dpia",
        -4,
        "Réexaminer l’AIPD du dossier des personnes prises en charge",
        "Au moins tous les trois ans, et à chaque changement du risque.",
        36,
        90,
        "care-dpia",
    ),
    Sample(
        _L,
        "training",
        5,
        "Former l’équipe à la protection des données",
        "Deux préparatrices arrivées depuis la dernière session. Émargement à déposer.",
        usual="staff-training",
    ),
    Sample(
        _B,
        "certificate",
        21,
        "Obtenir le nouveau certificat HDS de l’hébergeur",
        "Serveur de résultats. Le certificat en cours est dans le classeur des prestataires.",
        None,
        90,
        "hosting-certificate",
    ),
    Sample(
        "Centre d’imagerie du Drac",
        "contract",
        62,
        "Renouveler le contrat d’archivage des images",
        "Préavis de deux mois compris dans la date.",
        36,
        90,
    ),
    Sample(
        _L,
        "review",
        47,
        "Revoir les caméras\u00a0: affichage, durée, angles",
        "Une caméra ajoutée près du robot au printemps.",
        days_ahead=30,
        usual="camera-review",
    ),
    Sample(
        "Cabinet infirmier Vauban",
        "dpo_visit",
        130,
        "Recevoir la visite du DPO",
        "Voir les tournées, les téléphones, les transmissions.",
        days_ahead=30,
        usual="dpo-visit",
    ),
    Sample(
        _L,
        "review",
        -10,
        "Revoir le registre des activités de traitement",
        "Un logiciel changé, une caméra ajoutée, un nouveau prestataire\u00a0: le registre suit.",
        usual="register-review",
        note="Registre relu avec Mme Ferreira. Ajout de la téléconsultation.",
    ),
)


def load_duty(sample: Sample, *, establishment: Establishment, by: User, now: datetime) -> None:
    """Add the duty, and note it done two days before its day if the sample says so."""
    today = to_local(now, zone=zone_of(establishment)).date()
    due_on = today + timedelta(days=sample.in_days)
    duty = add(
        establishment=establishment,
        added=Added(
            submission=uuid.uuid4(),
            kind=sample.kind,
            title=sample.title,
            notes=sample.notes,
            cadence=Cadence(
                next_due_on=due_on,
                every_months=sample.every_months,
                days_ahead=sample.days_ahead,
            ),
            usual=sample.usual,
        ),
        by=by,
        now=now,
    )
    if sample.note:
        finish(
            establishment=establishment,
            duty=duty,
            version=duty.version,
            done=Done(done_on=due_on - timedelta(days=2), note=sample.note, next_due_on=None),
            by=by,
            now=now,
        )
