"""The rail of a request's legal period, from receipt to limit: numbers for the picture. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from portal.instants import month_words, short_day, to_local

_LEFT, _RIGHT = 30, 970
# A caption that starts closer than this to the right edge is written towards the left.
_CAPTION = 150
_TICK = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened at a UTC instant, in a word or two."""

    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the period that does not count: UTC instants."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span on the rail."""

    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Event:
    """A mark on the rail, its caption above or below."""

    x: int
    label: str
    day: str
    is_above: bool
    is_flush_right: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The first of a month on the rail."""

    x: int
    label: str


@dataclass(frozen=True, slots=True)
class Rail:
    """Abscissas out of 1000, in whole numbers."""

    start: int
    now: int
    due: int
    ghost_width: int
    reflection_width: int
    is_late: bool
    due_day: str
    months: tuple[Month, ...]
    events: tuple[Event, ...]
    stopped: tuple[Stretch, ...] = ()

    @property
    def height(self) -> int:
        """How tall the picture is: less when nothing is written below."""
        return 122 if all(event.is_above for event in self.events) else 152

    @property
    def done_width(self) -> int:
        """How much of the period is behind."""
        return max(0, min(self.now, self.due) - self.start)

    @property
    def left(self) -> int:
        """Where the red part starts: the present, or the limit once it is passed."""
        return min(self.now, self.due)

    @property
    def left_width(self) -> int:
        """How much is left before the limit, or how much it is passed by."""
        return abs(self.due - self.now)

    @property
    def ghost_middle(self) -> int:
        """Where the caption of the possible extension stands."""
        return self.due + self.ghost_width // 2

    @property
    def is_due_flush_right(self) -> bool:
        """Whether the caption of the limit is written towards the left."""
        return self.due > _RIGHT - _CAPTION


@dataclass(frozen=True, slots=True)
class _Scale:
    first: datetime
    last: datetime

    def x(self, at: datetime) -> int:
        share = ((at - self.first) / _SECOND) / ((self.last - self.first) / _SECOND)
        return round(_LEFT + max(0.0, min(1.0, share)) * (_RIGHT - _LEFT))


def rail(
    *,
    starts_at: datetime,
    due_at: datetime,
    ghost_at: datetime | None,
    not_before: datetime | None,
    now: datetime,
    marks: Iterable[Mark],
    zone: str,
    spans: Iterable[Span] = (),
) -> Rail:
    """Return the rail from `starts_at` to `due_at`, or to `ghost_at`, the possible extension.

    `now` is where the counting stands: the present, or the answer once it is given. Past the
    limit the rail goes on, by as much again as the period at most. `spans` are suspensions.
    """
    last = max(due_at, ghost_at or due_at, min(now, due_at + (due_at - starts_at)))
    scale = _Scale(starts_at, last)
    due = scale.x(due_at)
    return Rail(
        start=_LEFT,
        now=scale.x(now),
        due=due,
        ghost_width=max(0, scale.x(ghost_at) - due) if ghost_at else 0,
        reflection_width=scale.x(not_before) - _LEFT if not_before else 0,
        is_late=now >= due_at,
        due_day=short_day(to_local(due_at - _TICK, zone=zone).date()),
        months=tuple(_months(scale, zone=zone)),
        events=tuple(_events(marks, scale=scale, zone=zone)),
        stopped=tuple(_stretch(span, scale=scale) for span in spans),
    )


def _stretch(span: Span, *, scale: _Scale) -> Stretch:
    x = scale.x(span.since)
    return Stretch(x, max(0, scale.x(span.until) - x))


def _months(scale: _Scale, *, zone: str) -> Iterator[Month]:
    """Yield the first day of each month between the ends, at local midnight."""
    local = to_local(scale.first, zone=zone)
    year, month = local.year, local.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        first = datetime(year, month, 1, tzinfo=ZoneInfo(zone))
        if first >= scale.last:
            return
        yield Month(scale.x(first), month_words(first.date()))


def _events(marks: Iterable[Mark], *, scale: _Scale, zone: str) -> Iterator[Event]:
    """Yield the marks in order of time, their captions above and below in turn."""
    in_order = sorted(marks, key=lambda mark: mark.at)
    for rank, mark in enumerate(in_order):
        x = scale.x(mark.at)
        day = short_day(to_local(mark.at, zone=zone).date())
        yield Event(x, mark.label, day, rank % 2 == 0, x > _RIGHT - _CAPTION)
