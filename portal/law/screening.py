"""What an establishment owes: a register, a DPO, impact assessments; each with its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cache

from portal.law.catalogue import source_of
from portal.law.periods import LawInputError
from portal.law.reading import RULES, Record, read
from portal.law.sources import Source
from portal.law.tables import Condition, all_hold, conditions_of


class Level(IntEnum):
    """How strong a duty is. Presumed: it holds unless the controller writes why not."""

    NOT_REQUIRED = 0
    RECOMMENDED = 1
    PRESUMED_MANDATORY = 2
    MANDATORY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishmentFacts:
    """What decides the duties of an establishment."""

    establishment_type: str
    public_body: bool = False
    individual_practice: bool = False
    shared_records: bool = False
    professionals_count: int = 1
    patients_per_year: int = 0
    network_member: bool = False
    pharmacy_turnover_eur_ht: float = 0
    genetic_data: bool = False
    constant_employee_monitoring: bool = False
    biometric_recognition: bool = False
    health_data_warehouse: bool = False
    social_support: bool = False
    alerts_management: bool = False
    large_scale_location: bool = False
    ai_or_innovative: bool = False
    remote_monitoring: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule of the table that applied, in words, with its source."""

    rule_id: str
    fr: str
    en: str
    source: Source


@dataclass(frozen=True, slots=True)
class Finding:
    """A duty: its level, and every reason of that level first, then the weaker ones."""

    level: Level
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """The three duties of an establishment."""

    register: Finding
    dpo: Finding
    dpia: Finding


@dataclass(frozen=True, slots=True)
class _Rule:
    conditions: tuple[Condition, ...]
    levels: Mapping[str, Level]
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Table:
    rules: tuple[_Rule, ...]
    types: tuple[str, ...]


_REGISTER = Finding(
    level=Level.MANDATORY,
    reasons=(
        Reason(
            rule_id="REGISTER",
            fr="Des données de santé sont traitées : la dispense des organismes de moins de 250"
            " salariés ne joue pas.",
            en="Health data are processed: the exemption of bodies under 250 staff does not apply.",
            source=Source(text="RGPD art. 30 §1, §2 et §5", verification="verified"),
        ),
    ),
)


def establishment_screening(facts: EstablishmentFacts) -> Screening:
    """Return the duties of the establishment, each with the rules that applied.

    Every rule whose conditions hold applies, and the strongest level wins. Raises LawInputError
    for an unknown type of establishment or a negative count.

    Source: RGPD art. 30, 35 et 37 ; CNIL délib. 2018-327 et 2019-118.
    """
    table = _table()
    if facts.establishment_type not in table.types:
        raise LawInputError(
            f"Type d’établissement inconnu. Donnez l’un de : {', '.join(table.types)}.",
            field="establishment_type",
        )
    for name in ("professionals_count", "patients_per_year", "pharmacy_turnover_eur_ht"):
        if getattr(facts, name) < 0:
            raise LawInputError("Donnez un nombre positif ou nul.", field=name)
    applied = [rule for rule in table.rules if all_hold(rule.conditions, facts)]
    return Screening(
        register=_REGISTER,
        dpo=_finding(applied, output="dpo"),
        dpia=_finding(applied, output="dpia"),
    )


def _finding(applied: list[_Rule], *, output: str) -> Finding:
    said = [(rule.levels[output], rule.reason) for rule in applied if output in rule.levels]
    said.sort(key=lambda pair: -pair[0])
    level = said[0][0] if said else Level.NOT_REQUIRED
    return Finding(level=level, reasons=tuple(reason for _level, reason in said))


@cache
def _table() -> _Table:
    return load_table(read(RULES / "screening.yaml"))


def load_table(document: Record) -> _Table:
    """Return the decision table of a document. Raises LawDataError naming file and line."""
    if document.texts("levels") != tuple(level.name.lower() for level in Level):
        raise document.error_at("levels", "les quatre niveaux, du plus faible au plus fort")
    parameters = {
        record.text("id"): _parameter(record) for record in document.records("parameters")
    }
    known = frozenset(field.name for field in fields(EstablishmentFacts))
    table = _Table(
        rules=tuple(
            _rule(record, facts=known, parameters=parameters)
            for record in document.records("rules")
        ),
        types=document.texts("establishment_types"),
    )
    document.finish()
    return table


def _parameter(record: Record) -> float:
    value = record.number("value")
    source_of(record)
    record.text("id")
    record.finish()
    return value


def _rule(record: Record, *, facts: frozenset[str], parameters: Mapping[str, float]) -> _Rule:
    then = record.record("then")
    names = {level.name.lower(): level for level in Level}
    levels = {output: names[then.choice(output, names)] for output in then.names()}
    unknown = set(levels) - {"dpo", "dpia"}
    if unknown:
        raise record.error_at("then", f"sortie inconnue « {unknown.pop()} »")
    rule = _Rule(
        conditions=conditions_of(record, facts=facts, parameters=parameters),
        levels=levels,
        reason=Reason(
            rule_id=record.text("id"),
            fr=record.text("reason_fr"),
            en=record.text("reason_en"),
            source=source_of(record),
        ),
    )
    record.finish()
    return rule
