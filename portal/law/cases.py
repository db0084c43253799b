"""Worked cases, checked against the engine: a jurist keeps hers and runs them before an upgrade."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal.law.case_clocks import Outcome, clock_outcome
from portal.law.case_tables import breach_outcome, screening_outcome
from portal.law.periods import LawInputError
from portal.law.reading import LawDataError, Plain, Record, read

SHIPPED = Path(__file__).parent / "cases"

FORMATS: Mapping[str, Callable[[Record], Outcome]] = {
    "vectors": clock_outcome,
    "test_cases": screening_outcome,
    "cases": breach_outcome,
}


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
    notes: tuple[str, ...] = ()

    @property
    def failed(self) -> int:
        """Return how many cases failed, whatever the number of their wrong values."""
        return len({failure.case_id for failure in self.failures})

    def lines(self) -> tuple[str, ...]:
        """Return what could not be checked, one line per failure, then `N passed, N failed`."""
        return (
            *self.notes,
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
    notes: list[str] = []
    passed = 0
    for record, evaluate in _cases(document):
        wrong, unchecked = _checked(record, evaluate)
        failures.extend(wrong)
        notes.extend(unchecked)
        passed += not wrong
    return Report(passed=passed, failures=tuple(failures), notes=tuple(notes))


def _cases(document: Record) -> list[tuple[Record, Callable[[Record], Outcome]]]:
    for key, evaluate in FORMATS.items():
        if document.has(key):
            return [(record, evaluate) for record in document.records(key)]
    raise document.error(f"ce fichier ne contient pas de cas ; attendu : {', '.join(FORMATS)}")


def _checked(
    record: Record, evaluate: Callable[[Record], Outcome]
) -> tuple[tuple[Failure, ...], tuple[str, ...]]:
    case_id = record.text("id")
    try:
        expected = record.record("expected")
        outcome = evaluate(record)
    except (LawDataError, LawInputError) as error:
        return (Failure(case_id, "facts", "des faits recevables", str(error), ()),), ()
    unchecked = [key for key in expected.names() if key in outcome.unchecked]
    notes = tuple(
        f"{case_id} {key} : non vérifié, le cas n’en donne pas les faits" for key in unchecked
    )
    return tuple(_failures(record, expected, outcome)), notes


def _failures(record: Record, expected: Record, outcome: Outcome) -> Iterator[Failure]:
    case_id, steps = record.text("id"), tuple(step.fr for step in outcome.steps)
    for key in expected.names():
        wanted, got = expected.plain(key), outcome.values.get(key, "(non calculé)")
        if key not in outcome.unchecked and not _same(wanted, got):
            yield Failure(case_id, key, _written(wanted), _written(got), steps)
    used = {step.rule_id for step in outcome.steps}
    for rule_id in record.texts("rules") if record.has("rules") else ():
        if rule_id not in used:
            yield Failure(case_id, "rules", rule_id, ", ".join(sorted(used)), steps)


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
