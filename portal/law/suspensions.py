"""What stops the month of art. 12 §3, and the last day it then ends on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from portal.law.calendars import Territory, working_day_from
from portal.law.catalogue import Rule
from portal.law.clocks import local_day
from portal.law.periods import LawInputError, Step, civil_end
from portal.law.wording import Wording, weekday
from portal.law.wording import days as days_of

_RULE = "R-ART12-SUSP"


class SuspensionReason(StrEnum):
    """Why the person was asked for more: a doubt on identity, or what the request is about."""

    IDENTITY = "identity"
    PRECISION = "precision"


_ASKED = {
    SuspensionReason.IDENTITY: Wording(
        fr="Justificatif d’identité demandé", en="Proof of identity asked for"
    ),
    SuspensionReason.PRECISION: Wording(fr="Éclaircissement demandé", en="Clarification asked for"),
}


@dataclass(frozen=True, slots=True)
class Suspension:
    """A question to the person that stops the month until the answer.

    `without_undue_delay` is False when the question came too late to be recognised.
    """

    reason: SuspensionReason
    requested_at: datetime
    answered_at: datetime | None = None
    without_undue_delay: bool = True


@dataclass(frozen=True, slots=True)
class Stop:
    """A suspension in civil days of the establishment; `answered_on` is None while awaited."""

    asked: Wording
    asked_on: date
    answered_on: date | None
    is_prompt: bool

    def days(self) -> range:
        """Return the days stopped, as ordinals: from the question until before the answer."""
        until = self.asked_on if self.answered_on is None else self.answered_on
        return range(self.asked_on.toordinal(), until.toordinal())


@dataclass(frozen=True, slots=True)
class Limit:
    """A last day under one rule: suspended, then moved, with the suspensions it recognises."""

    rule: Rule
    counted: date
    nominal: date
    end: date
    recognised: tuple[Stop, ...]
    days: int

    @property
    def is_running(self) -> bool:
        """Return whether no recognised suspension awaits its answer."""
        return all(stop.answered_on is not None for stop in self.recognised)


def stops_of(
    suspensions: tuple[Suspension, ...], *, received_at: datetime, territory: Territory
) -> tuple[Stop, ...]:
    """Return the suspensions as civil days, in order of question.

    Raises LawInputError for a naive instant, a question before receipt or an answer before it.
    """
    stops = [
        _stop(suspension, received_at=received_at, territory=territory)
        for suspension in suspensions
    ]
    return tuple(sorted(stops, key=lambda stop: stop.asked_on))


@lru_cache(maxsize=16_384)
def limit_of(rule: Rule, *, day: date, stops: tuple[Stop, ...], territory: Territory) -> Limit:
    """Return the last day of the rule's period from `day`, suspended then moved once.

    A question asked late, or after the period had ended, suspends nothing. Days common to two
    suspensions count once. A suspension that awaits its answer counts for no day yet.

    Source: RGPD art. 12 §6 ; décret n° 2019-536 art. 77 ; EDPB 01/2022.
    """
    counted = civil_end(day, rule.length())
    recognised: list[Stop] = []
    nominal, days = counted, 0
    end = working_day_from(nominal, territory=territory)
    for stop in stops:
        if stop.is_prompt and stop.asked_on <= end:
            recognised.append(stop)
            days = len({day for known in recognised for day in known.days()})
            nominal = counted + timedelta(days=days)
            end = working_day_from(nominal, territory=territory)
    return Limit(
        rule=rule,
        counted=counted,
        nominal=nominal,
        end=end,
        recognised=tuple(recognised),
        days=days,
    )


def told(stop: Stop, *, limit: Limit) -> Step:
    """Return the step of one suspension that was answered, or that is not recognised."""
    asked = weekday(stop.asked_on)
    fr, en = f"{stop.asked.fr} le {asked.fr}", f"{stop.asked.en} on {asked.en}"
    if stop not in limit.recognised:
        fr += ", trop tard pour être reconnu\u00a0: le délai n’est pas suspendu."
        en += ", too late to be recognised: the period is not suspended."
    elif stop.answered_on is None:
        fr += ", sans réponse\u00a0: le délai est suspendu jusqu’à la réponse."
        en += ", without an answer: the period is suspended until the answer."
    else:
        answered, count = weekday(stop.answered_on), days_of(len(stop.days()))
        fr += f", réponse reçue le {answered.fr}\u00a0: le délai est suspendu {count.fr}."
        en += f", answered on {answered.en}: the period is suspended for {count.en}."
    return Step(fr=fr, en=en, rule_id=_RULE, on=stop.asked_on)


def postponed(limit: Limit) -> tuple[Step, ...]:
    """Return the step that adds the suspended days, nothing when there are none."""
    if not limit.days:
        return ()
    count, until = days_of(limit.days), weekday(limit.nominal)
    return (
        Step(
            fr=f"Suspension de {count.fr} au total\u00a0: le délai est repoussé au {until.fr}.",
            en=f"Suspended for {count.en} in total: the period is moved to {until.en}.",
            rule_id=_RULE,
            on=limit.nominal,
        ),
    )


def awaiting(limit: Limit) -> tuple[Step, ...]:
    """Return the last step of a period that a suspension keeps from ending, else nothing."""
    if limit.is_running:
        return ()
    until = weekday(limit.end)
    return (
        Step(
            fr="Une réponse de la personne est attendue\u00a0: aucune échéance ne court. Sans cette"
            f" suspension, le délai finirait le {until.fr}.",
            en="An answer from the person is awaited: no due date runs. Without that suspension,"
            f" the period would end on {until.en}.",
            rule_id=_RULE,
            on=limit.end,
        ),
    )


def _stop(suspension: Suspension, *, received_at: datetime, territory: Territory) -> Stop:
    asked_on = local_day(suspension.requested_at, territory=territory, field="requested_at")
    if suspension.requested_at < received_at:
        raise LawInputError(
            "Le complément est demandé après la réception : donnez une date postérieure.",
            field="requested_at",
        )
    answered_on = None
    if suspension.answered_at is not None:
        answered_on = local_day(suspension.answered_at, territory=territory, field="answered_at")
        if suspension.answered_at < suspension.requested_at:
            raise LawInputError(
                "La réponse suit la demande de complément : donnez une date postérieure.",
                field="answered_at",
            )
    return Stop(
        asked=_ASKED[suspension.reason],
        asked_on=asked_on,
        answered_on=answered_on,
        is_prompt=suspension.without_undue_delay,
    )
