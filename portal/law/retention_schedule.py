"""The schedule of retention: when each kind of record leaves the active base, and when it goes."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.law.catalogue import period_of, source_of
from portal.law.periods import LawInputError, Period, civil_end
from portal.law.reading import RULES, Record, read
from portal.law.retention import MedicalRecordLife, medical_record_retention
from portal.law.sources import Source
from portal.law.wording import Wording, length, weekday

OBLIGATIONS = ("legal", "recommandation", "repere")


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One line of the schedule, as it is shown in a register.

    `active` and `total` are the lengths that can be computed, None where the text gives none.
    `obligation` is `legal`, `recommandation` or `repere`, the last to be justified in writing.
    """

    id: str
    label_fr: str
    label_en: str
    start_fr: str
    active_fr: str
    archive_fr: str
    total_fr: str
    minor_fr: str
    death_fr: str
    active: Period | None
    total: Period | None
    follows_medical_record: bool
    obligation: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLife:
    """The event that starts the retention, and what may change it for a patient's record."""

    started_on: date
    born_on: date | None = None
    died_on: date | None = None
    has_claim: bool = False


@dataclass(frozen=True, slots=True)
class RetentionDates:
    """When a record leaves the active base and when it is erased; None where no length is fixed.

    `is_suspended`: nothing may be erased for now. `steps` are sentences in their order.
    """

    archive_on: date | None
    erase_on: date | None
    is_suspended: bool
    steps: tuple[Wording, ...]
    source: Source


def retention_rules() -> tuple[RetentionRule, ...]:
    """Return the whole schedule, in the order of its families."""
    return tuple(_schedule().values())


def retention_dates(rule_id: str, life: RecordLife) -> RetentionDates:
    """Return when the record is archived and erased. Raises LawInputError for an unknown rule.

    Source: the `source` of the rule; CSP art. R.1112-7 for patients' records.
    """
    if rule_id not in _schedule():
        raise LawInputError(
            "Règle de conservation inconnue. Donnez un identifiant du référentiel.",
            field="rule_id",
        )
    rule = _schedule()[rule_id]
    archive_on, archived = _counted(rule.active, life, Wording("base active", "active base"))
    if rule.follows_medical_record:
        kept = medical_record_retention(
            MedicalRecordLife(
                last_visit_on=life.started_on,
                born_on=life.born_on,
                died_on=life.died_on,
                has_claim=life.has_claim,
            )
        )
        erase_on: date | None = kept.until
        erased = tuple(Wording(fr=step.fr, en=step.en) for step in kept.steps)
    else:
        erase_on, erased = _counted(rule.total, life, Wording("conservation", "retention"))
    return RetentionDates(
        archive_on=archive_on,
        erase_on=erase_on,
        is_suspended=life.has_claim,
        steps=(*archived, *erased) or (_UNFIXED,),
        source=rule.source,
    )


_UNFIXED = Wording(
    fr="Aucune date n’est calculée\u00a0: la durée dépend de plusieurs critères, que dit la règle,"
    " ou se justifie par écrit.",
    en="No date is computed: the period depends on several criteria, stated by the rule, or is"
    " justified in writing.",
)


def _counted(
    period: Period | None, life: RecordLife, what: Wording
) -> tuple[date | None, tuple[Wording, ...]]:
    if period is None:
        return None, ()
    end = civil_end(life.started_on, period)
    given, day, until = length(period), weekday(life.started_on), weekday(end)
    return end, (
        Wording(
            fr=f"Départ le {day.fr}\u00a0: {given.fr} ({what.fr}), jusqu’au {until.fr}.",
            en=f"From {day.en}: {given.en} ({what.en}), until {until.en}.",
        ),
    )


@cache
def _schedule() -> dict[str, RetentionRule]:
    document = read(RULES / "retention-schedule.yaml")
    rules = {record.text("id"): _rule(record) for record in document.records("rules")}
    document.finish()
    return rules


def _rule(record: Record) -> RetentionRule:
    rule = RetentionRule(
        id=record.text("id"),
        label_fr=record.text("label_fr"),
        label_en=record.text("label_en"),
        start_fr=record.text("start_fr"),
        active_fr=record.optional_text("active_fr"),
        archive_fr=record.optional_text("archive_fr"),
        total_fr=record.optional_text("total_fr"),
        minor_fr=record.optional_text("minor_fr"),
        death_fr=record.optional_text("death_fr"),
        active=period_of(record.record("active")) if record.has("active") else None,
        total=period_of(record.record("total")) if record.has("total") else None,
        follows_medical_record=record.flag("follows_medical_record", default=False),
        obligation=record.choice("obligation", OBLIGATIONS),
        source=source_of(record),
    )
    record.finish()
    return rule
