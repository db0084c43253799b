"""From answers to the register proposed."""

import pytest

from portal.opening.plan import Answered, Plan, extras, plan
from portal.opening.questions import question_at, questions
from portal.register.library import profession
from portal.register.sheet import Screening, Sheet

NINE = (
    "cabinet_medical",
    "infirmier",
    "orthophonie",
    "optique",
    "imagerie",
    "pharmacie",
    "lbm",
    "maison_centre_sante",
    "ehpad",
)


def planned(establishment_type: str = "pharmacie", **given: str | tuple[str, ...]) -> Plan:
    """Return the plan of these answers; a pharmacy when no type is given."""
    answers = {
        question: Answered((chosen,) if isinstance(chosen, str) else chosen)
        for question, chosen in given.items()
    }
    return plan(establishment_type=establishment_type, patients_per_year=0, answers=answers)


def kept(found: Plan, reference: str) -> Sheet:
    """Return the sheet kept under a reference."""
    return next(one.sheet for one in found.kept if one.template.reference == reference)


def references(found: Plan) -> set[str]:
    """Return the references of what is kept."""
    return {one.template.reference for one in found.kept}


def test_questions_when_read_then_they_are_ten_and_say_what_they_are_for() -> None:
    assert [one.number for one in questions()] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [one.id for one in questions() if not one.help] == []
    assert question_at(11) is None


@pytest.mark.parametrize("establishment_type", NINE)
def test_answers_when_they_name_activities_then_the_templates_hold_them(
    establishment_type: str,
) -> None:
    everywhere = {one.reference for name in NINE for one in profession(name).activities}
    named = {
        reference
        for question in questions()
        for choice in question.choices
        for reference in (
            *choice.leaves_out,
            *choice.adds,
            *choice.unless,
            *choice.processor_of,
        )
    }
    also = questions()[-1]

    assert named - everywhere == set()
    assert len(extras(also, establishment_type=establishment_type)) == len(
        also.asks[establishment_type]
    )
    assert extras(also, establishment_type=establishment_type) != ()


@pytest.mark.parametrize("establishment_type", NINE)
def test_plan_when_nothing_is_answered_then_the_whole_template_is_kept_as_it_is(
    establishment_type: str,
) -> None:
    found = planned(establishment_type)

    assert [one.sheet for one in found.kept] == [
        one.sheet for one in profession(establishment_type).activities
    ]
    assert found.left_out == ()


def test_plan_when_there_is_no_staff_then_its_three_activities_are_left_out_with_the_reason() -> (
    None
):
    found = planned(staff="none")

    assert [(one.template.reference, one.why) for one in found.left_out] == [
        ("COM-RH", "vous n’avez pas de salarié"),
        ("COM-PAIE", "vous n’avez pas de salarié"),
        ("COM-RECR", "vous n’avez pas de salarié"),
    ]
    assert len(found.kept) == 17


def test_plan_when_payroll_is_done_here_then_only_its_provider_goes() -> None:
    found = planned(staff="payroll_here")

    assert [one.label for one in kept(found, "COM-PAIE").processors] == [
        "cabinet comptable (souvent responsable distinct)"
    ]


def test_plan_when_data_is_stored_here_then_no_health_host_is_named() -> None:
    sheet = kept(planned(hosting="here"), "PHA-DISP")

    assert [one.label for one in sheet.processors] == [
        "éditeur du LGO",
        "prestataire de maintenance informatique",
    ]
    assert sheet.hds == ""
    assert "hébergeur certifié HDS si hébergement externalisé" not in {
        one.text for one in sheet.measures
    }
    assert len(sheet.measures) == 9


def test_plan_when_the_software_is_named_then_activities_with_an_editor_name_it() -> None:
    found = plan(
        establishment_type="pharmacie",
        patients_per_year=0,
        answers={"software": Answered(("both",), "LGO Officine")},
    )

    assert kept(found, "PHA-DISP").software == ("LGO Officine",)
    assert kept(found, "PHA-DISP").has_paper is True
    assert kept(found, "COM-RECR").software == ()


def test_plan_when_appointments_are_online_then_the_platform_is_a_processor() -> None:
    found = planned(appointments="online")

    assert "plateforme de prise de rendez-vous" in {
        one.label for one in kept(found, "PHA-SERV").processors
    }
    assert "plateforme de prise de rendez-vous" not in {
        one.label for one in kept(found, "PHA-DISP").processors
    }


@pytest.mark.parametrize(
    ("establishment_type", "answer", "there", "away"),
    [
        ("pharmacie", "given", {"MED-TELE"}, set()),
        ("imagerie", "given", {"IMG-TELE"}, {"MED-TELE"}),
        ("imagerie", "none", set(), {"IMG-TELE", "MED-TELE"}),
        ("cabinet_medical", "none", set(), {"MED-TELE"}),
    ],
)
def test_plan_when_care_is_given_at_a_distance_or_not_then_its_activity_follows(
    establishment_type: str, answer: str, there: set[str], away: set[str]
) -> None:
    found = references(planned(establishment_type, telehealth=answer))

    assert there <= found
    assert away & found == set()


def test_plan_when_activities_are_ticked_then_the_others_offered_are_left_out() -> None:
    found = planned(also=("PHA-SERV", "PHA-FID"))

    assert [(one.template.reference, one.why) for one in found.left_out] == [
        ("PHA-VENTE", "vous ne l’avez pas coché"),
        ("PHA-LIVR", "vous ne l’avez pas coché"),
    ]


def test_plan_when_nothing_is_ticked_then_it_is_an_answer_all_the_same() -> None:
    assert {one.template.reference for one in planned(also=()).left_out} == {
        "PHA-SERV",
        "PHA-VENTE",
        "PHA-FID",
        "PHA-LIVR",
    }


@pytest.mark.parametrize(
    ("establishment_type", "reference", "answer", "screening"),
    [
        # An individual practice: exempt, CNIL 2019-118 no. 6.
        ("cabinet_medical", "MED-DOS", "alone", Screening.NOT_REQUIRED),
        # Shared records, below the threshold: presumed, CNIL FAQ 1393/1395.
        ("cabinet_medical", "MED-DOS", "shared", Screening.PRESUMED),
        # A network with a common database: required, CNIL FAQ 1393 and 1387.
        ("cabinet_medical", "MED-DOS", "network", Screening.REQUIRED),
        ("pharmacie", "PHA-DISP", "network", Screening.REQUIRED),
        # What depends on turnover is not settled by working alone.
        ("pharmacie", "PHA-DISP", "alone", Screening.DEPENDS),
        # Nor are cameras by a network: no sensitive data.
        ("pharmacie", "COM-VIDEO", "network", Screening.DEPENDS),
        # What a text requires stays required.
        ("ehpad", "EHP-SOIN", "alone", Screening.REQUIRED),
    ],
)
def test_screening_when_the_practice_is_known_then_the_law_settles_what_was_open(
    establishment_type: str, reference: str, answer: str, screening: Screening
) -> None:
    found = planned(establishment_type, records=answer)

    assert kept(found, reference).dpia.screening == screening


def test_screening_when_the_law_settles_it_then_its_reason_comes_before_the_template_s() -> None:
    reason = kept(planned("cabinet_medical", records="network"), "MED-DOS").dpia.reason

    assert reason.startswith("Exercice en réseau ou groupement avec base commune.")
    assert "oui si cabinet groupé à grande échelle" in reason
