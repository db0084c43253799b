"""Reading the first day: the questions and their answers, the plan, what is left to confirm."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from portal.opening.models import OpeningAnswer
from portal.opening.plan import (
    TELEHEALTH_OF,
    Answered,
    Kept,
    LeftOut,
    Plan,
    Proposed,
    extras,
    plan,
)
from portal.opening.questions import Question, questions
from portal.register.masters import proposed_to
from portal.register.models import Activity, State
from tenants.directory.models import Establishment


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its answer in words; None for a question nobody answered."""

    question: Question
    said: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What laying the register down would do now. `standing`: taken from a template already."""

    asked: tuple[Asked, ...]
    to_add: tuple[Kept, ...]
    standing: int
    left_out: tuple[LeftOut, ...]

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(one.said is not None for one in self.asked)

    @property
    def next_question(self) -> Question | None:
        """The first question without an answer."""
        return next((one.question for one in self.asked if one.said is None), None)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many activities taken from a template are confirmed, of how many kept."""

    confirmed: int
    total: int


def answers() -> dict[str, Answered]:
    """Return the answers given, by question."""
    return {
        row.question: Answered(tuple(row.chosen), row.software)
        for row in OpeningAnswer.objects.all()
    }


def plan_of(establishment: Establishment) -> Plan:
    """Return the register that the answers propose to this establishment, from the firm's own
    templates."""
    return plan(
        establishment_type=establishment.type,
        patients_per_year=establishment.patients_per_year or 0,
        answers=answers(),
        templates=Proposed(proposed_to(establishment.type), proposed_to(TELEHEALTH_OF)),
    )


def preview(establishment: Establishment) -> Preview:
    """Return the questions with their answers, and what laying the register down would do."""
    given = answers()
    proposed = plan_of(establishment)
    held = set(_from_templates().values_list("template_ref", flat=True))
    to_add = tuple(one for one in proposed.kept if one.template.reference not in held)
    return Preview(
        asked=tuple(
            Asked(question, _said(question, given.get(question.id), establishment))
            for question in questions()
        ),
        to_add=to_add,
        standing=len(proposed.kept) - len(to_add),
        left_out=tuple(one for one in proposed.left_out if one.template.reference not in held),
    )


def next_draft(*, after: str) -> Activity | None:
    """Return the draft to confirm that follows this reference, or the first one of all."""
    waiting = _from_templates().filter(state=State.DRAFT).order_by("reference")
    return waiting.filter(reference__gt=after).first() or waiting.first()


def draft_of(pk: UUID) -> Activity | None:
    """Return the activity taken from a template, None when there is no such one."""
    return _from_templates().filter(pk=pk).first()


def progress() -> Progress:
    """Return how far the confirmation is; archived activities are out of the count."""
    kept = _from_templates().exclude(state=State.ARCHIVED)
    total = kept.count()
    return Progress(confirmed=total - kept.filter(state=State.DRAFT).count(), total=total)


def _from_templates() -> QuerySet[Activity]:
    return Activity.objects.exclude(template_ref="")


def _said(question: Question, given: Answered | None, establishment: Establishment) -> str | None:
    """Return the answer in words: the choice, or the activities ticked ("" when none was)."""
    if given is None:
        return None
    if question.choices:
        choice = next(filter(None, map(question.choice, given.chosen)), None)
        words = choice.label if choice else ""
        return f"{words} ({given.software})" if given.software else words
    offered = extras(question, establishment_type=establishment.type)
    return ", ".join(one.sheet.name for one in offered if one.reference in given.chosen)
