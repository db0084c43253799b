"""What a ladder is made of: frozen values, read from `ladders.yaml` and from an agency's steps."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

OPENED = "opened"
LATE = "late"
REMINDER = "reminder"
# The recalls of a suspended deadline: S+15, S+30…
SUSPENDED = "S+"
_UNITS = {"days": "J", "hours": "H"}


class Audience(StrEnum):
    """Whom a rung is for: a role, resolved to live persons when the alert is sent."""

    DPO = "dpo"
    DEPUTY = "deputy"
    MANAGER = "manager"
    LEAD = "lead"
    SNOOZER = "snoozer"


class Channel(StrEnum):
    """By which way an alert goes. Each way is an alert of its own, accepted on its own."""

    MAIL = "mail"
    CHAT = "chat"


class LadderError(ValueError):
    """A ladder that cannot be climbed: the message names it and says what to write."""


@dataclass(frozen=True, slots=True)
class Call:
    """Who is told, and by which ways."""

    audiences: tuple[Audience, ...]
    by: tuple[Channel, ...] = (Channel.MAIL,)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: `before` days or hours before the end, negative after it.

    Shape: `name` is J-15, J-0, J+1, H-12, H+1…; `is_final` as `ladders.yaml` defines it. `since`
    is None for a rung of the law; for one that an agency added, the UTC instant it did: the rung
    is not climbed where it would have come earlier.
    """

    unit: str
    before: int
    call: Call
    is_final: bool
    since: datetime | None = None

    @property
    def name(self) -> str:
        """Return the name under which the rung's alerts are kept."""
        return f"{_UNITS[self.unit]}{'-' if self.before >= 0 else '+'}{abs(self.before)}"

    @property
    def hours(self) -> int:
        """Return how many hours before the end, a day being 24: for the order, not for dates."""
        return self.before * (24 if self.unit == "days" else 1)


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who hears that nobody took a deadline in hand, and after how long.

    Elapsed times: `after` a rung to the DPO, `then_after` once the end is `inside_last` or nearer.
    Inside `nights` of the end of a clock counted in hours, business hours no longer count.
    """

    after: timedelta
    inside_last: timedelta
    then_after: timedelta
    nights: timedelta
    chain: tuple[Audience, ...]

    def wait(self, *, left: timedelta) -> timedelta:
        """Return how long to wait when `left` remains until the end."""
        return self.then_after if left <= self.inside_last else self.after


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is common to all ladders: hours of the establishment's day, spread, escalation.

    `morning` and `evening` bound business hours. Gentle rungs in days leave within `spread` after
    the morning, so that thousands do not leave in one second. A suspended deadline is recalled
    each `recall_days` days, `recalls` times.
    """

    morning: time
    evening: time
    spread: timedelta
    escalation: Escalation
    recall_days: int
    recalls: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of one rule, from the earliest to the latest, and the two immediate ones."""

    rule_id: str
    reason: str
    opened: Call
    late: Call
    rungs: tuple[Rung, ...]
    rhythm: Rhythm
