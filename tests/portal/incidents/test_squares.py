"""The 72 squares, counted by hand."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from portal.incidents.squares import hours

AWARE = datetime(2026, 11, 21, 16, 40, tzinfo=UTC)
LIMIT = datetime(2026, 11, 24, 16, 40, tzinfo=UTC)


def _classes(now: datetime) -> Counter[str]:
    found = hours(starts_at=AWARE, limit_at=LIMIT, now=now)
    return Counter(square.css for square in found.squares)


def test_squares_when_41_hours_are_behind_then_as_drawn() -> None:
    now = AWARE + timedelta(hours=41, minutes=12)

    found = hours(starts_at=AWARE, limit_at=LIMIT, now=now)

    assert (found.elapsed, found.left, found.total, found.is_over) == (41, 30, 72, False)
    assert _classes(now) == {"past": 41, "now": 1, "left": 18, "last": 12}
    assert (found.squares[0].x, found.squares[0].y) == (0, 0)
    assert (found.squares[41].x, found.squares[41].y) == (212, 14)
    assert (found.squares[71].x, found.squares[71].y) == (288, 28)


def test_squares_when_just_aware_then_the_first_is_now() -> None:
    assert _classes(AWARE) == {"now": 1, "left": 59, "last": 12}


def test_squares_when_the_limit_is_reached_then_all_past() -> None:
    found = hours(starts_at=AWARE, limit_at=LIMIT, now=LIMIT)

    assert (found.elapsed, found.left, found.is_over) == (72, 0, True)
    assert _classes(LIMIT + timedelta(days=4)) == {"past": 72}
