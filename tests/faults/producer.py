"""Stands for the people: declares incidents, and writes down each save that was acknowledged.

One in four is declared by a signed-in manager through the portal, by HTTP; the others by the same
action, from here. It can be killed and started again: it goes on after the last acknowledged save.
A save whose outcome is unknown is tried again with the number of its form, the incident detected a
moment later: should the first have been kept, the second is another incident, and both are alerted.

usage: python -m tests.faults.producer COUNT PER_SECOND SPREAD SEED RECORD SESSIONS
"""

import json
import random
import sys
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 — models need django.setup()
from django.db import DatabaseError, connection  # noqa: E402

from portal.incidents.actions import Declared, declare  # noqa: E402
from portal.instants import to_local, zone_of  # noqa: E402
from tenants.accounts.models import User  # noqa: E402
from tenants.directory.models import Establishment  # noqa: E402
from tenants.directory.paths import establishment_path  # noqa: E402
from tenants.directory.switching import at_the_clock, inside  # noqa: E402
from tests.faults import portal  # noqa: E402
from tests.faults.firm import address  # noqa: E402

# From detection to the last rung before the end: 72 hours less four.
_TO_LAST_RUNG = timedelta(hours=68)
_ONE_BY_HTTP_IN = 4
_PAUSE_SECONDS = 0.2
# A rung already past when its ladder is laid out is rightly left out: a save must not be so slow.
_SOONEST = 6


@dataclass(frozen=True)
class Place:
    """An establishment, its manager, and the manager's session."""

    establishment: Establishment
    manager: User
    session: str


@dataclass(frozen=True)
class Save:
    """One incident to declare: its number makes its form's number, whatever happens."""

    number: int
    seed: str
    due_in: timedelta

    @property
    def submission(self) -> uuid.UUID:
        """The number of the form."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{self.seed} {self.number}")

    def detected_at(self) -> datetime:
        """When it was detected, so that the last rung falls due `due_in` from now."""
        return (datetime.now(UTC) + self.due_in - _TO_LAST_RUNG).replace(microsecond=0)


def by_action(save: Save, place: Place) -> str:
    """Return the path of the incident declared by the portal's own action."""
    now = datetime.now(UTC)
    declared = Declared(
        submission=save.submission,
        summary=f"Essai {save.number}",
        what_happened="Essai de panne.",
        origin="recipient",
        occurred_at=None,
        detected_at=save.detected_at(),
        touches_confidentiality=True,
        touches_integrity=False,
        touches_availability=False,
        persons_concerned=None,
        health_data="no",
        measures_taken="",
    )
    with inside(place.establishment):
        kept = declare(
            establishment=place.establishment, declared=declared, by=place.manager, now=now
        )
    return establishment_path(place.establishment.slug, "incidents:detail", kept.pk)


def by_http(save: Save, place: Place) -> str:
    """Return the path of the incident declared through the portal."""
    detected_at = to_local(save.detected_at(), zone=zone_of(place.establishment))
    return portal.declare(
        public_url=settings.PUBLIC_URL,
        slug=place.establishment.slug,
        session=place.session,
        facts={
            "submission": str(save.submission),
            "summary": f"Essai {save.number}",
            "what_happened": "Essai de panne.",
            "origin": "recipient",
            "detected_at": detected_at.isoformat(timespec="seconds"),
            "natures": "confidentiality",
            "health_data": "no",
        },
    )


def persist(save: Save, place: Place) -> str:
    """Save until it is acknowledged; return the incident's path."""
    is_by_http = save.number % _ONE_BY_HTTP_IN == 0
    while True:
        try:
            return by_http(save, place) if is_by_http else by_action(save, place)
        except portal.NotSaidError as error:
            sys.stderr.write(f"not said: {error}\n")
        except DatabaseError:
            connection.close()
        time.sleep(_PAUSE_SECONDS)


def places(sessions: dict[str, str]) -> list[Place]:
    """Return the establishments, once the database answers."""
    while True:
        try:
            with at_the_clock():
                found = list(Establishment.objects.order_by("slug"))
                managers = {one.email: one for one in User.objects.all()}
            return [
                Place(one, managers[address("manager", one.slug)], sessions[one.slug])
                for one in found
            ]
        except DatabaseError:
            connection.close()
            time.sleep(_PAUSE_SECONDS)


def main() -> None:
    """Save `COUNT` incidents, each with a line in `RECORD` once it is acknowledged."""
    count, per_second, spread = (float(word) for word in sys.argv[1:4])
    seed, record, sessions = sys.argv[4], Path(sys.argv[5]), Path(sys.argv[6])
    done = len(record.read_text().splitlines()) if record.exists() else 0
    chance = random.Random(f"{seed} {done}")  # noqa: S311 — no secret is drawn
    where = places(json.loads(sessions.read_text()))
    started = time.monotonic()
    with record.open("a", buffering=1, encoding="utf-8") as acknowledged:
        for number in range(done, int(count)):
            due_in = timedelta(seconds=_SOONEST + chance.random() * spread)
            path = persist(Save(number, seed, due_in), where[(number // 4) % len(where)])
            acknowledged.write(json.dumps({"path": path}) + "\n")
            ahead = (number - done) / per_second - (time.monotonic() - started)
            time.sleep(max(0.0, ahead))


if __name__ == "__main__":
    main()
