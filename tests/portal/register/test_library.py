"""The templates of the professions: each fact kept, each word read as a DPO reads it."""

import time
import warnings
from pathlib import Path

import pytest
import yaml

from portal.register import library
from portal.register.completeness import owed
from portal.register.library import (
    ActivityTemplate,
    Doubt,
    common_activities,
    firm_activities,
    profession,
)
from portal.register.recognition import data_family, legal_bases, recipient_kind
from portal.register.sheet import DataFamily, LegalBasis, RecipientKind, Screening

FILES = Path(library.__file__).parent / "professions"
# Type, activities of its own: counted by hand in the files. Eleven common ones are added to each.
PROFESSIONS = [
    ("cabinet_medical", 8),
    ("infirmier", 7),
    ("orthophonie", 7),
    ("optique", 7),
    ("imagerie", 10),
    ("pharmacie", 9),
    ("lbm", 9),
    ("maison_centre_sante", 8),
    ("ehpad", 11),
]
FILES_READ = [*(name for name, _ in PROFESSIONS), "common", "firm_as_processor"]


@pytest.mark.parametrize(("establishment_type", "own"), PROFESSIONS)
def test_profession_when_loaded_then_its_own_and_the_common_activities_are_there(
    establishment_type: str, own: int
) -> None:
    found = profession(establishment_type)

    assert len(found.activities) == own + 11
    assert len({one.reference for one in found.activities}) == own + 11
    assert found.activities[-1].reference == "COM-FORM"
    assert found.caution.startswith("knowledge : relire chaque article cité")


@pytest.mark.parametrize("name", FILES_READ)
def test_template_when_read_then_every_fact_of_the_file_is_kept(name: str) -> None:
    document = yaml.safe_load((FILES / f"{name}.yaml").read_text(encoding="utf-8"))
    read = {one.reference: one for one in _activities(name)}

    for written in document["activites"]:
        template = read[written.pop("ref")]
        screening = written.get("aipd", {}).pop("requise", None)
        said = "\n".join(_leaves(template.sheet.model_dump(mode="json")))
        lost = [leaf for leaf in _leaves(written) if leaf not in said]
        assert lost == [], template.reference
        assert (
            template.sheet.dpia.screening
            == {
                "oui": "required",
                "non": "not_required",
                "selon": "depends",
                None: "unknown",
            }[screening]
        )


def test_library_when_loaded_afresh_then_it_warns_of_nothing_and_is_quick() -> None:
    # The processor's time, best of three: the machine of the tests is shared.
    took = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _attempt in range(3):
            for cached in (profession, common_activities, firm_activities):
                cached.cache_clear()
            before = time.process_time()
            for name, _ in PROFESSIONS:
                profession(name)
            firm_activities()
            took.append(time.process_time() - before)

    assert min(took) < 0.1


def test_dispensing_when_read_then_its_sheet_says_what_the_file_says() -> None:
    template = profession("pharmacie").activities[0]
    sheet = template.sheet

    assert template.reference == "PHA-DISP"
    assert sheet.name == "Dispensation et dossier patient"
    assert sheet.purposes[0].legal_bases == (LegalBasis.LEGAL_OBLIGATION,)
    assert sheet.purposes[0].justification == "obligation légale (art. 6 §1 c)"
    assert [one.family for one in sheet.data_categories] == [
        DataFamily.IDENTITY,
        DataFamily.NIR,
        DataFamily.HEALTH,
    ]
    assert [one.retention for one in sheet.data_categories] == ["fiche patient"] * 3
    assert sheet.retentions[0].rule == "RET-PHA-DOS"
    assert sheet.retentions[0].trigger == "dernière dispensation"
    assert sheet.dpia.screening == Screening.DEPENDS
    assert [one.doubt for one in template.to_confirm] == [
        Doubt.RETENTION_TO_JUSTIFY,
        Doubt.PROCESSORS_TO_NAME,
        Doubt.TRANSFERS_TO_CHECK,
        Doubt.DPIA_DEPENDS,
    ]


def test_period_when_it_rests_on_a_text_then_the_text_is_among_the_references() -> None:
    template = next(one for one in profession("lbm").activities if one.reference == "LBM-BIOTH")

    assert template.sheet.retentions[0].rule == ""
    assert "CNIL MR-001/003/004" in template.sheet.references
    # A text gives the period: there is no choice to justify.
    assert Doubt.RETENTION_TO_JUSTIFY not in {one.doubt for one in template.to_confirm}


@pytest.mark.parametrize("establishment_type", [name for name, _ in PROFESSIONS])
def test_template_when_laid_down_as_it_is_then_it_owes_nothing_to_article_30(
    establishment_type: str,
) -> None:
    lacking = {
        one.reference: owed(one.sheet, role="controller")
        for one in profession(establishment_type).activities
    }

    assert {reference: lacks for reference, lacks in lacking.items() if lacks} == {}


def test_controller_of_its_own_when_listed_beside_processors_then_it_is_a_partner() -> None:
    template = next(one for one in profession("pharmacie").activities if one.reference == "PHA-DP")

    assert template.sheet.processors == ()
    assert template.sheet.recipients[-1].kind == RecipientKind.PARTNER
    assert template.sheet.recipients[-1].label == (
        "Conseil national de l'Ordre des pharmaciens (responsable du DP)"
    )


@pytest.mark.parametrize(
    ("words", "bases"),
    [
        ("consentement (art. 6 §1 a)", ("a",)),
        (
            "exécution du contrat de travail (art. 6 §1 b) et obligations légales (art. 6 §1 c)",
            ("b", "c"),
        ),
        (
            "mission d'intérêt public (art. 6 §1 e) si établissement public ou chargé d'un service "
            "public ; sinon obligation légale (art. 6 §1 c)",
            ("e", "c"),
        ),
        ("intérêt légitime (art. 6 §1 f) : organisation des soins", ("f",)),
        ("à déterminer", ()),
    ],
)
def test_legal_bases_when_letters_are_cited_then_they_are_read_in_order(
    words: str, bases: tuple[str, ...]
) -> None:
    assert legal_bases(words) == bases


@pytest.mark.parametrize(
    ("label", "family"),
    [
        ("identité nationale de santé (INS) et NIR", DataFamily.NIR),
        ("données génétiques", DataFamily.GENETIC),
        ("ordonnances, historique, allergies, interventions pharmaceutiques", DataFamily.HEALTH),
        ("historique d'achat (sans données de santé)", DataFamily.ECONOMIC),
        ("achats de parapharmacie (hors médicaments)", DataFamily.ECONOMIC),
        ("saisies, arrêts (sans motif médical)", DataFamily.ECONOMIC),
        ("modules suivis, résultats de quiz, émargement", DataFamily.PROFESSIONAL_LIFE),
        ("habilitations, actes tracés", DataFamily.PROFESSIONAL_LIFE),
        ("pratique religieuse seulement si demandée par le résident", DataFamily.BELIEFS),
        ("localisation ponctuelle", DataFamily.LOCATION),
        ("données de connexion, traceurs", DataFamily.INTERNET),
        ("images (jamais de son)", DataFamily.OTHER),
    ],
)
def test_data_family_when_a_label_is_read_then_the_most_sensitive_is_given(
    label: str, family: DataFamily
) -> None:
    assert data_family(label) == family


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("CNIL", RecipientKind.AUTHORITY),
        ("forces de l'ordre sur réquisition", RecipientKind.AUTHORITY),
        ("pharmaciens et préparateurs", RecipientKind.INTERNAL),
        ("télérradiologue", RecipientKind.PARTNER),
        ("patient (portail)", RecipientKind.OTHER),
    ],
)
def test_recipient_kind_when_a_label_is_read_then_it_is_placed(
    label: str, kind: RecipientKind
) -> None:
    assert recipient_kind(label) == kind


def _activities(name: str) -> tuple[ActivityTemplate, ...]:
    if name == "common":
        return common_activities()
    return firm_activities() if name == "firm_as_processor" else profession(name).activities


def _leaves(value: object) -> list[str]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [] if value is None or value == "" else [str(value)]
