"""The sentences of a reasoning: they compute nothing, they say what was, by which rule."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from portal.law.calendars import Territory
from portal.law.catalogue import Rule, Start, catalogue
from portal.law.periods import Period, Step, Unit, local
from portal.law.sources import Source
from portal.law.wording import capital, length, missing_date, moment, of, weekday
from portal.law.wording import why_not_working as why

_DAY = timedelta(days=1)
# A step of civil days alone comes back with every case of those days: it is written once.
_MEMORY = 16_384


def started(start: Start, *, at: datetime, hour_known: bool, territory: Territory) -> Step:
    """Return the step of an instant of receipt: its local day is not counted."""
    day = local(at, zone=territory.zone).date()
    when = moment(at, territory=territory) if hour_known else weekday(day)
    return Step(
        fr=f"{start.fr} le {when.fr}\u00a0: ce jour ne compte pas.",
        en=f"{start.en} on {when.en}: that day is not counted.",
        rule_id="R-RECEIPT",
        on=day,
        at=at if hour_known else None,
    )


@lru_cache(maxsize=_MEMORY)
def started_on(start: Start, *, on: date, rule_id: str) -> Step:
    """Return the step of a civil day that sets a period running."""
    day = weekday(on)
    return Step(
        fr=f"{start.fr} le {day.fr}\u00a0: ce jour ne compte pas.",
        en=f"{start.en} on {day.en}: that day is not counted.",
        rule_id=rule_id,
        on=on,
    )


def happened(start: Start, *, at: datetime, territory: Territory) -> Step:
    """Return the step of an instant from which hours elapse."""
    when = moment(at, territory=territory)
    return Step(
        fr=f"{start.fr} le {when.fr}.",
        en=f"{start.en} on {when.en}.",
        rule_id="R-1182-HOURS",
        at=at,
    )


@lru_cache(maxsize=256)
def stated(rule: Rule) -> Step:
    """Return the step that says what length the rule gives, and where it is written."""
    given = length(rule.length())
    return Step(
        fr=f"{rule.label_fr}\u00a0: le délai est {of(given.fr)} — {rule.source.text}.",
        en=f"{rule.label_en}: the period is {given.en} — {rule.source.text}.",
        rule_id=rule.id,
    )


@lru_cache(maxsize=_MEMORY)
def counted(period: Period, *, start: date, end: date, rule_id: str) -> Step:
    """Return the step that counts a civil period from its event to its last day."""
    given, last = length(period), weekday(end)
    if period.unit in {Unit.MONTH, Unit.YEAR} and end.day != start.day:
        none = missing_date(start=start, end=end)
        fr = f"il n’y a pas de {none.fr}, le délai finit le dernier jour du mois, {last.fr}."
        en = f"there is no {none.en}, the period ends on the last day of the month, {last.en}."
    else:
        fr, en = f"{last.fr}.", f"{last.en}."
    return Step(
        fr=f"{capital(given.fr)} plus tard\u00a0: {fr}",
        en=f"{capital(given.en)} later: {en}",
        rule_id=rule_id,
        on=end,
    )


@lru_cache(maxsize=_MEMORY)
def rolled(*, nominal: date, end: date, territory: Territory) -> Step:
    """Return the step that moves a last day that is not worked to the next that is."""
    reasons = [why(day, territory=territory) for day in _span(nominal, end)]
    last = weekday(end)
    return Step(
        fr=f"{capital(', '.join(reason.fr for reason in reasons))}\u00a0:"
        f" le délai finit le jour ouvrable suivant, {last.fr}.",
        en=f"{capital(', '.join(reason.en for reason in reasons))}:"
        f" the period ends on the following working day, {last.en}.",
        rule_id="R-1182-ROLL",
        on=end,
    )


@lru_cache(maxsize=_MEMORY)
def brought_forward(*, end: date, operational: date, rule_id: str, territory: Territory) -> Step:
    """Return the step that names the last working day before a date that nothing moves."""
    reasons = [
        why(day, territory=territory) for day in reversed(_span(end, operational, back=True))
    ]
    last = weekday(operational)
    return Step(
        fr=f"{capital(', '.join(reason.fr for reason in reasons))}\u00a0: répondez au plus tard le"
        f" {last.fr}, dernier jour ouvrable.",
        en=f"{capital(', '.join(reason.en for reason in reasons))}: answer by {last.en},"
        " the last working day.",
        rule_id=rule_id,
        on=operational,
    )


@lru_cache(maxsize=_MEMORY)
def strict(*, end: date, rule_id: str) -> Step:
    """Return the step that leaves a last day where it falls, for want of a text that moves it."""
    last = weekday(end)
    return Step(
        fr=f"Aucun texte ne reporte ce délai\u00a0: il finit le {last.fr}.",
        en=f"No text moves this period: it ends on {last.en}.",
        rule_id=rule_id,
        on=end,
    )


def elapsed(period: Period, *, at: datetime, rule_id: str, territory: Territory) -> Step:
    """Return the step that adds elapsed hours, weekends and holidays included."""
    given, when = length(period), moment(at, territory=territory)
    return Step(
        fr=f"{capital(given.fr)} plus tard, heures écoulées, week-ends et jours fériés compris"
        f"\u00a0: {when.fr}.",
        en=f"{capital(given.en)} later, elapsed hours, weekends and holidays included: {when.en}.",
        rule_id=rule_id,
        at=at,
    )


def clock_change(*, start: datetime, end: datetime, territory: Territory) -> tuple[Step, ...]:
    """Return the remark that the clocks change between two instants, nothing when they do not."""
    before = local(start, zone=territory.zone).utcoffset()
    after = local(end, zone=territory.zone).utcoffset()
    if before == after:
        return ()
    return (
        Step(
            fr="Les montres changent d’heure entre-temps\u00a0: les heures sont comptées en temps"
            " écoulé, non à la montre.",
            en="Clocks change in between: hours are counted as elapsed time, not on the dial.",
            rule_id="R-1182-HOURS",
        ),
    )


def sources_of(steps: Iterable[Step]) -> tuple[Source, ...]:
    """Return the sources of the rules that the steps name, each once, in their order."""
    return _sources_of(tuple(step.rule_id for step in steps))


@lru_cache(maxsize=1_024)
def _sources_of(rule_ids: tuple[str, ...]) -> tuple[Source, ...]:
    rules = catalogue()
    return tuple(dict.fromkeys(rules.rule(rule_id).source for rule_id in rule_ids))


def _span(first: date, last: date, *, back: bool = False) -> list[date]:
    days, step = [], -_DAY if back else _DAY
    while first != last:
        days.append(first)
        first += step
    return days
