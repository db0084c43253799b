"""A rule applied to a date, in full: what a DPO would show a judge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.law.article12 import article12_clock
from portal.law.breach import notification_clock
from portal.law.calendars import Territory
from portal.law.catalogue import Rule, catalogue
from portal.law.clocks import civil_clock, elapsed_clock, local_day
from portal.law.medical_record import MedicalRecordFacts, medical_record_clocks
from portal.law.periods import Due, LawInputError, Unit
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

    def _heading(self) -> tuple[Wording, ...]:
        rule = self.rule
        if self.due is not None:
            return (Wording(f"{rule.id} — {rule.label_fr}", f"{rule.id} — {rule.label_en}"),)
        return (
            Wording(f"{rule.id} — {rule.label_fr}", f"{rule.id} — {rule.label_en}"),
            Wording(rule.text_fr, rule.text_en),
        )

    def _reasoning(self) -> tuple[Wording, ...]:
        if self.due is None:
            return ()
        steps = tuple(
            Wording(f"{number}. {step.fr}", f"{number}. {step.en}")
            for number, step in enumerate(self.due.steps, start=1)
        )
        end = _end(self.due, territory=self.territory)
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


def explain(rule_id: str, *, start: datetime, territory: Territory) -> Explanation:
    """Return the rule applied to the instant that starts it, or its text when it has no period.

    Raises LawInputError for an unknown rule, a naive instant or a year out of range.
    """
    if rule_id not in catalogue():
        raise LawInputError("Règle inconnue. Donnez un identifiant du catalogue.", field="rule_id")
    day = local_day(start, territory=territory, field="start")
    rule = catalogue().rule(rule_id, on=day)
    due = None if rule.period is None else _due(rule, start=start, territory=territory)
    return Explanation(rule=rule, due=due, territory=territory)


def _due(rule: Rule, *, start: datetime, territory: Territory) -> Due:
    if rule.id in _CLOCKS:
        return _CLOCKS[rule.id](start, territory)
    if rule.length().unit is Unit.HOUR:
        return elapsed_clock(rule.id, at=start, territory=territory)
    day = local_day(start, territory=territory, field="start")
    return civil_clock(rule.id, on=day, territory=territory)


def _request(start: datetime, territory: Territory) -> Due:
    return article12_clock(received_at=start, territory=territory)


def _breach(start: datetime, territory: Territory) -> Due:
    return notification_clock(aware_at=start, territory=territory)


def _medical(*, is_old: bool, commission_seized: bool) -> Callable[[datetime, Territory], Due]:
    def clock(start: datetime, territory: Territory) -> Due:
        facts = MedicalRecordFacts(
            received_at=start, is_old=is_old, commission_seized=commission_seized
        )
        return medical_record_clocks(facts, territory=territory)[0]

    return clock


_CLOCKS: Mapping[str, Callable[[datetime, Territory], Due]] = {
    "R-ART12-1M": _request,
    "R-ART33-72H": _breach,
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
