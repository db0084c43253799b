"""When a worker is taken for deaf: tables of what was seen, fifteen seconds apart."""

import pytest

from worker.watchdog import Sight, is_deaf


def sights(*rows: tuple[int, int, int]) -> list[Sight]:
    """Return sights from (waiting, taken, running)."""
    return [
        Sight(at=15.0 * n, waiting=waiting, taken=taken, running=running)
        for n, (waiting, taken, running) in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (sights((3, 7, 0)), False),
        (sights(*[(3, 7, 0)] * 4), False),
        (sights(*[(3, 7, 0)] * 5), True),
        # Nothing waits: silence is normal.
        (sights(*[(0, 7, 0)] * 40), False),
        # The queue was empty a moment ago.
        (sights((3, 7, 0), (3, 7, 0), (0, 7, 0), (3, 7, 0), (3, 7, 0)), False),
        # It still takes work, slowly.
        (sights((9, 1, 0), (9, 1, 0), (9, 2, 0), (9, 2, 0), (9, 2, 0)), False),
        # A task is running: its own time limit comes first.
        (sights(*[(3, 7, 1)] * 5), False),
        (sights(*[(3, 7, 1)] * 21), True),
    ],
)
def test_worker_when_watched_then_it_is_deaf_only_if_work_waited_all_along(
    seen: list[Sight], expected: bool
) -> None:
    assert is_deaf(seen) is expected
