"""Does one processing activity need an impact assessment: the lists first, then the criteria."""

from dataclasses import dataclass
from functools import cache

from portal.law.periods import LawInputError
from portal.law.reading import RULES, Record, read
from portal.law.screening import Finding, Level, Reason
from portal.law.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFacts:
    """What decides whether a processing activity needs a DPIA.

    `criteria` are the WP248 criteria met (C1 to C9); `required_item` and `exempt_item` the items
    of the CNIL's two lists it falls under; `is_covered` when a similar processing's assessment,
    or that of the law it rests on, already covers it.
    """

    criteria: frozenset[str] = frozenset()
    required_item: int | None = None
    exempt_item: int | None = None
    is_covered: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the nine WP248 criteria, or one item of a CNIL list."""

    id: str
    label_fr: str
    label_en: str
    verification: str


@dataclass(frozen=True, slots=True)
class Lists:
    """The nine criteria and the CNIL's two lists, as shown beside the question."""

    criteria: tuple[Criterion, ...]
    required: tuple[Criterion, ...]
    exempt: tuple[Criterion, ...]
    threshold: int


def activity_screening(facts: ActivityFacts) -> Finding:
    """Return whether the activity needs a DPIA, with the criteria met.

    The CNIL's required list decides first, then an assessment that already covers it, then the
    exempt list, then the criteria: two make it presumed mandatory (to be set aside only in
    writing, with the DPO's opinion), one recommended. Raises LawInputError for a criterion or an
    item that does not exist.

    Source: RGPD art. 35 ; WP248 ; CNIL délib. 2018-327 et 2019-118.
    """
    found = lists()
    if facts.required_item is not None:
        return _listed(Level.MANDATORY, found.required, facts.required_item, "2018-327")
    if facts.is_covered:
        return Finding(Level.NOT_REQUIRED, (_COVERED,))
    if facts.exempt_item is not None:
        return _listed(Level.NOT_REQUIRED, found.exempt, facts.exempt_item, "2019-118")
    return _by_criteria(facts.criteria, found)


@cache
def lists() -> Lists:
    """Return the criteria and the lists, read once."""
    document = read(RULES / "dpia.yaml")
    found = Lists(
        criteria=tuple(_criterion(record) for record in document.records("criteria")),
        required=tuple(_item(record) for record in document.records("required")),
        exempt=tuple(_item(record) for record in document.records("exempt")),
        threshold=document.integer("criteria_threshold"),
    )
    document.finish()
    return found


_COVERED = Reason(
    rule_id="COVERED",
    fr="Une AIPD portant sur un traitement similaire, ou l’étude d’impact de la loi qui le fonde,"
    " couvre déjà ce traitement.",
    en="An assessment of similar processing, or of the law it rests on, already covers it.",
    source=Source(text="RGPD art. 35 §1 et §10", verification="knowledge"),
)


def _listed(level: Level, items: tuple[Criterion, ...], number: int, decision: str) -> Finding:
    for item in items:
        if item.id == str(number):
            source = Source(f"CNIL, délib. {decision}, n° {item.id}", item.verification)
            reason = Reason(rule_id=decision, fr=item.label_fr, en=item.label_en, source=source)
            return Finding(level, (reason,))
    raise LawInputError(f"La liste va de 1 à {len(items)}.", field="item")


def _by_criteria(met: frozenset[str], found: Lists) -> Finding:
    known = {criterion.id for criterion in found.criteria}
    if not met <= known:
        raise LawInputError(f"Critères connus : {', '.join(sorted(known))}.", field="criteria")
    reasons = tuple(
        Reason(
            rule_id=criterion.id,
            fr=criterion.label_fr,
            en=criterion.label_en,
            source=Source("WP248 rév. 01", criterion.verification),
        )
        for criterion in found.criteria
        if criterion.id in met
    )
    if len(reasons) >= found.threshold:
        return Finding(Level.PRESUMED_MANDATORY, reasons)
    return Finding(Level.RECOMMENDED if reasons else Level.NOT_REQUIRED, reasons)


def _criterion(record: Record) -> Criterion:
    criterion = Criterion(
        id=record.text("id"),
        label_fr=record.text("label_fr"),
        label_en=record.text("label_en"),
        verification="verified_secondary",
    )
    record.finish()
    return criterion


def _item(record: Record) -> Criterion:
    item = Criterion(
        id=str(record.integer("n")),
        label_fr=record.text("label_fr"),
        label_en=record.text("label_en"),
        verification=record.text("verification"),
    )
    record.finish()
    return item
