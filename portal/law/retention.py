"""How long a medical record is kept, and when images are erased."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.law.catalogue import catalogue
from portal.law.periods import LawInputError, Step, civil_end
from portal.law.sources import Source
from portal.law.steps import sources_of
from portal.law.wording import length, weekday


class RetentionBasis(StrEnum):
    """Which of the three rules fixes the end."""

    TWENTY_YEARS = "twenty_years"
    BIRTHDAY_28 = "birthday_28"
    DEATH_10Y = "death_10y"


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicalRecordLife:
    """What decides how long a medical record is kept.

    `has_claim` is True while a claim or litigation on medical liability runs.
    """

    last_visit_on: date
    born_on: date | None = None
    died_on: date | None = None
    has_claim: bool = False


@dataclass(frozen=True, slots=True)
class Retention:
    """The last day of keeping, and why. `is_suspended`: nothing may be erased for now."""

    until: date
    basis: RetentionBasis
    is_suspended: bool
    steps: tuple[Step, ...]
    sources: tuple[Source, ...]


_RULES = {
    RetentionBasis.TWENTY_YEARS: "R-RET-DM20",
    RetentionBasis.BIRTHDAY_28: "R-RET-28",
    RetentionBasis.DEATH_10Y: "R-RET-DEATH10",
}


def medical_record_retention(life: MedicalRecordLife) -> Retention:
    """Return until when the medical record is kept.

    Twenty years from the last visit; a minor's until the 28th birthday when that is later; ten
    years from a death less than ten years after the last visit. Raises LawInputError for a birth
    after the last visit or a death before it.

    Source: CSP art. R.1112-7.
    """
    _refuse_impossible(life)
    basis, until, step = _kept(RetentionBasis.TWENTY_YEARS, life.last_visit_on)
    steps = [*_claim(life), *_death_without_effect(life), step]
    for other, trigger in _exceptions(life):
        longest = _kept(other, trigger)
        if other is RetentionBasis.DEATH_10Y or longest[1] > until:
            basis, until, step = longest
            steps.append(step)
    return Retention(
        until=until,
        basis=basis,
        is_suspended=life.has_claim,
        steps=tuple(steps),
        sources=sources_of(steps),
    )


def _refuse_impossible(life: MedicalRecordLife) -> None:
    if life.born_on is not None and life.born_on > life.last_visit_on:
        raise LawInputError(
            "La naissance précède le dernier passage : donnez une date antérieure.",
            field="born_on",
        )
    if life.died_on is not None and life.died_on < life.last_visit_on:
        raise LawInputError(
            "Le décès suit le dernier passage : donnez une date postérieure.", field="died_on"
        )


def _exceptions(life: MedicalRecordLife) -> list[tuple[RetentionBasis, date]]:
    if _died_within(life) and life.died_on is not None:
        return [(RetentionBasis.DEATH_10Y, life.died_on)]
    return [] if life.born_on is None else [(RetentionBasis.BIRTHDAY_28, life.born_on)]


def _died_within(life: MedicalRecordLife) -> bool:
    within = catalogue().rule(_RULES[RetentionBasis.DEATH_10Y]).other("within")
    return life.died_on is not None and life.died_on < civil_end(life.last_visit_on, within)


def _kept(basis: RetentionBasis, trigger: date) -> tuple[RetentionBasis, date, Step]:
    rule = catalogue().rule(_RULES[basis])
    until = civil_end(trigger, rule.length())
    start, day, given, end = rule.event(), weekday(trigger), length(rule.length()), weekday(until)
    if basis is RetentionBasis.BIRTHDAY_28:
        fr, en = f"{given.fr} le {end.fr}", f"{given.en} old on {end.en}"
    else:
        fr = f"{given.fr} de conservation, jusqu’au {end.fr}"
        en = f"kept for {given.en}, until {end.en}"
    return (
        basis,
        until,
        Step(
            fr=f"{start.fr} le {day.fr}\u00a0: {fr} — {rule.source.text}.",
            en=f"{start.en} on {day.en}: {en} — {rule.source.text}.",
            rule_id=rule.id,
            on=until,
        ),
    )


def _death_without_effect(life: MedicalRecordLife) -> list[Step]:
    if life.died_on is None or _died_within(life):
        return []
    rule, day = catalogue().rule(_RULES[RetentionBasis.DEATH_10Y]), weekday(life.died_on)
    within = length(rule.other("within"))
    return [
        Step(
            fr=f"Décès le {day.fr}, {within.fr} ou plus après le dernier passage\u00a0: il ne"
            " change pas la durée.",
            en=f"Death on {day.en}, {within.en} or more after the last visit: it does not change"
            " the period.",
            rule_id=rule.id,
        )
    ]


def _claim(life: MedicalRecordLife) -> list[Step]:
    if not life.has_claim:
        return []
    return [
        Step(
            fr="Un recours met en cause la responsabilité médicale\u00a0: les délais sont"
            " suspendus, rien n’est effacé avant sa fin.",
            en="A claim on medical liability is under way: the periods are suspended, nothing is"
            " erased before it ends.",
            rule_id=_RULES[RetentionBasis.DEATH_10Y],
        )
    ]
