"""The whole timetable. Nothing else starts by itself.

| what      | when             | why                              | if it does not run           |
|-----------|------------------|----------------------------------|------------------------------|
| pump      | every 20 s       | due alerts leave                 | `manage.py alertloop` sends  |
|           |                  |                                  | them; at the worst they wait |
| reconcile | each hour, at 17 | an alert that was never planned, | what the plan lacks stays    |
|           |                  | or is stale, is found and mended | unseen until the next one    |
| duties    | each hour, at 27 | the deadline of a duty that      | the loop opens it; at the    |
|           |                  | comes round is opened in time    | worst it opens late, at once |
| digests   | each minute      | who watches what reads it all at | the loop sends them; silence |
|           |                  | 08:00, from the deadlines alone  | at 08:15 says a breakdown    |
| canary    | each minute      | says that beat, the broker and a | the watch turns red, and the |
|           |                  | worker pass work along           | loop goes on alone           |

Two beats may run: every task can run twice at once. Only the pump is an interval, short enough
that a deployment cannot postpone it for long; what is rarer than a minute is a crontab.
"""

from typing import TypedDict

from celery.schedules import BaseSchedule, crontab, schedule
from django.conf import settings


class Entry(TypedDict):
    """One line of the timetable, as Celery's beat reads it."""

    task: str
    schedule: BaseSchedule
    options: dict[str, float]


TIMETABLE: dict[str, Entry] = {
    "pump": {
        "task": "worker.tasks.pump_alerts",
        "schedule": schedule(run_every=settings.ALERT_PUMP_SECONDS),
        # A bell that nobody heard in time is worth nothing: the next one is on its way.
        "options": {"expires": max(20.0, settings.ALERT_PUMP_SECONDS)},
    },
    "reconcile": {
        "task": "worker.tasks.reconcile_alerts",
        "schedule": crontab(minute="17"),
        "options": {"expires": 1800.0},
    },
    "duties": {
        "task": "worker.tasks.open_duties",
        "schedule": crontab(minute="27"),
        "options": {"expires": 1800.0},
    },
    "digests": {
        "task": "worker.tasks.send_due_digests",
        "schedule": crontab(),
        "options": {"expires": 60.0},
    },
    "canary": {
        "task": "worker.tasks.canary",
        "schedule": crontab(),
        "options": {"expires": 60.0},
    },
}
