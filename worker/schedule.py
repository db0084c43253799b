"""What Celery's beat rings, built from the timetable (tenants/agenda/timetable.py).

Only the pump is an interval, short enough that a deployment cannot postpone it for long; what is
rarer than a minute is a crontab.
"""

from typing import TypedDict

from celery.schedules import BaseSchedule, crontab, schedule

from tenants.agenda.timetable import TIMETABLE as LINES
from tenants.agenda.timetable import EachHour, EachMinute, Every


class Entry(TypedDict):
    """One line of the timetable, as Celery's beat reads it."""

    task: str
    schedule: BaseSchedule
    options: dict[str, float]


def _rings(cadence: Every | EachHour | EachMinute) -> tuple[BaseSchedule, dict[str, float]]:
    """Return when Celery rings, and for how many seconds the bell is worth hearing.

    The pump's has no end: the end is an instant of beat's clock, and a worker whose own is two
    hours ahead would throw every bell away. One that finds nothing due costs two milliseconds.
    """
    match cadence:
        case Every(seconds):
            return schedule(run_every=seconds), {}
        case EachHour(minute):
            return crontab(minute=str(minute)), {"expires": 1800.0}
        case EachMinute():
            return crontab(), {"expires": 60.0}


def _entries() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for line in LINES:
        if line.task is not None:
            when, options = _rings(line.cadence)
            task = f"worker.tasks.{line.task}"
            found[line.name] = {"task": task, "schedule": when, "options": options}
    return found


TIMETABLE: dict[str, Entry] = _entries()
