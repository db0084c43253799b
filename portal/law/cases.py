"""Worked cases, checked against the engine: a jurist keeps hers and runs them before an upgrade."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal.law.case_clocks import EVALUATIONS, Outcome, place
from portal.law.periods import LawInputError
from portal.law.reading import LawDataError, Plain, Record, read

SHIPPED = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Failure:
    """One value of one case that is not what was expected; `steps` are the engine's reasons."""

    case_id: str
    key: str
    expected: str
    got: str
    steps: tuple[str, ...]

    def line(self) -> str:
        """Return the failure on one line: expected, got, steps."""
        reasons = " | ".join(self.steps)
        return (
            f"{self.case_id} {self.key} : attendu {self.expected}, obtenu {self.got}"
            f"{' — ' if reasons else ''}{reasons}"
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What a file of cases gave: how many passed, and each value that did not."""

    passed: int
    failures: tuple[Failure, ...]

    @property
    def failed(self) -> int:
        """Return how many cases failed, whatever the number of their wrong values."""
        return len({failure.case_id for failure in self.failures})

    def lines(self) -> tuple[str, ...]:
        """Return one line per failure, then `N passed, N failed`."""
        return (
            *(failure.line() for failure in self.failures),
            f"{self.passed} passed, {self.failed} failed",
        )


def shipped_files() -> tuple[Path, ...]:
    """Return the files of cases that come with the product, in order of name."""
    return tuple(sorted(SHIPPED.glob("*.yaml")))


def check(path: Path) -> Report:
    """Return what the engine makes of a file of worked cases.

    A case the engine refuses, or that is badly written, is a failure like another. Raises
    LawDataError, naming file and line, for a file that holds no cases.
    """
    document = read(path)
    failures: list[Failure] = []
    passed = 0
    for record in _cases(document):
        wrong = tuple(_failures(record))
        failures.extend(wrong)
        passed += not wrong
    return Report(passed=passed, failures=tuple(failures))


def _cases(document: Record) -> list[Record]:
    for key in ("vectors",):
        if document.has(key):
            return document.records(key)
    raise document.error("ce fichier ne contient pas de cas : « vectors » est attendu")


def _failures(record: Record) -> Iterator[Failure]:
    case_id = record.text("id")
    try:
        expected = record.record("expected")
        outcome = _outcome(record)
    except (LawDataError, LawInputError) as error:
        yield Failure(case_id, "facts", "des faits recevables", str(error), ())
        return
    steps = tuple(step.fr for step in outcome.steps)
    for key in expected.names():
        wanted, got = expected.plain(key), outcome.values.get(key, "(non calculé)")
        if not _same(wanted, got):
            yield Failure(case_id, key, _written(wanted), _written(got), steps)
    used = {step.rule_id for step in outcome.steps}
    for rule_id in record.texts("rules") if record.has("rules") else ():
        if rule_id not in used:
            yield Failure(case_id, "rules", rule_id, ", ".join(sorted(used)), steps)


def _outcome(record: Record) -> Outcome:
    evaluate = EVALUATIONS[record.choice("kind", EVALUATIONS)]
    facts = record.record("input")
    outcome = evaluate(facts, territory=place(record))
    facts.finish()
    return outcome


def _same(wanted: Plain, got: Plain) -> bool:
    if isinstance(wanted, dict) and isinstance(got, dict):
        return all(_same(value, got.get(key)) for key, value in wanted.items())
    if isinstance(wanted, str) and isinstance(got, str) and "T" in wanted:
        return _instant(wanted) == _instant(got)
    return wanted == got


def _instant(text: str) -> datetime | str:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


def _written(value: Plain) -> str:
    return "aucun" if value is None else str(value)
