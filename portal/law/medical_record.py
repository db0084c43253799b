"""Access to the medical record: 48 hours of reflection, then eight days or two months."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.law import steps as say
from portal.law.calendars import Territory, working_day_from, working_day_until
from portal.law.catalogue import Rule, catalogue
from portal.law.clocks import local_day
from portal.law.periods import (
    Due,
    Step,
    civil_end,
    elapsed_end,
    end_of_day,
    require_aware,
)
from portal.law.wording import moment, weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicalRecordFacts:
    """What decides the period of a request for a medical record.

    `information_on` holds the days the information was made; with none, `is_old` decides.
    `hour_known` is False when only the day of receipt is known, by post for instance.
    """

    received_at: datetime
    hour_known: bool = True
    is_old: bool = False
    information_on: tuple[date, ...] = ()
    commission_seized: bool = False
    identity_was_asked: bool = False


def medical_record_clocks(facts: MedicalRecordFacts, *, territory: Territory) -> tuple[Due, ...]:
    """Return one clock, or two for a record of recent and old information, recent first.

    Shape: `on` is the strict last day, never moved; `operational_on` the last working day on or
    before it; `not_before` the end of the 48 hours; the date that art. 642 CPC would give by
    analogy is among the alternatives where it differs. Raises LawInputError for a naive instant
    or a year out of range.

    Source: CSP art. L.1111-7 al. 2 et art. R.1111-1.
    """
    day = local_day(facts.received_at, territory=territory, field="received_at")
    return tuple(
        _clock(rule, facts=facts, day=day, territory=territory) for rule in _rules(facts, day=day)
    )


def _rules(facts: MedicalRecordFacts, *, day: date) -> tuple[Rule, ...]:
    rules = catalogue()
    recent, old = rules.rule("R-CSP-8J", on=day), rules.rule("R-CSP-2M", on=day)
    if facts.commission_seized:
        return (rules.rule("R-CSP-2M-CDSP", on=day),)
    if not facts.information_on:
        return (old,) if facts.is_old else (recent,)
    # Exactly five years is not more than five years: the anniversary still counts as recent.
    age = old.other("older_than")
    are_old = {civil_end(made_on, age) < day for made_on in facts.information_on}
    return tuple(rule for rule, is_old in ((recent, False), (old, True)) if is_old in are_old)


def _clock(rule: Rule, *, facts: MedicalRecordFacts, day: date, territory: Territory) -> Due:
    end = civil_end(day, rule.length())
    operational = working_day_until(end, territory=territory)
    reflection = catalogue().rule("R-CSP-48H", on=day)
    not_before = elapsed_end(_reflection_starts_at(facts, day, territory), reflection.length())
    notice_by = _notice_by(rule, day=day)
    start = say.started(
        rule.event(), at=facts.received_at, hour_known=facts.hour_known, territory=territory
    )
    steps = (
        start,
        _reflection(reflection, until=not_before, territory=territory),
        say.stated(rule),
        *_identity(rule, facts),
        *_notice(rule, by=notice_by),
        say.counted(rule.length(), start=day, end=end, rule_id=rule.id),
        *_unmoved(rule, end=end, operational=operational, territory=territory),
    )
    return Due(
        rule_id=rule.id,
        starts_at=require_aware(facts.received_at, field="received_at"),
        at=end_of_day(end, zone=territory.zone),
        on=end,
        not_before=not_before,
        nominal_on=end,
        operational_on=operational,
        steps=steps,
        sources=say.sources_of(steps),
        zone=territory.zone,
        alternatives=_procedural_reading(end, territory=territory),
        notice_by=notice_by,
    )


def _reflection_starts_at(facts: MedicalRecordFacts, day: date, territory: Territory) -> datetime:
    if facts.hour_known:
        return facts.received_at
    return end_of_day(day, zone=territory.zone)


def _reflection(rule: Rule, *, until: datetime, territory: Territory) -> Step:
    when = moment(until, territory=territory)
    return Step(
        fr=f"{rule.label_fr}\u00a0: pas de communication avant le {when.fr} — {rule.source.text}.",
        en=f"{rule.label_en}: nothing is handed over before {when.en} — {rule.source.text}.",
        rule_id=rule.id,
        at=until,
    )


def _identity(rule: Rule, facts: MedicalRecordFacts) -> tuple[Step, ...]:
    if not facts.identity_was_asked:
        return ()
    return (
        Step(
            fr="L’identité est vérifiée avant communication (CSP art. R.1111-1), sans que ce délai"
            " soit suspendu.",
            en="Identity is checked before disclosure (CSP art. R.1111-1); this period is not"
            " suspended.",
            rule_id=rule.id,
        ),
    )


def _notice_by(rule: Rule, *, day: date) -> date | None:
    notices = [named.period for named in rule.other_periods if named.name == "notice"]
    return civil_end(day, notices[0]) if notices else None


def _notice(rule: Rule, *, by: date | None) -> tuple[Step, ...]:
    if by is None:
        return ()
    day = weekday(by)
    return (
        Step(
            fr="Par prudence (RGPD art. 12 §3), la personne est informée de ce délai et de son"
            f" motif au plus tard le {day.fr}.",
            en="As a precaution (GDPR art. 12(3)), the person is told of this period and of its"
            f" reason by {day.en}.",
            rule_id=rule.id,
            on=by,
        ),
    )


def _unmoved(rule: Rule, *, end: date, operational: date, territory: Territory) -> tuple[Step, ...]:
    if operational == end:
        return ()
    forward = say.brought_forward(
        end=end, operational=operational, rule_id=rule.id, territory=territory
    )
    return (forward, say.strict(end=end, rule_id=rule.id))


def _procedural_reading(end: date, *, territory: Territory) -> tuple[Step, ...]:
    moved = working_day_from(end, territory=territory)
    if moved == end:
        return ()
    day = weekday(moved)
    return (
        Step(
            fr=f"Par analogie avec l’article 642 CPC, le délai finirait le {day.fr}. Lecture non"
            " retenue\u00a0: ce n’est pas un délai de procédure, aucun texte ne le reporte.",
            en=f"By analogy with art. 642 CPC, the period would end on {day.en}. Reading not"
            " retained: it is not a procedural period, no text moves it.",
            rule_id="R-FR-CPC",
            on=moved,
        ),
    )
