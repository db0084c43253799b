"""The rail of the next 31 days: from counted deadlines to the numbers of a picture. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.desk.counting import Group
from portal.time_left import Level

_WIDTH, _LEFT, _TOP, _LANE = 1120, 176, 40, 34
_BEFORE, _AFTER = 2, 30
_WORST_FIRST = (Level.LATE, Level.CRITICAL, Level.NEAR, Level.CALM)


@dataclass(frozen=True, slots=True)
class Day:
    """One column: its place, and whether it is today, a day off, or opens a month."""

    on: date
    x: str
    middle: str
    is_off: bool
    is_today: bool
    opens_month: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """The deadlines of one kind on one day: how many, and the level of the worst."""

    on: date
    x: str
    level: Level
    count: int

    @property
    def radius(self) -> int:
        """A disc grows once, to hold its number."""
        return 9 if self.count == 1 else 11


@dataclass(frozen=True, slots=True)
class Lane:
    """One kind: its line in the picture and its marks in order of days."""

    name: str
    y: int
    middle: int
    baseline: int
    total: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Rail:
    """The whole picture, in units of its viewBox."""

    width: int
    height: int
    column: str
    shade: int
    today_x: str
    total_x: int
    days: tuple[Day, ...]
    lanes: tuple[Lane, ...]


def rail(
    found: Iterable[Group],
    *,
    today: date,
    kinds: Iterable[tuple[str, str]],
    is_off: Callable[[date], bool],
) -> Rail:
    """Return the rail from the day before yesterday to 30 days on, a lane for each of `kinds`.

    Shape: `kinds` are (code, name) in order; `is_off` tells the days to shade. Deadlines older
    than the first column stand in it.
    """
    groups = tuple(found)
    first = today - timedelta(days=_BEFORE)
    span = [first + timedelta(days=step) for step in range(_BEFORE + _AFTER + 1)]
    column = (_WIDTH - _LEFT) / len(span)
    lanes = tuple(
        _lane(
            [group for group in groups if group.kind == kind],
            name=name,
            y=_TOP + index * _LANE,
            place={day: _LEFT + (step + 0.5) * column for step, day in enumerate(span)},
        )
        for index, (kind, name) in enumerate(kinds)
    )
    height = _TOP + len(lanes) * _LANE + 6
    return Rail(
        width=_WIDTH,
        height=height,
        column=f"{column:.1f}",
        shade=height - 28,
        today_x=f"{_LEFT + _BEFORE * column:.1f}",
        total_x=_LEFT - 14,
        days=tuple(
            Day(
                on=day,
                x=f"{_LEFT + step * column:.1f}",
                middle=f"{_LEFT + (step + 0.5) * column:.1f}",
                is_off=is_off(day),
                is_today=day == today,
                opens_month=step == 0 or day.day == 1,
            )
            for step, day in enumerate(span)
        ),
        lanes=lanes,
    )


def _lane(groups: list[Group], *, name: str, y: int, place: dict[date, float]) -> Lane:
    marks = []
    for day, x in place.items():
        here = [group for group in groups if group.day == day]
        if here:
            worst = min((group.level for group in here), key=_WORST_FIRST.index)
            count = sum(group.count for group in here)
            marks.append(Mark(on=day, x=f"{x:.1f}", level=worst, count=count))
    middle = y + _LANE // 2
    return Lane(
        name=name,
        y=y,
        middle=middle,
        baseline=middle + 4,
        total=sum(mark.count for mark in marks),
        marks=tuple(marks),
    )
