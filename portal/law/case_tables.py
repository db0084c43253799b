"""Worked cases of the decision tables: duties of an establishment, calls of a breach."""

from dataclasses import fields

from portal.law.breach_decision import (
    Audience,
    BreachDecision,
    BreachFacts,
    Choice,
    Need,
    breach_decision,
)
from portal.law.calendars import territory
from portal.law.case_clocks import Outcome
from portal.law.overrides import Circumstances, Deletion, Disclosure, Loss
from portal.law.periods import Step
from portal.law.reading import Plain, Record
from portal.law.screening import EstablishmentFacts, Reason, establishment_screening
from portal.law.severity import SeverityFacts

_ANYWHERE = territory("FR-METRO")


def screening_outcome(record: Record) -> Outcome:
    """Return what an establishment's facts decide, as levels, with every rule that applied."""
    written = record.record("facts")
    screening = establishment_screening(_establishment(written))
    values: dict[str, Plain] = {
        "register": screening.register.level.name.lower(),
        "dpo": screening.dpo.level.name.lower(),
        "dpia": screening.dpia.level.name.lower(),
    }
    reasons = screening.dpo.reasons + screening.dpia.reasons
    return Outcome(values, tuple(_step(reason) for reason in dict.fromkeys(reasons)))


def breach_outcome(record: Record) -> Outcome:
    """Return what a breach calls for.

    With its circumstances under `facts` the override is the engine's proposal. Without, it is the
    jurist's, read in `expected`, and whether to tell the CERT Santé cannot be checked.
    """
    severity = _severity(record.record("enisa"))
    choice, circumstances, triggers = None, _no_circumstances(severity), frozenset[str]()
    if record.has("facts"):
        circumstances, triggers = _circumstances(record, context=severity.context)
    else:
        choice = _choice(record.record("expected"))
    decision = breach_decision(
        BreachFacts(
            severity=severity,
            circumstances=circumstances,
            establishment_type=record.text("establishment_type"),
            system_triggers=triggers,
        ),
        territory=_ANYWHERE,
        choice=choice,
    )
    values: dict[str, Plain] = {
        "se": decision.severity.score,
        "level": decision.severity.level.id,
        "override": decision.override.id if decision.override else None,
        "register": decision.call(Audience.REGISTER).need is Need.MANDATORY,
        "notify_cnil": decision.call(Audience.CNIL).need is Need.MANDATORY,
        "inform_persons": decision.call(Audience.PERSONS).need is Need.MANDATORY,
        "cert_sante": decision.call(Audience.CERT_SANTE).need.value,
    }
    unchecked = frozenset({"cert_sante"}) if choice is not None else frozenset[str]()
    return Outcome(values, _reasoning(decision), unchecked)


def _reasoning(decision: BreachDecision) -> tuple[Step, ...]:
    said = [decision.severity.step()]
    if decision.override is not None:
        said.append(decision.override.step())
    return tuple(said)


def _establishment(record: Record) -> EstablishmentFacts:
    flags = {
        field.name: record.flag(field.name, default=False)
        for field in fields(EstablishmentFacts)
        if field.default is False
    }
    numbers = {
        name: record.number(name) if record.has(name) else default
        for name, default in (
            ("professionals_count", 1),
            ("patients_per_year", 0),
            ("pharmacy_turnover_eur_ht", 0),
        )
    }
    facts = EstablishmentFacts(
        establishment_type=record.text("establishment_type"),
        professionals_count=int(numbers["professionals_count"]),
        patients_per_year=int(numbers["patients_per_year"]),
        pharmacy_turnover_eur_ht=numbers["pharmacy_turnover_eur_ht"],
        **flags,
    )
    record.finish()
    return facts


def _step(reason: Reason) -> Step:
    return Step(
        fr=f"{reason.rule_id} : {reason.fr}", en=f"{reason.rule_id}: {reason.en}", rule_id="P"
    )


def _severity(record: Record) -> SeverityFacts:
    circumstances = record.record("cb")
    facts = SeverityFacts(
        context=record.integer("dpc"),
        identification=record.text("ei"),
        confidentiality=circumstances.text("confidentiality"),
        integrity=circumstances.text("integrity"),
        availability=circumstances.text("availability"),
        malicious=circumstances.flag("malicious", default=False),
    )
    circumstances.finish()
    record.finish()
    return facts


def _no_circumstances(severity: SeverityFacts) -> Circumstances:
    return Circumstances(persons=0, context=severity.context, health_data=False)


def _choice(expected: Record) -> Choice:
    override = expected.text("override") if expected.has("override") else None
    return Choice(override_id=override, reason="Choix du cas.")


def _circumstances(record: Record, *, context: int) -> tuple[Circumstances, frozenset[str]]:
    facts = record.record("facts")
    triggers = facts.texts("system_triggers") if facts.has("system_triggers") else ()
    circumstances = Circumstances(
        persons=record.integer("personnes_estimees"),
        context=context,
        health_data=facts.flag("health_data", default=True),
        disclosure=Disclosure(facts.choice("disclosure", Disclosure)),
        deletion=Deletion(_or_none(facts, "deletion", tuple(Deletion))),
        loss=Loss(_or_none(facts, "loss", tuple(Loss))),
        touches_personal_data=facts.flag("touches_personal_data", default=True),
        is_intelligible=facts.flag("is_intelligible", default=True),
        logs_are_complete=facts.flag("logs_are_complete", default=False),
        affects_care=facts.flag("affects_care", default=False),
    )
    facts.finish()
    return circumstances, frozenset(triggers)


def _or_none(facts: Record, key: str, choices: tuple[str, ...]) -> str:
    return facts.choice(key, choices) if facts.has(key) else "none"
