"""Whom a breach is told to, by when. The 31 worked cases are in cases/breaches.yaml."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portal.law import nis2
from portal.law.breach_decision import (
    Audience,
    BreachFacts,
    Choice,
    Need,
    breach_decision,
)
from portal.law.calendars import territory
from portal.law.overrides import Circumstances, Disclosure
from portal.law.periods import LawInputError
from portal.law.severity import SeverityFacts

METRO = territory("FR-METRO")
FACTS = BreachFacts(
    severity=SeverityFacts(
        context=4, identification="maximum", confidentiality="unknown_recipients"
    ),
    circumstances=Circumstances(
        persons=300, context=4, health_data=True, disclosure=Disclosure.UNKNOWN
    ),
    establishment_type="lbm",
    system_triggers=frozenset({"health_data"}),
    aware_at=datetime.fromisoformat("2026-03-10T14:20+01:00"),
)


def needs(facts: BreachFacts, choice: Choice | None = None) -> dict[str, str]:
    decision = breach_decision(facts, territory=METRO, choice=choice)
    return {call.audience.value: call.need.value for call in decision.calls}


def test_breach_when_results_leak_then_everyone_is_told_and_the_cnil_within_72_hours() -> None:
    decision = breach_decision(FACTS, territory=METRO)

    assert decision.override is decision.proposed
    assert decision.override is not None
    assert decision.override.id == "O5"
    assert decision.reason_is_needed
    assert [(call.audience, call.need) for call in decision.calls] == [
        (Audience.REGISTER, Need.MANDATORY),
        (Audience.CNIL, Need.MANDATORY),
        (Audience.PERSONS, Need.MANDATORY),
        (Audience.CERT_SANTE, Need.MANDATORY),
        (Audience.CONTROLLER, Need.NONE),
        (Audience.NIS2, Need.NONE),
    ]
    due = decision.call(Audience.CNIL).due
    assert due is not None
    assert due.at == datetime(2026, 3, 13, 13, 20, tzinfo=UTC)
    assert decision.call(Audience.CNIL).reason.fr.startswith("Données de santé nominatives")
    assert decision.call(Audience.REGISTER).reason.fr.startswith("Gravité (contexte")


def test_choice_when_the_formula_is_kept_then_its_default_decisions() -> None:
    ordinary = replace(
        FACTS, severity=SeverityFacts(context=2, identification="maximum"), aware_at=None
    )

    decision = breach_decision(
        ordinary, territory=METRO, choice=Choice(override_id=None, reason="Formule suivie.")
    )

    assert decision.override is None
    assert not decision.reason_is_needed
    assert decision.call(Audience.CNIL).need is Need.MANDATORY
    assert decision.call(Audience.CNIL).due is None
    assert decision.call(Audience.PERSONS).need is Need.NONE


def test_choice_when_an_override_is_retained_then_it_decides() -> None:
    choice = Choice(override_id="O2", reason="Confrère tenu au secret, suppression attestée.")

    assert needs(FACTS, choice) == {
        "register": "mandatory",
        "cnil": "none",
        "persons": "none",
        "cert_sante": "mandatory",
        "controller": "none",
        "nis2": "none",
    }


def test_processor_when_the_data_are_another_controllers_then_it_is_told() -> None:
    assert needs(replace(FACTS, is_processor=True))["controller"] == "mandatory"


def test_cert_sante_when_the_establishment_is_not_obliged_then_recommended() -> None:
    assert needs(replace(FACTS, establishment_type="optique"))["cert_sante"] == "recommended"


def test_nis2_when_not_known_to_be_in_force_then_never_called() -> None:
    assert not nis2.is_in_force()
    assert needs(replace(FACTS, nis2_in_scope=True))["nis2"] == "none"


@pytest.mark.parametrize(
    ("aware_at", "at"),
    [
        (FACTS.aware_at, datetime(2026, 3, 11, 13, 20, tzinfo=UTC)),
        (None, None),
    ],
)
def test_nis2_when_in_force_and_in_scope_then_early_warning_in_24_hours(
    aware_at: datetime | None, at: datetime | None
) -> None:
    facts = replace(FACTS, nis2_in_scope=True, aware_at=aware_at)

    call = breach_decision(facts, territory=METRO, nis2_in_force=True).call(Audience.NIS2)

    assert call.need is Need.MANDATORY
    assert (call.due.at if call.due else None) == at


@pytest.mark.parametrize(
    ("facts", "choice", "field"),
    [
        (FACTS, Choice(override_id="O2", reason=" "), "reason"),
        (FACTS, Choice(override_id="O99", reason="Pourquoi."), "override"),
        (replace(FACTS, establishment_type="boulangerie"), None, "establishment_type"),
        (replace(FACTS, system_triggers=frozenset({"rain"})), None, "system_triggers"),
        (replace(FACTS, aware_at=datetime(2026, 3, 10)), None, "aware_at"),  # noqa: DTZ001
    ],
)
def test_breach_when_facts_are_impossible_then_refused(
    facts: BreachFacts, choice: Choice | None, field: str
) -> None:
    with pytest.raises(LawInputError) as refusal:
        breach_decision(facts, territory=METRO, choice=choice)

    assert refusal.value.field == field
