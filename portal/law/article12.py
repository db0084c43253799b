"""The month of art. 12 §3: its suspensions, and its extension by two further months."""

from datetime import date, datetime

from portal.law import steps as say
from portal.law.calendars import Territory, working_day_from
from portal.law.catalogue import catalogue
from portal.law.clocks import counted_by, local_day, national_reading
from portal.law.periods import (
    Due,
    Extension,
    LawInputError,
    Step,
    civil_end,
    end_of_day,
    require_aware,
    start_of_day,
)
from portal.law.suspensions import (
    Limit,
    Stop,
    Suspension,
    awaiting,
    limit_of,
    postponed,
    stops_of,
    told,
)
from portal.law.wording import capital, length, weekday


def article12_clock(
    *,
    received_at: datetime,
    territory: Territory,
    hour_known: bool = True,
    suspensions: tuple[Suspension, ...] = (),
    extension_notified_at: datetime | None = None,
) -> Due:
    """Return the last day to answer a request under the GDPR, with its reasoning.

    Shape: `rule_id` is R-ART12-EXT once an extension told in time applies, else R-ART12-1M;
    `notice_by` is the last day to tell of the extension; `is_final` is False while a suspension
    awaits its answer. Raises LawInputError for a naive instant, a year out of range, a question,
    an answer or a notice that comes before what it follows.

    Source: RGPD art. 12 §3 et §6 ; décret n° 2019-536 art. 77 ; Rég. 1182/71 art. 3.
    """
    day = local_day(received_at, territory=territory, field="received_at")
    # With the hour unknown, whatever happened on the day of receipt may have followed it.
    since = received_at if hour_known else start_of_day(day, zone=territory.zone)
    stops = stops_of(suspensions, received_at=since, territory=territory)
    notified_on = _notified_on(extension_notified_at, received_at=since, territory=territory)
    month = catalogue().rule("R-ART12-1M", on=day)
    first = limit_of(month, day=day, stops=stops, territory=territory)
    extension = _extension(notified_on, first=first)
    limit = first
    if extension is Extension.VALID:
        longer = catalogue().rule("R-ART12-EXT", on=day)
        limit = limit_of(longer, day=day, stops=stops, territory=territory)
    steps = (
        say.started(month.event(), at=received_at, hour_known=hour_known, territory=territory),
        say.stated(month),
        *_reasoning(notified_on, day=day, stops=stops, limits=(first, limit), territory=territory),
    )
    return Due(
        rule_id=limit.rule.id,
        starts_at=require_aware(received_at, field="received_at"),
        at=end_of_day(limit.end, zone=territory.zone),
        on=limit.end,
        nominal_on=limit.nominal,
        is_final=limit.is_running,
        steps=steps,
        sources=say.sources_of(steps),
        zone=territory.zone,
        alternatives=national_reading(limit.nominal, end=limit.end, territory=territory)
        + _from_the_first_month(first, limit=limit, territory=territory),
        extension=extension,
        notice_by=first.end,
        suspended_days=limit.days,
    )


def _notified_on(
    notified_at: datetime | None, *, received_at: datetime, territory: Territory
) -> date | None:
    if notified_at is None:
        return None
    day = local_day(notified_at, territory=territory, field="extension_notified_at")
    if notified_at < received_at:
        raise LawInputError(
            "La prolongation s’annonce après la réception : donnez une date postérieure.",
            field="extension_notified_at",
        )
    return day


def _extension(notified_on: date | None, *, first: Limit) -> Extension:
    if notified_on is None:
        return Extension.NONE
    # While an answer is awaited the first month has not ended, so a notice cannot be late.
    if notified_on <= first.end or not first.is_running:
        return Extension.VALID
    return Extension.LATE


def _reasoning(
    notified_on: date | None,
    *,
    day: date,
    stops: tuple[Stop, ...],
    limits: tuple[Limit, Limit],
    territory: Territory,
) -> tuple[Step, ...]:
    first, limit = limits
    later = tuple(stop for stop in limit.recognised if stop not in first.recognised)
    sooner = tuple(stop for stop in stops if stop not in later)
    steps = _reaching(first, day=day, stops=sooner, territory=territory)
    if notified_on is not None and limit is first:
        steps += (_told_late(notified_on, first=first),)
    elif notified_on is not None:
        steps += (_told_in_time(notified_on, first=first, limit=limit),)
        steps += _reaching(limit, day=day, stops=later, territory=territory)
    return steps + awaiting(limit)


def _reaching(
    limit: Limit, *, day: date, stops: tuple[Stop, ...], territory: Territory
) -> tuple[Step, ...]:
    rule_id = counted_by(limit.rule)
    steps = (
        *(told(stop, limit=limit) for stop in stops),
        say.counted(limit.rule.length(), start=day, end=limit.counted, rule_id=rule_id),
        *postponed(limit),
    )
    if limit.end == limit.nominal:
        return steps
    return (*steps, say.rolled(nominal=limit.nominal, end=limit.end, territory=territory))


def _told_in_time(notified_on: date, *, first: Limit, limit: Limit) -> Step:
    told_on, by, total = weekday(notified_on), weekday(first.end), length(limit.rule.length())
    return Step(
        fr=f"Prolongation annoncée le {told_on.fr}, au plus tard le {by.fr}\u00a0: elle vaut."
        f" {capital(total.fr)} se comptent depuis la réception — {limit.rule.source.text}.",
        en=f"Extension told on {told_on.en}, by {by.en} at the latest: it applies."
        f" {capital(total.en)} are counted from receipt — {limit.rule.source.text}.",
        rule_id=limit.rule.id,
        on=notified_on,
    )


def _told_late(notified_on: date, *, first: Limit) -> Step:
    told_on, end = weekday(notified_on), weekday(first.end)
    return Step(
        fr=f"Prolongation annoncée le {told_on.fr}, après la fin du premier mois\u00a0: elle est"
        f" sans effet, le délai finit le {end.fr}.",
        en=f"Extension told on {told_on.en}, after the first month had ended: it has no effect,"
        f" the period ends on {end.en}.",
        rule_id="R-ART12-EXT",
        on=first.end,
    )


def _from_the_first_month(first: Limit, *, limit: Limit, territory: Territory) -> tuple[Step, ...]:
    if limit is first:
        return ()
    further = limit.rule.other("extension")
    end = working_day_from(civil_end(first.end, further), territory=territory)
    if end == limit.end:
        return ()
    other, added = weekday(end), length(further)
    return (
        Step(
            fr=f"Si les {added.fr} se comptaient depuis la fin du premier mois, le délai finirait"
            f" le {other.fr}. Lecture non retenue\u00a0: {limit.rule.source.text}.",
            en=f"If the {added.en} were counted from the end of the first month, the period would"
            f" end on {other.en}. Reading not retained: {limit.rule.source.text}.",
            rule_id=limit.rule.id,
            on=end,
        ),
    )
