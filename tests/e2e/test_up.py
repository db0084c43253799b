"""What `up` started works: every driver of the clock turns."""

import time

from tests.e2e.conftest import Portal

# The canary rings each minute; the others sooner.
_PATIENCE_SECONDS = 100
_HEARTBEATS = "from tenants.agenda.watch import look; print(*sorted(look().heartbeats))"


def turned(portal: Portal) -> set[str]:
    """Return the drivers that have turned since the first start."""
    return set(portal.manage("shell", "-c", _HEARTBEATS).splitlines()[-1].split())


def test_up_when_ready_then_worker_beat_and_loop_turn(portal: Portal) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not {"canary", "celery", "loop"} <= turned(portal):
        assert time.monotonic() < end, f"turned so far: {turned(portal)}"
        time.sleep(2)
