"""Stands for the portal: opens breach deadlines, and writes down each save that was acknowledged.

It can be killed and started again: it goes on after the last acknowledged save. A save whose
outcome is unknown is tried again under the same reference, as a person presses « Enregistrer »
again.

usage: python -m tests.faults.producer COUNT PER_SECOND SPREAD SEED RECORD
"""

import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

django.setup()

from django.db import DatabaseError, IntegrityError, connection  # noqa: E402

from portal.law.breach import notification_clock  # noqa: E402 — models need django.setup()
from portal.law.calendars import territory  # noqa: E402
from tenants.agenda.actions import open_deadline  # noqa: E402
from tenants.agenda.models import Deadline  # noqa: E402
from tenants.agenda.queries import deadlines_of  # noqa: E402
from tenants.directory.models import Establishment  # noqa: E402
from tenants.directory.switching import at_the_clock, inside  # noqa: E402

# Four hours before the end of the 72, the last rung before it falls due.
_LAST_RUNG = timedelta(hours=4)


def save(reference: str, establishment: Establishment, *, due_in: timedelta) -> Deadline:
    """Return the deadline opened, or the one an earlier try had committed unknown to us."""
    now = datetime.now(UTC)
    aware_at = now + due_in + _LAST_RUNG - timedelta(hours=72)
    due = notification_clock(aware_at=aware_at, territory=territory(establishment.territory))
    with inside(establishment):
        try:
            return open_deadline(
                establishment=establishment,
                kind=Deadline.Kind.BREACH,
                rule_id=due.rule_id,
                reference=reference,
                path=f"/e/{establishment.slug}/incidents/{reference}/",
                due=due,
                now=now,
            )
        except IntegrityError:
            return deadlines_of(reference).get()


def persist(reference: str, establishment: Establishment, *, due_in: timedelta) -> Deadline:
    """Save until PostgreSQL says it is done."""
    while True:
        try:
            return save(reference, establishment, due_in=due_in)
        except DatabaseError:
            connection.close()
            time.sleep(0.2)


def places() -> list[Establishment]:
    """Return the establishments, once the database answers."""
    while True:
        try:
            with at_the_clock():
                return list(Establishment.objects.order_by("slug"))
        except DatabaseError:
            connection.close()
            time.sleep(0.2)


def main() -> None:
    """Save `COUNT` deadlines, each with a line in `RECORD` once it is acknowledged."""
    count, per_second, spread, seed = (float(word) for word in sys.argv[1:5])
    record = Path(sys.argv[5])
    done = len(record.read_text().splitlines()) if record.exists() else 0
    chance = random.Random(f"{seed} {done}")  # noqa: S311 — no secret is drawn
    establishments = places()
    started = time.monotonic()
    with record.open("a", buffering=1, encoding="utf-8") as acknowledged:
        for number in range(done, int(count)):
            establishment = establishments[number % len(establishments)]
            deadline = persist(
                f"F-{number:05}",
                establishment,
                due_in=timedelta(seconds=2 + chance.random() * spread),
            )
            acknowledged.write(json.dumps({"id": str(deadline.pk)}) + "\n")
            ahead = (number - done) / per_second - (time.monotonic() - started)
            time.sleep(max(0.0, ahead))


if __name__ == "__main__":
    main()
