"""The demonstration firm: two agencies, twelve establishments, its people. All invented."""

from dataclasses import dataclass

from tenants.directory.models import EstablishmentType as Type
from tenants.directory.roles import Role

FIRM_NAME = "Cabinet Claverie DPO"
MAIL_DOMAIN = "claverie.example"


@dataclass(frozen=True, slots=True)
class Place:
    """One establishment of the demonstration."""

    agency: str
    type: str
    name: str
    street: str
    postcode: str
    city: str
    territory: str = "FR-METRO"
    finess: str = ""
    shares_records: bool = False
    patients_per_year: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One account of the demonstration; `places` names agencies or establishments."""

    email: str
    first_name: str
    last_name: str
    role: Role
    places: tuple[str, ...] = ()


GRENOBLE, LYON = "Agence de Grenoble", "Agence de Lyon"
AGENCIES = ((GRENOBLE, "Grenoble"), (LYON, "Lyon"))

PLACES = (
    Place(
        GRENOBLE,
        Type.PHARMACY,
        "Pharmacie des Allobroges",
        "12 cours Jean-Jaurès",
        "38000",
        "Grenoble",
        finess="380012345",
        patients_per_year=21_000,
    ),
    Place(
        GRENOBLE,
        Type.IMAGING_CENTRE,
        "Centre d’imagerie du Drac",
        "4 rue de l’Industrie",
        "38600",
        "Fontaine",
        finess="380023456",
        patients_per_year=34_000,
    ),
    Place(
        GRENOBLE,
        Type.NURSING_HOME,
        "EHPAD Les Glycines",
        "8 avenue des Tilleuls",
        "38500",
        "Voiron",
        finess="380034567",
        shares_records=True,
        patients_per_year=84,
    ),
    Place(
        GRENOBLE,
        Type.MEDICAL_LABORATORY,
        "Laboratoire Belledonne",
        "21 chemin du Vieux-Chêne",
        "38240",
        "Meylan",
        finess="380045678",
        patients_per_year=52_000,
    ),
    Place(
        GRENOBLE,
        Type.HEALTH_HOUSE_OR_CENTRE,
        "Maison de santé de la Bièvre",
        "2 place Berlioz",
        "38260",
        "La Côte-Saint-André",
        finess="380056789",
        shares_records=True,
        patients_per_year=9_800,
    ),
    Place(
        GRENOBLE,
        Type.NURSING_PRACTICE,
        "Cabinet infirmier Vauban",
        "15 Grande Rue",
        "05100",
        "Briançon",
        shares_records=True,
        patients_per_year=640,
    ),
    Place(
        LYON,
        Type.PHARMACY,
        "Pharmacie du Lac",
        "3 quai Saint-Joseph",
        "74000",
        "Annecy",
        finess="740067890",
        patients_per_year=18_500,
    ),
    Place(
        LYON,
        Type.SPEECH_THERAPY_PRACTICE,
        "Orthophonie Perrache",
        "27 rue Victor-Hugo",
        "69002",
        "Lyon",
        patients_per_year=310,
    ),
    Place(
        LYON,
        Type.HEALTH_HOUSE_OR_CENTRE,
        "Centre de santé Jean-Macé",
        "40 avenue Jean-Jaurès",
        "69007",
        "Lyon",
        finess="690078901",
        shares_records=True,
        patients_per_year=14_200,
    ),
    Place(
        LYON,
        Type.NURSING_HOME,
        "EHPAD La Roseraie",
        "6 rue des Alpes",
        "26000",
        "Valence",
        finess="260089012",
        shares_records=True,
        patients_per_year=96,
    ),
    Place(
        LYON,
        Type.OPTICIAN,
        "Optique des Trois-Îlets",
        "11 rue Impératrice-Joséphine",
        "97229",
        "Les Trois-Îlets",
        territory="FR-MQ",
        patients_per_year=2_900,
    ),
    Place(
        LYON,
        Type.MEDICAL_PRACTICE,
        "Cabinet médical des Tanneurs",
        "9 quai de la Poissonnerie",
        "68000",
        "Colmar",
        territory="FR-AM-VS",
        patients_per_year=6_100,
    ),
)

PEOPLE = (
    Person(f"helene.claverie@{MAIL_DOMAIN}", "Hélène", "Claverie", Role.LEAD, (GRENOBLE, LYON)),
    Person(f"camille.marchand@{MAIL_DOMAIN}", "Camille", "Marchand", Role.DPO, (GRENOBLE, LYON)),
    Person(f"yanis.besson@{MAIL_DOMAIN}", "Yanis", "Besson", Role.ASSISTANT, (GRENOBLE,)),
    Person(
        "nadia.ferreira@allobroges.example",
        "Nadia",
        "Ferreira",
        Role.MANAGER,
        ("Pharmacie des Allobroges",),
    ),
    Person(
        "paul.arnaud@belledonne.example",
        "Paul",
        "Arnaud",
        Role.CONTRIBUTOR,
        ("Laboratoire Belledonne",),
    ),
    Person(
        "lea.morel@allobroges.example",
        "Léa",
        "Morel",
        Role.READER,
        ("Pharmacie des Allobroges",),
    ),
    Person("exploitation@vigie.example", "Sam", "Garnier", Role.OPERATOR),
)
