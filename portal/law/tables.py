"""Decision tables: rules written as data, whose conditions speak of the fields of one dataclass."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.law.reading import Plain, Record

_TESTS = ("eq", "in", "gte", "gt", "lte", "gte_param", "gt_param", "lte_param")


Fact = str | float | bool


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one fact, by the name of its field."""

    fact: str
    test: Callable[[Fact], bool]

    def holds(self, facts: object) -> bool:
        """Return whether the fact passes the test."""
        return self.test(getattr(facts, self.fact))


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
    if test == "eq":
        check = _equals(record.plain(test))
    elif test == "in":
        check = _among(record.texts(test))
    elif test.endswith("_param"):
        parameter = parameters[record.choice(test, parameters)]
        check = _compares(test.removesuffix("_param"), parameter)
    else:
        check = _compares(test, record.number(test))
    record.finish()
    return Condition(fact=fact, test=check)


def _equals(value: Plain) -> Callable[[Fact], bool]:
    return lambda fact: fact == value


def _among(values: tuple[str, ...]) -> Callable[[Fact], bool]:
    return lambda fact: fact in values


def _compares(test: str, bound: float) -> Callable[[Fact], bool]:
    compare = {"gte": operator.ge, "gt": operator.gt, "lte": operator.le}[test]
    return lambda fact: bool(compare(fact, bound))
