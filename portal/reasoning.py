"""The reasoning of a legal period as a page shows it: sentences, each with its source."""

from dataclasses import dataclass

from django.utils.translation import get_language

from portal.law.calendars import Territory
from portal.law.catalogue import Rule, catalogue
from portal.law.periods import Due, Step


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, its rule and text of law, and whether that text is still to be confirmed."""

    text: str
    source: str
    is_to_be_confirmed: bool
    rule_id: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    """Why a period ends when it does, and the readings that were not retained."""

    rule_id: str
    label: str
    reasons: tuple[Reason, ...]
    alternatives: tuple[Reason, ...]


def reasoning_of(due: Due) -> Reasoning:
    """Return the steps of `due` in their order, in the language of the page."""
    return Reasoning(
        rule_id=due.rule_id,
        label=label_of(due.rule_id),
        reasons=tuple(_reason(step) for step in due.steps),
        alternatives=tuple(_reason(step) for step in due.alternatives),
    )


def label_of(rule_id: str) -> str:
    """Return the name of a rule in the language of the page. Errors: KeyError when unknown."""
    rule: Rule = catalogue().rule(rule_id)
    return rule.label_fr if _is_french() else rule.label_en


def territory_label(territory: Territory) -> str:
    """Return the name of a territory in the language of the page."""
    return territory.label_fr if _is_french() else territory.label_en


def _reason(step: Step) -> Reason:
    source = catalogue().rule(step.rule_id).source
    text = step.fr if _is_french() else step.en
    return Reason(text, source.text, source.is_to_be_confirmed, step.rule_id)


def _is_french() -> bool:
    return not (get_language() or "fr").startswith("en")
