"""A rule applied to a date, in full: what a DPO would show a judge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.law.article12 import article12_clock
from portal.law.breach import notification_clock, qualification_clock
from portal.law.calendars import Territory
from portal.law.catalogue import Rule, catalogue
from portal.law.clocks import civil_clock, elapsed_clock, local_day
from portal.law.medical_record import MedicalRecordFacts, medical_record_clocks
from portal.law.periods import Due, LawInputError, Unit, start_of_day
from portal.law.sources import Source
from portal.law.wording import Wording, moment, weekday


class Language(StrEnum):
    """The language of an explanation."""

    FR = "fr"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule and, where it states a period, when that period ends."""

    rule: Rule
    due: Due | None
    territory: Territory

    def lines(self, language: Language = Language.FR) -> tuple[str, ...]:
        """Return the explanation, one line each: rule, numbered steps, result, rest, sources."""
        texts = (*self._heading(), *self._reasoning(), *self._rest(), *self._sources())
        return tuple(text.fr if language is Language.FR else text.en for text in texts)

    def ending(self) -> Wording:
        """Return when the period ends, in words. Raises ValueError for a rule without period."""
        if self.due is None:
            raise ValueError(f"{self.rule.id} gives no date")
        return _end(self.due, territory=self.territory)

    def _heading(self) -> tuple[Wording, ...]:
        rule = self.rule
        title = Wording(f"{rule.id} — {rule.label_fr}", f"{rule.id} — {rule.label_en}")
        if self.due is not None:
            return (title,)
        return (title, Wording(rule.text_fr, rule.text_en), _dateless(rule))

    def _reasoning(self) -> tuple[Wording, ...]:
        if self.due is None:
            return ()
        steps = tuple(
            Wording(f"{number}. {step.fr}", f"{number}. {step.en}")
            for number, step in enumerate(self.due.steps, start=1)
        )
        end = self.ending()
        return (*steps, Wording(f"Échéance\u00a0: {end.fr}", f"Due: {end.en}"))

    def _rest(self) -> tuple[Wording, ...]:
        if self.due is None:
            return ()
        return tuple(
            Wording(f"À savoir\u00a0: {step.fr}", f"Note: {step.en}")
            for step in self.due.alternatives
        )

    def _sources(self) -> tuple[Wording, ...]:
        sources = (self.rule.source,) if self.due is None else self.due.sources
        return tuple(_cited(source) for source in sources)


_VERIFIED = {
    "verified": Wording("vérifiée", "verified"),
    "verified_secondary": Wording(
        "vérifiée en source secondaire", "verified in a secondary source"
    ),
    "knowledge": Wording("à confirmer", "to be confirmed"),
    "open": Wording("question ouverte, à confirmer", "open question, to be confirmed"),
}


def explain(
    rule_id: str, *, start: datetime | None, territory: Territory, hour_known: bool = True
) -> Explanation:
    """Return the rule applied to the instant that starts it, or its text when it has no period.

    With the hour unknown `start` is any instant of the day. Raises LawInputError for an unknown
    rule, a naive instant, a year out of range, and for a period without start, or in hours
    without the hour.
    """
    if rule_id not in catalogue():
        raise LawInputError("Règle inconnue. Donnez un identifiant du catalogue.", field="rule_id")
    day = local_day(start, territory=territory, field="start") if start else None
    rule = catalogue().rule(rule_id, on=day)
    if not computes(rule):
        return Explanation(rule=rule, due=None, territory=territory)
    if start is None:
        raise LawInputError("Donnez la date qui fait courir ce délai.", field="start")
    if counts_hours(rule) and not hour_known:
        raise LawInputError(
            "Cette règle compte en heures\u00a0: donnez la date et l’heure.", field="start"
        )
    due = _due(rule, _Started(at=start, hour_known=hour_known, territory=territory))
    return Explanation(rule=rule, due=due, territory=territory)


def _dateless(rule: Rule) -> Wording:
    if rule.subject == "computation":
        return Wording(
            "Règle de calcul\u00a0: elle dit comment les délais se comptent et ne donne pas de date"
            " à elle seule.",
            "Rule of computation: it says how periods are counted and gives no date by itself.",
        )
    return Wording(
        "Ce texte ne fixe pas de délai chiffré\u00a0: il n’y a pas de date à calculer.",
        "This text sets no length of time: there is no date to compute.",
    )


def computes(rule: Rule) -> bool:
    """Return whether the rule gives a date of its own, so that it can be explained on one."""
    return rule.period is not None or rule.id in _CLOCKS


def counts_hours(rule: Rule) -> bool:
    """Return whether the rule counts hours, so that a day alone does not start it."""
    # The one clock whose length is another rule’s: the 72 hours of a notification.
    return rule.id == "R-ART33-QUALIFY" or (
        rule.period is not None and rule.period.unit is Unit.HOUR
    )


def starting(text: str, *, territory: Territory) -> tuple[datetime, bool]:
    """Return the UTC or offset instant written in ISO 8601, and whether its hour is known.

    A day alone is the midnight that begins it in the territory. Raises LawInputError on `start`
    for what is neither; an instant without offset is left for the clocks to refuse.
    """
    try:
        return start_of_day(date.fromisoformat(text), zone=territory.zone), False
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text), True
    except ValueError:
        raise LawInputError(
            "Date illisible\u00a0: donnez un jour, 2026-01-31, ou un instant avec son décalage UTC,"
            " 2026-01-31T10:00+01:00.",
            field="start",
        ) from None


@dataclass(frozen=True, slots=True)
class _Started:
    at: datetime
    hour_known: bool
    territory: Territory


def _due(rule: Rule, started: _Started) -> Due:
    if rule.id in _CLOCKS:
        return _CLOCKS[rule.id](started)
    if counts_hours(rule):
        return elapsed_clock(rule.id, at=started.at, territory=started.territory)
    day = local_day(started.at, territory=started.territory, field="start")
    return civil_clock(rule.id, on=day, territory=started.territory)


def _request(started: _Started) -> Due:
    return article12_clock(
        received_at=started.at, hour_known=started.hour_known, territory=started.territory
    )


def _breach(started: _Started) -> Due:
    return notification_clock(aware_at=started.at, territory=started.territory)


def _qualification(started: _Started) -> Due:
    return qualification_clock(detected_at=started.at, territory=started.territory)


def _medical(*, is_old: bool, commission_seized: bool) -> Callable[[_Started], Due]:
    def clock(started: _Started) -> Due:
        facts = MedicalRecordFacts(
            received_at=started.at,
            hour_known=started.hour_known,
            is_old=is_old,
            commission_seized=commission_seized,
        )
        return medical_record_clocks(facts, territory=started.territory)[0]

    return clock


_CLOCKS: Mapping[str, Callable[[_Started], Due]] = {
    "R-ART12-1M": _request,
    "R-ART33-72H": _breach,
    "R-ART33-QUALIFY": _qualification,
    "R-CSP-8J": _medical(is_old=False, commission_seized=False),
    "R-CSP-2M": _medical(is_old=True, commission_seized=False),
    "R-CSP-2M-CDSP": _medical(is_old=False, commission_seized=True),
}


def _end(due: Due, *, territory: Territory) -> Wording:
    if due.on is None:
        return moment(due.at, territory=territory)
    day = weekday(due.on)
    return Wording(
        fr=f"{day.fr} à 24\u00a0h\u00a000 ({territory.clock_fr})",
        en=f"{day.en} at 24:00 ({territory.clock_en})",
    )


def _cited(source: Source) -> Wording:
    how = _VERIFIED[source.verification]
    return Wording(
        fr=f"Source\u00a0: {source.text} ({how.fr})", en=f"Source: {source.text} ({how.en})"
    )
