"""Requests of the demonstration, dated from now: how many days ago, at what hour, of what right."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """A request received `days_ago` days ago at `hour` (local) by an establishment."""

    place: str
    days_ago: int
    hour: int
    right: str
    subject: str
    channel: str = "email"
    requester: str = "Patient (identité au dossier)"
    capacity: str = "self"
    medical: bool = False
    old: bool = False
    other: bool = True
    answered: bool = False


_P, _D, _G = "Pharmacie des Allobroges", "Centre d’imagerie du Drac", "EHPAD Les Glycines"
_B, _M, _V = "Laboratoire Belledonne", "Maison de santé de la Bièvre", "Cabinet infirmier Vauban"
_L, _O, _J = "Pharmacie du Lac", "Orthophonie Perrache", "Centre de santé Jean-Macé"
_R, _T, _C = "EHPAD La Roseraie", "Optique des Trois-Îlets", "Cabinet médical des Tanneurs"

SAMPLES = (
    Sample(_J, 36, 11, "access", "Qui a consulté mon dossier depuis mon passage de juin ?", "form"),
    Sample(_P, 29, 10, "objection", "Opposition aux messages de la carte de fidélité."),
    Sample(_M, 28, 17, "objection", "Opposition à l’alimentation de Mon espace santé.", "desk"),
    Sample(
        _D, 6, 9, "access", "Copie des clichés et du compte rendu d’IRM.", medical=True, other=False
    ),
    Sample(
        _C,
        5,
        16,
        "access",
        "Dossier complet en vue d’un changement de médecin.",
        medical=True,
        other=False,
    ),
    Sample(
        _G,
        4,
        14,
        "access",
        "Dossier de soins d’une parente décédée, pour connaître les causes du décès.",
        "letter",
        "Fille d’une résidente",
        "heir",
        medical=True,
        other=False,
    ),
    Sample(
        _R,
        2,
        9,
        "access",
        "Dossier médical et factures d’hébergement.",
        "letter",
        "Tutrice d’un résident",
        "guardian",
        medical=True,
    ),
    Sample(
        _B,
        1,
        15,
        "access",
        "Résultats d’analyses des douze derniers mois.",
        "form",
        medical=True,
        other=False,
    ),
    Sample(
        _B,
        44,
        9,
        "access",
        "Résultats de plus de dix ans, avant une greffe.",
        "letter",
        medical=True,
        old=True,
        other=False,
    ),
    Sample(
        _J,
        33,
        10,
        "access",
        "Comptes rendus de 2015 à 2019.",
        "desk",
        medical=True,
        old=True,
        other=False,
    ),
    Sample(
        _P,
        13,
        10,
        "rectification",
        "Date de naissance inexacte sur l’identité nationale de santé.",
        "desk",
    ),
    Sample(_B, 22, 9, "erasure", "Suppression du compte sur le serveur de résultats.", "form"),
    Sample(_L, 24, 18, "access", "Historique des délivrances pour la mutuelle.", "desk"),
    Sample(
        _O,
        19,
        12,
        "access",
        "Bilans orthophoniques de mon fils.",
        "email",
        "Mère d’un patient",
        "parent",
        medical=True,
        old=True,
    ),
    Sample(_V, 26, 8, "rectification", "Adresse et personne à prévenir à corriger.", "phone"),
    Sample(_D, 17, 11, "restriction", "Limiter l’accès aux images pendant une contestation."),
    Sample(_T, 15, 10, "portability", "Transmettre mes mesures à un autre opticien.", "form"),
    Sample(
        _G,
        12,
        15,
        "objection",
        "Opposition à la photographie affichée sur la porte.",
        "desk",
        "Résident",
        "self",
    ),
    Sample(
        _R,
        11,
        10,
        "access",
        "Images de la vidéosurveillance du hall.",
        "email",
        "Fils d’un résident",
        "mandated",
    ),
    Sample(_C, 9, 9, "erasure", "Retirer une note personnelle du dossier.", "letter"),
    Sample(_M, 8, 14, "access", "Liste des professionnels ayant partagé mon dossier.", "form"),
    Sample(_J, 7, 16, "rectification", "Nom d’usage après un divorce.", "form"),
    Sample(_L, 5, 11, "erasure", "Fermeture de la carte de fidélité.", "desk"),
    Sample(_V, 3, 18, "access", "Planning et transmissions me concernant.", "email"),
    Sample(_T, 2, 12, "access", "Données transmises à la complémentaire santé.", "form"),
    Sample(_P, 1, 10, "access", "Images de la caméra de l’espace de vente.", "desk"),
    Sample(_O, 10, 9, "objection", "Ne plus recevoir les rappels de rendez-vous par SMS.", "phone"),
    Sample(_D, 21, 10, "access", "Journal des accès à mes images.", "form"),
    Sample(
        _G,
        16,
        9,
        "access",
        "Copie du contrat de séjour et du dossier administratif.",
        "letter",
        "Fils d’une résidente",
        "mandated",
    ),
    Sample(_B, 14, 17, "rectification", "Prescripteur erroné sur un compte rendu.", "email"),
    Sample(
        _R,
        25,
        9,
        "restriction",
        "Suspendre l’envoi de nouvelles à un proche.",
        "letter",
        "Résidente",
    ),
    Sample(_P, 40, 9, "access", "Historique des délivrances de l’année.", "desk", answered=True),
    Sample(
        _B,
        35,
        9,
        "access",
        "Résultats d’un bilan pré-opératoire.",
        "form",
        medical=True,
        other=False,
        answered=True,
    ),
    Sample(_M, 30, 9, "rectification", "Numéro de téléphone erroné.", "phone", answered=True),
    Sample(_C, 27, 9, "access", "Certificats établis depuis 2023.", "email", answered=True),
)
