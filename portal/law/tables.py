"""Decision tables: rules written as data, whose conditions speak of the fields of one dataclass."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.law.reading import Plain, Record

_TESTS = ("eq", "in", "gte", "gt", "lte", "gte_param", "gt_param", "lte_param")


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one fact: its name, the kind of test, and what it is compared with."""

    fact: str
    test: str
    value: Plain

    def holds(self, facts: object) -> bool:
        """Return whether the fact passes the test."""
        fact = getattr(facts, self.fact)
        if self.test == "eq":
            return bool(fact == self.value)
        if self.test == "in":
            return isinstance(self.value, list) and fact in self.value
        return _compared(self.test, float(fact), self.value)


def all_hold(conditions: tuple[Condition, ...], facts: object) -> bool:
    """Return whether every condition holds; none is true of everything."""
    return all(condition.holds(facts) for condition in conditions)


def conditions_of(
    record: Record, *, facts: frozenset[str], parameters: Mapping[str, float]
) -> tuple[Condition, ...]:
    """Return the conditions listed under `when`, the parameters replaced by their values.

    Raises LawDataError for a fact, a test or a parameter that is not known.
    """
    return tuple(
        _condition(written, facts=facts, parameters=parameters)
        for written in record.records("when")
    )


def _condition(
    record: Record, *, facts: frozenset[str], parameters: Mapping[str, float]
) -> Condition:
    fact = record.choice("fact", sorted(facts))
    tests = [test for test in _TESTS if record.has(test)]
    if len(tests) != 1:
        raise record.error(f"une condition porte un test parmi {', '.join(_TESTS)}")
    (test,) = tests
    if test.endswith("_param"):
        value: Plain = parameters[record.choice(test, parameters)]
    else:
        value = record.plain(test)
    record.finish()
    return Condition(fact=fact, test=test.removesuffix("_param"), value=value)


def _compared(test: str, fact: float, value: Plain) -> bool:
    if not isinstance(value, int | float):
        return False
    return {"gte": fact >= value, "gt": fact > value, "lte": fact <= value}[test]
