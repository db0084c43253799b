"""The clocks that need no more than their rule: a start, a length, moved or not."""

from datetime import date, datetime

from portal.law import steps as say
from portal.law.calendars import (
    Territory,
    holiday_on,
    require_known_year,
    working_day_from,
)
from portal.law.catalogue import Rule, catalogue
from portal.law.periods import (
    Due,
    LawInputError,
    Period,
    Step,
    Unit,
    civil_end,
    elapsed_end,
    end_of_day,
    local,
    refuse_naive,
    require_aware,
    start_of_day,
)
from portal.law.wording import weekday

_NATIONAL = "FR-METRO"
_COUNTED_BY = {Unit.DAY: "R-1182-DAYS"}


def local_day(instant: datetime, *, territory: Territory, field: str) -> date:
    """Return the civil day of the instant in the territory.

    Raises LawInputError, on `field`, for a naive instant or a year the calendar does not know.
    """
    refuse_naive(instant, field=field)
    day = local(instant, zone=territory.zone).date()
    require_known_year(day, field=field)
    return day


def civil_clock(rule_id: str, *, on: date, territory: Territory) -> Due:
    """Return when a civil period that starts on a day ends, moved only where its rule says so.

    Raises LawInputError for a year out of range or a rule that counts hours or nothing.
    """
    require_known_year(on, field="on")
    rule = _stating(rule_id)
    if rule.length().unit is Unit.HOUR:
        raise LawInputError("Cette règle compte en heures : donnez un instant.", field="on")
    started = say.started_on(rule.event(), on=on, rule_id=rule.id)
    return dated(
        rule,
        period=rule.length(),
        starts_at=start_of_day(on, zone=territory.zone),
        first=(started, say.stated(rule)),
        on=on,
        territory=territory,
    )


def elapsed_clock(rule_id: str, *, at: datetime, territory: Territory) -> Due:
    """Return when a period in hours ends, in elapsed time, weekends and holidays included.

    Raises LawInputError for a naive instant or a rule that does not count hours.

    Source: Rég. 1182/71 art. 3 §1, §3 et §4.
    """
    local_day(at, territory=territory, field="at")
    rule = _stating(rule_id)
    if rule.length().unit is not Unit.HOUR:
        raise LawInputError("Cette règle compte en jours : donnez un jour.", field="at")
    instant = require_aware(at, field="at")
    end = elapsed_end(instant, rule.length())
    steps = (
        say.happened(rule.event(), at=instant, territory=territory),
        say.stated(rule),
        *say.clock_change(start=instant, end=end, territory=territory),
        say.elapsed(rule.length(), at=end, rule_id=rule.id, territory=territory),
    )
    return Due(
        rule_id=rule.id,
        starts_at=instant,
        at=end,
        steps=steps,
        sources=say.sources_of(steps),
        zone=territory.zone,
    )


def dated(
    rule: Rule,
    *,
    period: Period,
    starts_at: datetime,
    first: tuple[Step, ...],
    on: date,
    territory: Territory,
) -> Due:
    """Return the end of a civil period of the rule from the day `on`, reasoned after `first`."""
    nominal = civil_end(on, period)
    count = say.counted(period, start=on, end=nominal, rule_id=counted_by(rule))
    end, moved = roll(nominal, territory=territory) if rule.rolls else (nominal, ())
    steps = (*first, count, *moved)
    return Due(
        rule_id=rule.id,
        starts_at=starts_at,
        at=end_of_day(end, zone=territory.zone),
        on=end,
        nominal_on=nominal,
        steps=steps,
        sources=say.sources_of(steps),
        zone=territory.zone,
        alternatives=national_reading(nominal, end=end, territory=territory),
    )


def counted_by(rule: Rule) -> str:
    """Return the id of the rule that counts this one's period.

    A period that Regulation 1182/71 moves is one that it also counts; the others count themselves.
    """
    if not rule.rolls:
        return rule.id
    return _COUNTED_BY.get(rule.length().unit, "R-1182-MONTH")


def roll(nominal: date, *, territory: Territory) -> tuple[date, tuple[Step, ...]]:
    """Return the first working day from the nominal day, and the step that says why it moved.

    Source: Rég. 1182/71 art. 3 §4.
    """
    end = working_day_from(nominal, territory=territory)
    if end == nominal:
        return end, ()
    return end, (say.rolled(nominal=nominal, end=end, territory=territory),)


def national_reading(nominal: date, *, end: date, territory: Territory) -> tuple[Step, ...]:
    """Return the date if only national holidays moved the period, where a local one did."""
    if end == nominal or territory.calendar == _NATIONAL:
        return ()
    other = working_day_from(nominal, territory=_on_national_calendar(territory))
    holiday = holiday_on(other, territory=territory)
    if holiday is None:
        return ()
    day = weekday(other)
    return (
        Step(
            fr="Si seuls les jours fériés nationaux repoussaient ce délai, il finirait le"
            f" {day.fr}. Lecture non retenue\u00a0: ce jour ({holiday.fr}) est un jour férié légal"
            " de ce territoire.",
            en=f"If only national holidays moved this period, it would end on {day.en}. Reading not"
            f" retained: that day ({holiday.en}) is a legal holiday in this territory.",
            rule_id="R-1182-ROLL",
            on=other,
        ),
    )


def _on_national_calendar(territory: Territory) -> Territory:
    return Territory(
        id=territory.id, label_fr=territory.label_fr, zone=territory.zone, calendar=_NATIONAL
    )


def _stating(rule_id: str) -> Rule:
    if rule_id not in catalogue():
        raise LawInputError("Règle inconnue. Donnez un identifiant du catalogue.", field="rule_id")
    rule = catalogue().rule(rule_id)
    if rule.period is None:
        raise LawInputError(
            "Cette règle ne fixe pas de délai chiffré : donnez-en une qui en fixe un.",
            field="rule_id",
        )
    return rule
