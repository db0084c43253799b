"""The 72 hours of a breach as squares, one an hour, a day a row: numbers for the picture. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_HOUR = timedelta(hours=1)
_DAY = 24
_LAST = 12
_WIDTH, _HEIGHT, _GAP = 12, 14, 4


@dataclass(frozen=True, slots=True)
class Square:
    """One hour: its place, and whether it is past, now, left, or among the last twelve."""

    x: int
    y: int
    css: str


@dataclass(frozen=True, slots=True)
class Hours:
    """The squares of a period in hours; `elapsed` and `left` are whole hours, 0 at least."""

    squares: tuple[Square, ...]
    starts_at: datetime
    limit_at: datetime
    elapsed: int
    left: int
    total: int
    is_over: bool


def hours(*, starts_at: datetime, limit_at: datetime, now: datetime) -> Hours:
    """Return the squares from awareness to limit as they stand at `now` (UTC instants)."""
    total = round((limit_at - starts_at) / _HOUR)
    behind = max(0, min(total, (now - starts_at) // _HOUR))
    is_over = now >= limit_at
    return Hours(
        squares=tuple(_square(hour, behind=behind, total=total) for hour in range(total)),
        starts_at=starts_at,
        limit_at=limit_at,
        elapsed=behind,
        left=max(0, (limit_at - now) // _HOUR),
        total=total,
        is_over=is_over,
    )


def _square(hour: int, *, behind: int, total: int) -> Square:
    row, column = divmod(hour, _DAY)
    # A wider gap every six hours: the quarter of a day is read without counting.
    x = column * _WIDTH + (column // 6) * _GAP
    return Square(x=x, y=row * _HEIGHT, css=_css(hour, behind=behind, total=total))


def _css(hour: int, *, behind: int, total: int) -> str:
    if hour < behind:
        return "past"
    if hour == behind:
        return "now"
    return "last" if hour >= total - _LAST else "left"
