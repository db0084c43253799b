"""The runs that the words of the command line ask for."""

import sys

import pytest

from launcher.say import Refusal
from tests.faults.options import asked


def runs(monkeypatch: pytest.MonkeyPatch, *words: str) -> list[tuple[str, int, str]]:
    """Return driver, seed and relay of each run."""
    monkeypatch.setattr(sys, "argv", ["faults", *words])
    return [(one.driver, one.seed, one.relay) for one in asked()]


def test_runs_when_nothing_is_said_then_each_driver_runs_alone_and_relays_alternate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert runs(monkeypatch, "--seeds", "2") == [
        ("celery", 1, "healthy"),
        ("loop", 1, "healthy"),
        ("celery", 2, "faulty"),
        ("loop", 2, "faulty"),
    ]


def test_runs_when_valkey_is_down_then_celery_alone_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert runs(monkeypatch, "--valkey", "down", "--driver", "loop") == [("loop", 1, "healthy")]
    with pytest.raises(Refusal):
        runs(monkeypatch, "--valkey", "down", "--driver", "celery")


def test_run_when_a_promise_is_taken_away_then_the_clocks_are_right_and_nothing_is_frozen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["faults", "--control", "mark-first", "--driver", "loop"])

    (run,) = asked()

    assert (run.clock, run.freezes, run.design) == (0.0, 0, "loop, mark-first")
