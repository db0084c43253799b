"""How severe a breach is: the ENISA formula, and the levels with their default decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from portal.law.catalogue import source_of
from portal.law.periods import LawInputError, Step
from portal.law.reading import RULES, Record, read
from portal.law.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityFacts:
    """The terms of SE = DPC × EI + CB, named as the ENISA method names them.

    `context` is the DPC, 1 to 4; `identification` the ease of identification; the others are the
    circumstances.
    """

    context: int
    identification: str
    confidentiality: str = "none"
    integrity: str = "none"
    availability: str = "none"
    malicious: bool = False


@dataclass(frozen=True, slots=True)
class SeverityLevel:
    """A level, from its lowest score, and what it decides by default."""

    id: str
    label_fr: str
    label_en: str
    lowest: float
    register: bool
    cnil: bool
    persons: bool


@dataclass(frozen=True, slots=True)
class Severity:
    """The score and its level; `fr` and `en` write the computation out."""

    score: float
    level: SeverityLevel
    fr: str
    en: str
    source: Source

    def step(self) -> Step:
        """Return the computation as a step of a reasoning."""
        return Step(fr=self.fr, en=self.en, rule_id="R-ART33-72H")


@dataclass(frozen=True, slots=True)
class _Method:
    contexts: Mapping[str, float]
    adjustment: int
    identification: Mapping[str, float]
    circumstances: Mapping[str, Mapping[str, float]]
    malicious: float
    levels: tuple[SeverityLevel, ...]
    source: Source


def severity_of(facts: SeverityFacts) -> Severity:
    """Return the severity of a breach. Raises LawInputError for a term the method does not know.

    Source: ENISA, méthode de gravité des violations, v1.0, décembre 2013.
    """
    method = _method()
    known = sorted(method.contexts.values())
    if not known[0] <= facts.context <= known[-1]:
        raise LawInputError(f"Donnez un contexte de {known[0]:g} à {known[-1]:g}.", field="context")
    identification = _term(method.identification, facts.identification, field="identification")
    circumstances = sum(
        _term(values, getattr(facts, name), field=name)
        for name, values in method.circumstances.items()
    ) + (method.malicious if facts.malicious else 0)
    score = facts.context * identification + circumstances
    level = [level for level in method.levels if level.lowest <= score][-1]
    terms = f"{facts.context} × {identification:g} + {circumstances:g} = {score:g}"
    return Severity(
        score=score,
        level=level,
        fr=f"Gravité (contexte × identification + circonstances)\u00a0: {terms.replace('.', ',')},"
        f" soit {level.label_fr.lower()}.",
        en=f"Severity (context × identification + circumstances): {terms}, that is"
        f" {level.label_en.lower()}.",
        source=method.source,
    )


def context_of(kind: str, *, adjustment: int) -> int:
    """Return the DPC of a kind of data, raised or lowered, kept within its bounds.

    Raises LawInputError for an unknown kind or an adjustment out of range.
    """
    method = _method()
    base = _term(method.contexts, kind, field="kind")
    if abs(adjustment) > method.adjustment:
        raise LawInputError(
            f"Donnez un ajustement de -{method.adjustment} à {method.adjustment}.",
            field="adjustment",
        )
    bounds = sorted(method.contexts.values())
    return int(min(max(base + adjustment, bounds[0]), bounds[-1]))


def _term(values: Mapping[str, float], name: str, *, field: str) -> float:
    if name not in values:
        raise LawInputError(f"Donnez l’un de : {', '.join(values)}.", field=field)
    return values[name]


@cache
def _method() -> _Method:
    document = read(RULES / "breach.yaml")
    circumstances = document.record("circumstances")
    malicious = circumstances.number("malicious")
    return _Method(
        contexts=_numbers(document.record("contexts")),
        adjustment=document.integer("context_adjustment"),
        identification=_numbers(document.record("identification")),
        circumstances={
            name: _numbers(circumstances.record(name))
            for name in circumstances.names()
            if name != "malicious"
        },
        malicious=malicious,
        levels=tuple(_level(record) for record in document.records("levels")),
        source=source_of(document),
    )


def _numbers(record: Record) -> dict[str, float]:
    return {name: record.number(name) for name in record.names()}


def _level(record: Record) -> SeverityLevel:
    level = SeverityLevel(
        id=record.text("id"),
        label_fr=record.text("label_fr"),
        label_en=record.text("label_en"),
        lowest=record.number("from"),
        register=record.flag("register", default=True),
        cnil=record.flag("cnil", default=False),
        persons=record.flag("persons", default=False),
    )
    record.finish()
    return level
