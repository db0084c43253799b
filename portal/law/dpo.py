"""May this person be the DPO: conflicts of interest, and competence. The controller decides."""

from dataclasses import dataclass, fields
from functools import cache

from portal.law.catalogue import source_of
from portal.law.periods import LawInputError
from portal.law.reading import RULES, Record, read
from portal.law.screening import Finding, Level, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class DpoFacts:
    """What decides whether someone may be the DPO of an establishment.

    `other_role` is the id of another role held in or for the establishment, empty for none.
    """

    is_external: bool
    is_legal_person: bool = False
    other_role: str = ""
    decides_purposes_or_means: bool = False
    paid_against_compliance: bool = False
    holds_a_processor: bool = False
    validates_own_dpia: bool = False
    is_certified: bool = False
    has_two_years_of_dpo_work: bool = False
    has_two_years_and_training: bool = False


@dataclass(frozen=True, slots=True)
class DpoFitness:
    """Whether a designation holds. `conflicts` forbid it; `competence` is what supports it."""

    conflicts: tuple[Reason, ...]
    competence: Finding

    @property
    def may_be_designated(self) -> bool:
        """Return whether nothing forbids the designation."""
        return not self.conflicts


@dataclass(frozen=True, slots=True)
class _Rules:
    roles: tuple[Reason, ...]
    conflicts: tuple[Reason, ...]
    competence: tuple[Reason, ...]
    natural_person: Reason


def dpo_fitness(facts: DpoFacts) -> DpoFitness:
    """Return what forbids the designation and what supports it.

    Competence is at most recommended evidence: certification is voluntary, and no diploma is
    required. Raises LawInputError for a role that is not on the list.

    Source: RGPD art. 37 §5 et §6, art. 38 §6 ; CJUE 9 févr. 2023, C-453/21.
    """
    rules = _rules()
    conflicts = [reason for reason in rules.conflicts if getattr(facts, reason.rule_id)]
    if facts.other_role:
        conflicts.insert(0, _role(facts.other_role))
    if facts.is_legal_person and not facts.is_external:
        conflicts.insert(0, rules.natural_person)
    shown = tuple(reason for reason in rules.competence if getattr(facts, reason.rule_id))
    level = Level.NOT_REQUIRED if shown else Level.RECOMMENDED
    return DpoFitness(
        conflicts=tuple(conflicts),
        competence=Finding(level=level, reasons=shown or rules.competence),
    )


def incompatible_roles() -> tuple[Reason, ...]:
    """Return the roles that cannot be held together with that of DPO, in order."""
    return _rules().roles


def _role(role_id: str) -> Reason:
    for reason in _rules().roles:
        if reason.rule_id == role_id:
            return reason
    ids = ", ".join(reason.rule_id for reason in _rules().roles)
    raise LawInputError(f"Fonction inconnue. Donnez l’une de : {ids}.", field="other_role")


@cache
def _rules() -> _Rules:
    document = read(RULES / "dpo.yaml")
    known = [field.name for field in fields(DpoFacts)]
    natural = document.record("must_be_natural_person_if_internal")
    found = _Rules(
        roles=tuple(_reason(record) for record in document.records("incompatible_roles")),
        conflicts=tuple(_named(record, known) for record in document.records("conflicts")),
        competence=tuple(_named(record, known) for record in document.records("competence")),
        natural_person=Reason(
            rule_id="natural_person",
            fr=natural.text("fr"),
            en=natural.text("en"),
            source=source_of(natural),
        ),
    )
    document.finish()
    return found


def _named(record: Record, known: list[str]) -> Reason:
    record.choice("id", known)
    return _reason(record)


def _reason(record: Record) -> Reason:
    reason = Reason(
        rule_id=record.text("id"),
        fr=record.text("fr"),
        en=record.text("en"),
        source=source_of(record),
    )
    record.finish()
    return reason
