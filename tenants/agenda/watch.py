"""Whether the clock turns, seen from outside the path that sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection

from tenants.agenda.models import Heartbeat
from tenants.directory.switching import at_the_clock

# An alert due for longer than this says that the clock, or the relay, has stopped.
PATIENCE = timedelta(minutes=15)
# Between two turns of the drivers pass 20 seconds; between two signs of Celery’s clock, a minute.
STOPPED_AFTER = timedelta(minutes=10)
CANARY_AFTER = timedelta(minutes=3)
_DRIVERS = ("celery", "loop")

_BEAT = """
    insert into agenda_heartbeat (driver, beat_at) values (%s, now())
        on conflict (driver) do update set beat_at = excluded.beat_at
"""

_TURN = """
    insert into agenda_heartbeat (driver, beat_at) values (%(driver)s, now())
        on conflict (driver) do update set beat_at = excluded.beat_at
           where agenda_heartbeat.beat_at <= now() - make_interval(secs => %(seconds)s)
"""

_LOOK = """
    select now(),
           coalesce(now() - min(due_at) filter (
               where state in ('planned', 'sending') and due_at <= now()), interval '0'),
           count(*) filter (where state in ('planned', 'sending') and due_at <= now()),
           count(*) filter (where state = 'dead')
      from agenda_alert
     where state in ('planned', 'sending', 'dead')
"""


class Trouble(StrEnum):
    """What the watch finds wrong, the gravest first."""

    DATABASE = "database"
    STOPPED = "stopped"
    LATE = "late"
    DEAD = "dead"
    CANARY = "canary"


@dataclass(frozen=True, slots=True)
class Watch:
    """The clock at the UTC instant `at`: how long the oldest due alert has waited, how many wait,
    how many are dead, and when each driver last turned."""

    at: datetime
    oldest_due: timedelta
    waiting: int
    dead: int
    heartbeats: Mapping[str, datetime]

    @property
    def is_late(self) -> bool:
        """Whether an alert has waited longer than the patience allowed."""
        return self.oldest_due > PATIENCE

    @property
    def last_turn(self) -> datetime | None:
        """When any driver of the pump last turned; None on an instance that never ran."""
        turns = [at for driver, at in self.heartbeats.items() if driver in _DRIVERS]
        return max(turns, default=None)

    @property
    def is_stopped(self) -> bool:
        """Whether no driver has turned within the patience allowed."""
        return self._is_silent(self.last_turn, after=STOPPED_AFTER)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What is wrong, the gravest first; nothing when all is well."""
        canary = self.heartbeats.get("canary")
        found = {
            Trouble.STOPPED: self.is_stopped,
            Trouble.LATE: self.is_late,
            Trouble.DEAD: self.dead > 0,
            Trouble.CANARY: self._is_silent(canary, after=CANARY_AFTER),
        }
        return tuple(trouble for trouble, is_so in found.items() if is_so)

    def _is_silent(self, last: datetime | None, *, after: timedelta) -> bool:
        return last is None or self.at - last > after


def look() -> Watch:
    """Return the state of the clock, by PostgreSQL's own time. Two queries."""
    with at_the_clock(), connection.cursor() as cursor:
        cursor.execute(_LOOK)
        at, oldest_due, waiting, dead = cursor.fetchone()
        heartbeats = dict(Heartbeat.objects.values_list("driver", "beat_at"))
    return Watch(at=at, oldest_due=oldest_due, waiting=waiting, dead=dead, heartbeats=heartbeats)


def beat(driver: str) -> None:
    """Write down that `driver` has just turned. To be called at the clock."""
    with connection.cursor() as cursor:
        cursor.execute(_BEAT, [driver])


def take_turn(driver: str, *, every: timedelta) -> bool:
    """Return whether it is this caller's turn to do what is done once `every` so often.

    Compare-and-set on the row of `driver`: of several callers one gets True. At the clock.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TURN, {"driver": driver, "seconds": every.total_seconds()})
        return bool(cursor.rowcount == 1)
