"""Ends a worker that consumes nothing while work waits; its supervisor starts another.

A worker may stay deaf for ever after its link to the broker was cut, its process alive. It is
seen from inside, by a thread with its own connection.
"""

import logging
import os
import time
from dataclasses import dataclass
from threading import Event, Thread

from celery import bootsteps
from celery.worker import WorkController, state

logger = logging.getLogger(__name__)

EXIT_CODE = 70
_LOOK_EVERY_SECONDS = 15.0
_PATIENCE_SECONDS = 60.0
# While a task runs, its own time limit (180 s) comes first.
_PATIENCE_WHEN_BUSY_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Sight:
    """What the watchdog saw: messages waiting, tasks taken since the start, tasks running."""

    at: float
    waiting: int
    taken: int
    running: int


def is_deaf(seen: list[Sight]) -> bool:
    """Return whether nothing was taken over the patience allowed while work always waited.

    `seen` is in order of time; `at` counts seconds from any origin.
    """
    last = seen[-1]
    idle_since = last.at
    for sight in reversed(seen):
        if sight.taken != last.taken or sight.waiting == 0:
            break
        idle_since = sight.at
    patience = _PATIENCE_WHEN_BUSY_SECONDS if last.running else _PATIENCE_SECONDS
    return last.at - idle_since >= patience


class Watchdog(bootsteps.StartStopStep):
    """Watches the worker from a thread of its main process."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: WorkController, **options: object) -> None:
        super().__init__(parent, **options)
        self._stop = Event()

    def start(self, parent: WorkController) -> None:
        """Begin to watch."""
        Thread(target=self._watch, args=(parent,), name="watchdog", daemon=True).start()

    def stop(self, parent: WorkController) -> None:
        """Stop watching: the worker is leaving by itself."""
        self._stop.set()

    terminate = stop

    def _watch(self, worker: WorkController) -> None:
        seen: list[Sight] = []
        while not self._stop.wait(_LOOK_EVERY_SECONDS):
            seen = [*seen[-40:], _look(worker)]
            if is_deaf(seen):
                logger.critical("This worker takes nothing while work waits: it ends.")
                # Not a polite exit: the part that would hear one is the part that is deaf.
                # The pool's children end when this end of their pipes closes.
                os._exit(EXIT_CODE)


def _look(worker: WorkController) -> Sight:
    return Sight(
        at=time.monotonic(),
        waiting=_waiting(worker),
        taken=state.all_total_count[0],
        running=len(state.active_requests),
    )


def _waiting(worker: WorkController) -> int:
    """Return how many messages wait in the broker, 0 when it cannot be asked."""
    try:
        with worker.app.connection_for_read() as connection:
            queue = worker.app.conf.task_default_queue
            return int(connection.default_channel.client.llen(queue))
    except Exception:  # a broker that is down holds no work, whatever error its client raises
        return 0
