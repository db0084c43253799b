"""The catalogue: every clock and rule of computation, dated, sourced, loaded once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from portal.law.periods import Period, Unit
from portal.law.reading import RULES, Record, read
from portal.law.sources import VERIFICATIONS, Source

__all__ = ["Catalogue", "Rule", "Source", "catalogue", "load_catalogue"]

# Each file is one subject.
FILES = ("computation", "requests", "incidents", "obligations", "duties", "retention")
# What binds: a text, or only what people agreed or usually do.
NATURES = ("law", "practice", "contract")
_ROLLS = {"none": False, "next_working_day": True}


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A second period that a rule states, under its name (`older_than`, `notice`…)."""

    name: str
    period: Period


@dataclass(frozen=True, slots=True)
class Start:
    """The event that sets a period running: the first words of the reasoning."""

    id: str
    fr: str
    en: str


# Compared by identity: a version of a rule exists once, in its catalogue.
@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule, in one of its versions.

    `subject` is the one of FILES that holds it. `period` is None where the law sets none (without
    delay, custom). `valid_to` is the last day of a version that was replaced. `open_fr` says what
    is still doubtful. `is_enabled` is False for a text that is not known to be in force. `nature`
    says what binds: law, practice or contract.
    """

    id: str
    subject: str
    label_fr: str
    label_en: str
    source: Source
    period: Period | None
    start: Start | None
    rolls: bool
    other_periods: tuple[NamedPeriod, ...]
    valid_from: date
    valid_to: date | None
    is_enabled: bool
    text_fr: str
    text_en: str
    open_fr: str
    nature: str

    def length(self) -> Period:
        """Return the period. Raises ValueError for a rule that states none."""
        if self.period is None:
            raise ValueError(f"{self.id} states no period")
        return self.period

    def event(self) -> Start:
        """Return what sets the period running. Raises ValueError for a rule that does not say."""
        if self.start is None:
            raise ValueError(f"{self.id} does not say what sets it running")
        return self.start

    def other(self, name: str) -> Period:
        """Return the second period of that name. Raises KeyError when the rule has none."""
        for named in self.other_periods:
            if named.name == name:
                return named.period
        raise KeyError(f"{self.id} has no period {name}")


class Catalogue:
    """Frozen: iterate for every version of every rule, in the order of the files."""

    __slots__ = ("_rules", "_versions", "starts")

    def __init__(self, rules: tuple[Rule, ...], *, starts: dict[str, Start]) -> None:
        self._rules = rules
        self._versions: dict[str, tuple[Rule, ...]] = {}
        self.starts = starts
        for rule in sorted(rules, key=lambda rule: rule.valid_from):
            self._versions[rule.id] = (*self._versions.get(rule.id, ()), rule)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self._versions

    def rule(self, rule_id: str, *, on: date | None = None) -> Rule:
        """Return the version in force on the day, the latest one without a day.

        A day before the first version gets the first version: the computation stays defined, and
        whether the text applied at all is a question for the DPO. Raises KeyError for an id that
        is not in the catalogue.
        """
        versions = self._versions[rule_id]
        if on is None:
            return versions[-1]
        return next((rule for rule in reversed(versions) if rule.valid_from <= on), versions[0])


@cache
def catalogue() -> Catalogue:
    """Return the product's catalogue, read once. Raises LawDataError naming file and line."""
    return load_catalogue(RULES)


def load_catalogue(folder: Path) -> Catalogue:
    """Return the catalogue of a folder of rules. Raises LawDataError naming file and line."""
    starts = _starts(folder / "starts.yaml")
    rules: list[Rule] = []
    for name in FILES:
        document = read(folder / f"{name}.yaml")
        records = document.records("rules")
        document.finish()
        for record in records:
            rule = _rule(record, subject=name, starts=starts)
            _refuse_overlap(rule, rules, record)
            rules.append(rule)
    return Catalogue(tuple(rules), starts=starts)


def period_of(record: Record) -> Period:
    """Return the period written `{value: 1, unit: month}`. Raises LawDataError."""
    value, unit = record.integer("value"), record.choice("unit", Unit)
    record.finish()
    if value < 1:
        raise record.error_at("value", "un nombre positif est attendu")
    return Period(value=value, unit=Unit(unit))


def source_of(record: Record) -> Source:
    """Return the source written `source:`, `verification:` and `url:`. Raises LawDataError."""
    source = Source(
        text=record.text("source"),
        verification=record.choice("verification", VERIFICATIONS),
        url=record.optional_text("url"),
    )
    if source.url and not source.url.startswith("https://"):
        raise record.error_at("url", "une adresse https:// est attendue")
    return source


def _rule(record: Record, *, subject: str, starts: dict[str, Start]) -> Rule:
    rule = Rule(
        id=record.text("id"),
        subject=subject,
        label_fr=record.text("label_fr"),
        label_en=record.text("label_en"),
        source=source_of(record),
        period=period_of(record.record("period")) if record.has("period") else None,
        start=_start_of(record, starts=starts),
        rolls=_roll_of(record),
        other_periods=_other_periods(record),
        valid_from=record.day("valid_from"),
        valid_to=record.optional_day("valid_to"),
        is_enabled=record.flag("is_enabled", default=True),
        text_fr=record.text("text_fr"),
        text_en=record.text("text_en"),
        open_fr=record.optional_text("open_fr"),
        nature=record.choice("nature", NATURES) if record.has("nature") else "law",
    )
    record.finish()
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        raise record.error_at("valid_to", "finit avant de commencer")
    if rule.period is not None and rule.start is None:
        raise record.error_at("period", "un délai dit ce qui le fait courir : « start » manque")
    return rule


def _start_of(record: Record, *, starts: dict[str, Start]) -> Start | None:
    return starts[record.choice("start", starts)] if record.has("start") else None


def _roll_of(record: Record) -> bool:
    return record.has("roll") and _ROLLS[record.choice("roll", _ROLLS)]


def _other_periods(record: Record) -> tuple[NamedPeriod, ...]:
    if not record.has("other_periods"):
        return ()
    periods = record.record("other_periods")
    return tuple(NamedPeriod(name, period_of(periods.record(name))) for name in periods.names())


def _starts(path: Path) -> dict[str, Start]:
    document = read(path)
    starts: dict[str, Start] = {}
    for record in document.records("starts"):
        start = Start(id=record.text("id"), fr=record.text("fr"), en=record.text("en"))
        record.finish()
        starts[start.id] = start
    document.finish()
    return starts


def _refuse_overlap(rule: Rule, others: list[Rule], record: Record) -> None:
    for other in others:
        if other.id == rule.id and _overlap(rule, other):
            raise record.error_at("valid_from", f"{rule.id} vaut déjà à ces dates")


def _overlap(one: Rule, other: Rule) -> bool:
    first, second = sorted((one, other), key=lambda rule: rule.valid_from)
    return first.valid_to is None or first.valid_to >= second.valid_from
