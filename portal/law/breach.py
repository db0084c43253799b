"""The clocks of a personal data breach."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from portal.law import steps as say
from portal.law.calendars import Territory
from portal.law.catalogue import Rule, catalogue
from portal.law.clocks import local_day
from portal.law.periods import Due, Period, Step, elapsed_end, local, require_aware
from portal.law.wording import length, moment

_QUALIFICATION = ("R-ART33-QUALIFY", "R-ART33-72H")


def notification_clock(*, aware_at: datetime, territory: Territory) -> Due:
    """Return when the CNIL must have been notified: 72 elapsed hours after awareness.

    Shape: `at` is the target, from the exact instant; `legal_limit_at` counts from the start of
    the next hour and is information only; no day, since weekends and holidays are included and
    nothing is moved. Raises LawInputError for a naive instant or a year out of range.

    Source: RGPD art. 33 §1 ; Rég. 1182/71 art. 3 §1, §3 et §4.
    """
    day = local_day(aware_at, territory=territory, field="aware_at")
    instant = require_aware(aware_at, field="aware_at")
    rule = catalogue().rule("R-ART33-72H", on=day)
    end = elapsed_end(instant, rule.length())
    outer = elapsed_end(_next_hour(instant, territory=territory), rule.length())
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
        legal_limit_at=outer,
        steps=steps,
        sources=say.sources_of(steps),
        zone=territory.zone,
        alternatives=(_outer_limit(rule, at=outer, territory=territory), _working_days(rule)),
    )


def qualification_clock(*, detected_at: datetime, territory: Territory) -> Due:
    """Return when an incident must have been qualified: the same hours, counted from detection.

    No text sets this period: it is the prudent reading while nobody has said what the incident
    is. `at` is a UTC instant; there is no day and no outer limit. Raises LawInputError for a naive
    instant or a year out of range.

    Source: RGPD art. 33 §1 ; EDPB 9/2022, §31 à 35.
    """
    day = local_day(detected_at, territory=territory, field="detected_at")
    instant = require_aware(detected_at, field="detected_at")
    rule, notification = (catalogue().rule(one, on=day) for one in _QUALIFICATION)
    end = elapsed_end(instant, notification.length())
    steps = (
        say.happened(rule.event(), at=instant, territory=territory),
        _prudent(rule, given=notification.length()),
        *say.clock_change(start=instant, end=end, territory=territory),
        say.elapsed(notification.length(), at=end, rule_id=notification.id, territory=territory),
    )
    return Due(
        rule_id=rule.id,
        starts_at=instant,
        at=end,
        steps=steps,
        sources=say.sources_of(steps),
        zone=territory.zone,
        alternatives=(_waiting(rule),),
    )


def complement_clock(*, notified_at: datetime, territory: Territory) -> Due:
    """Return when the CNIL expects the complement of an initial notification, in elapsed hours.

    Raises LawInputError for a naive instant or a year out of range.

    Source: RGPD art. 33 §4 ; pratique de la CNIL.
    """
    day = local_day(notified_at, territory=territory, field="notified_at")
    instant = require_aware(notified_at, field="notified_at")
    rule = catalogue().rule("R-ART33-72H", on=day)
    period = rule.other("complement")
    end = elapsed_end(instant, period)
    steps = (
        say.happened(catalogue().starts["initial_notification"], at=instant, territory=territory),
        *say.clock_change(start=instant, end=end, territory=territory),
        say.elapsed(period, at=end, rule_id=rule.id, territory=territory),
    )
    return Due(
        rule_id=rule.id,
        starts_at=instant,
        at=end,
        steps=steps,
        sources=say.sources_of(steps),
        zone=territory.zone,
    )


def _prudent(rule: Rule, *, given: Period) -> Step:
    hours = length(given)
    return Step(
        fr="Délai prudent\u00a0: tant que l’incident n’est pas qualifié, les"
        f" {hours.fr} de la notification à la CNIL sont comptées de la détection. La prise de"
        " connaissance, d’où elles courent en droit, ne vient qu’ensuite.",
        en="Prudent period: as long as the incident is not assessed, the"
        f" {hours.en} of the notification to the CNIL are counted from detection. Awareness, from"
        " which they run in law, comes only afterwards.",
        rule_id=rule.id,
    )


def _waiting(rule: Rule) -> Step:
    return Step(
        fr="Lecture non retenue\u00a0: ne rien compter avant la qualification. Une courte enquête"
        " est admise, mais le responsable du traitement établit rapidement si des données sont"
        " touchées.",
        en="Reading not retained: counting nothing before the assessment. A short investigation"
        " is allowed, but the controller establishes promptly whether data are affected.",
        rule_id=rule.id,
    )


def _next_hour(instant: datetime, *, territory: Territory) -> datetime:
    # Taken on the local clock: an hour is an hour of the establishment, whatever its UTC offset.
    shown = local(instant, zone=territory.zone)
    past = timedelta(minutes=shown.minute, seconds=shown.second, microseconds=shown.microsecond)
    return instant.astimezone(UTC) - past + timedelta(hours=1)


def _outer_limit(rule: Rule, *, at: datetime, territory: Territory) -> Step:
    when, given = moment(at, territory=territory), length(rule.length())
    return Step(
        fr="L’heure de l’événement ne comptant pas, la limite juridique extérieure est le"
        f" {when.fr}. Elle n’est pas la cible\u00a0: les {given.fr} courent de l’instant exact.",
        en=f"As the hour of the event is not counted, the outer legal limit is {when.en}. It is"
        f" not the target: the {given.en} run from the exact instant.",
        rule_id="R-1182-HOURS",
        at=at,
    )


@lru_cache(maxsize=16)
def _working_days(rule: Rule) -> Step:
    given = length(rule.length())
    return Step(
        fr="Certains auteurs appliquent aux"
        f" {given.fr} la règle des deux jours ouvrables (Règlement 1182/71, art. 3 §5). Lecture"
        " non retenue\u00a0: elle ne sert jamais à calculer la cible.",
        en=f"Some authors apply the rule of two working days (Regulation 1182/71, art. 3(5)) to the"
        f" {given.en}. Reading not retained: it never serves to compute the target.",
        rule_id="R-1182-HOURS",
    )
