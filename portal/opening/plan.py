"""From answers to the register proposed: what is kept, what is left out, what is adapted, why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from portal.law.screening import EstablishmentFacts, Finding, Level, establishment_screening
from portal.opening.questions import Choice, Question, questions
from portal.register.library import ActivityTemplate, profession
from portal.register.recognition import folded
from portal.register.sheet import Dpia, ProcessorUse, Screening, Sheet

TELEHEALTH_OF = "cabinet_medical"
_LEVELS = {
    Level.MANDATORY: Screening.REQUIRED,
    Level.PRESUMED_MANDATORY: Screening.PRESUMED,
    Level.RECOMMENDED: Screening.DEPENDS,
    Level.NOT_REQUIRED: Screening.NOT_REQUIRED,
}


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: the ids chosen, and the name of the software when it was asked for."""

    chosen: tuple[str, ...]
    software: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An activity to lay down. `sheet` is the template's, adapted to the answers."""

    template: ActivityTemplate
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An activity of the profession that the answers leave out, and why, in the page's language."""

    template: ActivityTemplate
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The register that the answers propose."""

    kept: tuple[Kept, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """The templates to lay down from: those of the type, and those that an answer may add."""

    own: tuple[ActivityTemplate, ...]
    elsewhere: tuple[ActivityTemplate, ...]


def shipped_for(establishment_type: str) -> Proposed:
    """Return the templates of Vigie's files. Raises FileNotFoundError for a type without any."""
    return Proposed(profession(establishment_type).activities, profession(TELEHEALTH_OF).activities)


def plan(
    *,
    establishment_type: str,
    patients_per_year: int,
    answers: Mapping[str, Answered],
    templates: Proposed | None = None,
) -> Plan:
    """Return what to lay down for a type. A question without an answer changes nothing.

    `templates` are the firm's; Vigie's own without it. Raises FileNotFoundError for a type without
    templates.
    """
    chosen = _choices(answers)
    known = templates or shipped_for(establishment_type)
    proposed = (*known.own, *_added(chosen, known))
    reasons = _left_out(chosen, answers, establishment_type=establishment_type)
    dpia = _screening(chosen, establishment_type, patients_per_year)
    software = next((one.software for one in answers.values() if one.software), "")
    return Plan(
        kept=tuple(
            Kept(one, _adapted(one, chosen, software=software, dpia=dpia))
            for one in proposed
            if one.reference not in reasons
        ),
        left_out=tuple(
            LeftOut(one, reasons[one.reference]) for one in proposed if one.reference in reasons
        ),
    )


def template_of(reference: str, *, establishment_type: str) -> ActivityTemplate | None:
    """Return the template of that reference proposed to a type, None when it is gone."""
    offered = (*profession(establishment_type).activities, *profession(TELEHEALTH_OF).activities)
    return next((one for one in offered if one.reference == reference), None)


def extras(question: Question, *, establishment_type: str) -> tuple[ActivityTemplate, ...]:
    """Return the activities that the question offers to tick in an establishment of this type."""
    offered = question.asks.get(establishment_type, ())
    return tuple(
        one for one in profession(establishment_type).activities if one.reference in offered
    )


def _choices(answers: Mapping[str, Answered]) -> tuple[Choice, ...]:
    found = [
        question.choice(answer)
        for question in questions()
        if question.id in answers and question.choices
        for answer in answers[question.id].chosen
    ]
    return tuple(choice for choice in found if choice is not None)


def _added(chosen: Iterable[Choice], known: Proposed) -> tuple[ActivityTemplate, ...]:
    """Return the activities that answers add from the templates of medical practices."""
    there = {one.reference for one in known.own}
    wanted = {
        reference
        for choice in chosen
        if not there.intersection(choice.unless)
        for reference in choice.adds
    } - there
    return tuple(one for one in known.elsewhere if one.reference in wanted)


def _left_out(
    chosen: Iterable[Choice], answers: Mapping[str, Answered], *, establishment_type: str
) -> dict[str, str]:
    """Return the reason of each activity that an answer leaves out."""
    reasons = {reference: choice.why for choice in chosen for reference in choice.leaves_out}
    for question in questions():
        if question.id in answers and question.asks:
            offered = question.asks.get(establishment_type, ())
            ticked = answers[question.id].chosen
            for reference in offered:
                if reference not in ticked:
                    reasons.setdefault(reference, question.why)
    return reasons


def _adapted(
    template: ActivityTemplate, chosen: tuple[Choice, ...], *, software: str, dpia: Finding | None
) -> Sheet:
    """Return the sheet without what the answers take away, with what they add."""
    sheet = template.sheet
    has_software = any(folded(one.label).startswith("editeur") for one in sheet.processors)
    for choice in chosen:
        sheet = _without(sheet, tuple(folded(one) for one in choice.drops))
        if template.reference in choice.processor_of:
            sheet = _with_processor(sheet, choice.processor)
        if choice.paper and sheet.has_sensitive_data:
            sheet = sheet.model_copy(update={"has_paper": True})
    if software and has_software:
        sheet = sheet.model_copy(update={"software": (software,)})
    return sheet.model_copy(update={"dpia": _dpia(template, dpia)})


def _without(sheet: Sheet, drops: tuple[str, ...]) -> Sheet:
    def stays(label: str) -> bool:
        return not any(fnmatchcase(folded(label), drop) for drop in drops)

    return sheet.model_copy(
        update={
            "processors": tuple(one for one in sheet.processors if stays(one.label)),
            "measures": tuple(one for one in sheet.measures if stays(one.text)),
            "hds": "\n".join(line for line in sheet.hds.splitlines() if stays(line)),
        }
    )


def _with_processor(sheet: Sheet, label: str) -> Sheet:
    if any(one.label == label for one in sheet.processors):
        return sheet
    return sheet.model_copy(update={"processors": (*sheet.processors, ProcessorUse(label=label))})


def _screening(
    chosen: tuple[Choice, ...], establishment_type: str, patients_per_year: int
) -> Finding | None:
    """Return what the law says of impact assessments here; None until somebody answered."""
    told = [choice for choice in chosen if choice.facts]
    if not told:
        return None
    facts = {fact for choice in told for fact in choice.facts}
    return establishment_screening(
        EstablishmentFacts(
            establishment_type=establishment_type,
            individual_practice="individual_practice" in facts,
            shared_records="shared_records" in facts,
            network_member="network_member" in facts,
            professionals_count=max(choice.professionals for choice in told),
            patients_per_year=patients_per_year,
        )
    ).dpia


def _dpia(template: ActivityTemplate, found: Finding | None) -> Dpia:
    """Return the screening: the law's where the template leaves it open, never a lighter one.

    A template exempt because its practice is individual takes what the law says of this one; one
    that depends on scale becomes required when the law requires it of the whole establishment.
    """
    said = template.sheet.dpia
    if found is None:
        return said
    is_open = said.screening == Screening.DEPENDS and template.sheet.has_sensitive_data
    if not (template.otherwise or (is_open and found.level == Level.MANDATORY)):
        return said
    reasons = " ".join(reason.fr for reason in found.reasons)
    return Dpia(screening=_LEVELS[found.level], reason=f"{reasons}\n{said.reason}".strip())
