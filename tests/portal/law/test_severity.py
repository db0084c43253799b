"""The ENISA formula: score, level, words."""

from dataclasses import replace

import pytest

from portal.law.periods import LawInputError
from portal.law.severity import SeverityFacts, context_of, severity_of

FACTS = SeverityFacts(
    context=4,
    identification="maximum",
    availability="temporary",
    malicious=True,
)


def test_severity_when_scored_then_the_computation_is_written_out() -> None:
    severity = severity_of(FACTS)

    assert (severity.score, severity.level.id) == (4.75, "very_high")
    assert severity.fr == (
        "Gravité (contexte × identification + circonstances)\u00a0: 4 × 1 + 0,75 = 4,75,"
        " soit très élevée."
    )
    assert severity.en == (
        "Severity (context × identification + circumstances): 4 × 1 + 0.75 = 4.75,"
        " that is very high."
    )


@pytest.mark.parametrize(
    ("context", "identification", "malicious", "level"),
    [
        (1, "maximum", False, "low"),
        (3, "limited", False, "low"),
        (2, "maximum", False, "medium"),
        (3, "significant", True, "medium"),
        (3, "maximum", False, "high"),
        (3, "maximum", True, "high"),
        (4, "maximum", False, "very_high"),
    ],
)
def test_level_when_the_score_reaches_its_lowest_then_that_level(
    context: int, identification: str, malicious: bool, level: str
) -> None:
    facts = SeverityFacts(context=context, identification=identification, malicious=malicious)

    assert severity_of(facts).level.id == level


@pytest.mark.parametrize(
    ("kind", "adjustment", "context"),
    [
        ("simple", 0, 1),
        ("simple", -3, 1),
        ("simple", 2, 3),
        ("sensitive", 3, 4),
        ("sensitive", -1, 3),
        ("financial", 0, 3),
        ("behavioural", -1, 1),
    ],
)
def test_context_when_adjusted_then_kept_within_bounds(
    kind: str, adjustment: int, context: int
) -> None:
    assert context_of(kind, adjustment=adjustment) == context


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(FACTS, context=0), "context"),
        (replace(FACTS, context=5), "context"),
        (replace(FACTS, identification="total"), "identification"),
        (replace(FACTS, confidentiality="lost"), "confidentiality"),
        (replace(FACTS, integrity="lost"), "integrity"),
        (replace(FACTS, availability="lost"), "availability"),
    ],
)
def test_severity_when_a_term_is_unknown_then_refused(facts: SeverityFacts, field: str) -> None:
    with pytest.raises(LawInputError) as refusal:
        severity_of(facts)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("kind", "adjustment", "field"), [("rare", 0, "kind"), ("simple", 4, "adjustment")]
)
def test_context_when_impossible_then_refused(kind: str, adjustment: int, field: str) -> None:
    with pytest.raises(LawInputError) as refusal:
        context_of(kind, adjustment=adjustment)

    assert refusal.value.field == field
