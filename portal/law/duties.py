"""Duties that come round: the rule of each kind, the usual ones, and the days they fall due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from portal.law import steps as say
from portal.law.calendars import Territory, require_known_year
from portal.law.catalogue import Rule, catalogue
from portal.law.periods import (
    Due,
    LawInputError,
    Period,
    Step,
    Unit,
    civil_end,
    end_of_day,
    start_of_day,
)
from portal.law.reading import RULES, Record, read
from portal.law.wording import Wording, weekday


@dataclass(frozen=True, slots=True)
class UsualDuty:
    """A duty that an establishment usually has. `every_months` is None where the date must be
    given; `types` is empty for every type of establishment; `days_ahead` opens its deadline."""

    id: str
    kind: str
    every_months: int | None
    days_ahead: int
    types: tuple[str, ...]
    title: Wording
    why: Wording


@dataclass(frozen=True, slots=True)
class _Duties:
    rules: Mapping[str, str]
    usual: tuple[UsualDuty, ...]


def rule_of(kind: str) -> str:
    """Return the id of the rule that a kind of duty follows. Raises KeyError for another kind."""
    return _duties().rules[kind]


def kinds() -> tuple[str, ...]:
    """Return every kind of duty, in the order of the data."""
    return tuple(_duties().rules)


def usual_duties(establishment_type: str) -> tuple[UsualDuty, ...]:
    """Return the duties that a type of establishment usually has, in the order of the data."""
    return tuple(
        duty for duty in _duties().usual if not duty.types or establishment_type in duty.types
    )


def next_round(*, first_on: date, every_months: int, after: date) -> date:
    """Return the first day of the series that comes after a day.

    Every day is counted from the first of the series: a duty of the 31st falls on the last day of
    a short month and comes back to the 31st. Raises LawInputError for less than a month.

    Source: Rég. 1182/71 art. 3 §2 c.
    """
    if every_months < 1:
        raise LawInputError("Donnez un nombre de mois positif.", field="every_months")
    months = 12 * (after.year - first_on.year) + after.month - first_on.month
    rounds = max(months // every_months, 0)
    while (on := _round_on(first_on, rounds * every_months)) <= after:
        rounds += 1
    return on


def duty_clock(rule_id: str, *, due_on: date, days_ahead: int, territory: Territory) -> Due:
    """Return the end of one round: the day itself, never moved, from `days_ahead` before it.

    Raises LawInputError for a year that the calendar does not know.
    """
    require_known_year(due_on, field="next_due_on")
    rule = catalogue().rule(rule_id)
    opens_on = due_on - timedelta(days=days_ahead)
    reasons = (_text(rule), _fixed(rule, due_on=due_on))
    return Due(
        rule_id=rule_id,
        starts_at=start_of_day(opens_on, zone=territory.zone),
        at=end_of_day(due_on, zone=territory.zone),
        on=due_on,
        steps=reasons,
        sources=say.sources_of(reasons),
        zone=territory.zone,
    )


def _round_on(first_on: date, months: int) -> date:
    return civil_end(first_on, Period(value=months, unit=Unit.MONTH))


def _text(rule: Rule) -> Step:
    return Step(fr=rule.text_fr, en=rule.text_en, rule_id=rule.id)


def _fixed(rule: Rule, *, due_on: date) -> Step:
    day = weekday(due_on)
    return Step(
        fr=f"Date fixée par l’établissement\u00a0: {day.fr}. Elle n’est jamais reportée.",
        en=f"Date set by the establishment: {day.en}. It is never moved.",
        rule_id=rule.id,
        on=due_on,
    )


@cache
def _duties() -> _Duties:
    document = read(RULES / "usual-duties.yaml")
    rules = {}
    for record in document.records("kinds"):
        kind, rule_id = record.text("id"), record.text("rule")
        if rule_id not in catalogue():
            raise record.error_at("rule", "une règle du catalogue est attendue")
        rules[kind] = rule_id
        record.finish()
    found = _Duties(
        rules=rules,
        usual=tuple(_usual(record, known=rules) for record in document.records("usual")),
    )
    document.finish()
    return found


def _usual(record: Record, *, known: Mapping[str, str]) -> UsualDuty:
    duty = UsualDuty(
        id=record.text("id"),
        kind=record.choice("kind", known),
        every_months=record.integer("every_months") if record.has("every_months") else None,
        days_ahead=record.integer("days_ahead"),
        types=record.texts("types") if record.has("types") else (),
        title=Wording(record.text("title_fr"), record.text("title_en")),
        why=Wording(record.text("why_fr"), record.text("why_en")),
    )
    record.finish()
    return duty
