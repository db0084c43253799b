"""The pump: what is due leaves. Celery and the broker-free loop call this same function."""

import logging
import os
import socket
import time

from tenants.agenda.claim import bury, claim
from tenants.agenda.deliver import deliver
from tenants.agenda.watch import beat
from tenants.directory.switching import at_the_clock

logger = logging.getLogger(__name__)


def pump(*, budget_seconds: float, driver: str) -> int:
    """Send what is due until nothing is, the relay is down or the budget is spent.

    Returns how many alerts the relay accepted. Several pumps may run at once.
    """
    end = time.monotonic() + budget_seconds
    worker = f"{driver}@{socket.gethostname()}:{os.getpid()}"[:80]
    accepted = 0
    with at_the_clock():
        beat(driver)
        for dead in bury():
            logger.error("An alert is dead: it could not be written.", extra={"alert": str(dead)})
        while time.monotonic() < end:
            count, goes_on = _turn(worker)
            accepted += count
            if not goes_on:
                break
    return accepted


def _turn(worker: str) -> tuple[int, bool]:
    """Send one batch and one suspect; return how many were accepted, and whether to go on."""
    accepted, found = 0, False
    for suspects in (False, True):
        claims = claim(suspects=suspects)
        if not claims:
            continue
        found = True
        delivery = deliver(claims, worker=worker)
        accepted += delivery.accepted
        if not delivery.relay_answers:
            return accepted, False
    return accepted, found
