"""How fast overdue alerts drain: `./vigie bench pump [ALERTS] [ESTABLISHMENTS] [LOOPS]`.

Real claims, real rendering inside each establishment, real SMTP to a relay that accepts at once.
One JSON line for the cost of a turn that finds nothing due, at a twentieth, half and all of the
establishments; one for the backlog: alerts a second, from the first claim to the last acceptance,
by PostgreSQL's clock.
"""

import json
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime

import django

django.setup()

from aiosmtpd.controller import Controller  # noqa: E402 — models need django.setup()
from aiosmtpd.smtp import SMTP, Envelope, Session  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from tenants.agenda.pump import pump  # noqa: E402
from tenants.agenda.watch import beat  # noqa: E402
from tenants.directory.models import Agency, EstablishmentType, Membership  # noqa: E402
from tenants.directory.provisioning import open_establishment  # noqa: E402
from tenants.directory.roles import Role  # noqa: E402
from tenants.directory.switching import as_owner  # noqa: E402
from tests.faults.firm import person  # noqa: E402

_AGENCIES = 10
_PER_DEADLINE = 10
_TURNS = 20
# Deadlines of ten alerts, spread over the establishments; those numbered from `first` on are due
# at `due_at`.
_FILL = """
    with places as (
        select id, schema_name, slug, row_number() over (order by slug) - 1 as rank
          from directory_establishment),
    opened as (
        insert into agenda_deadline (id, establishment_id, schema_name, kind, rule_id, reference,
               path, starts_at, due_at, state, opened_at, planned_at)
        select gen_random_uuid(), p.id, p.schema_name, 'request', 'R-ART12-1M',
               'B-' || n, '/e/' || p.slug || '/', now(), now() + interval '30 days', 'open',
               now(), now()
          from generate_series(%(first)s::int, %(last)s::int) n
          join places p on p.rank = n %% (select count(*) from places)
     returning id, schema_name)
    insert into agenda_alert (id, deadline_id, schema_name, rung, audience, channel, is_final,
           due_at, state, attempts, crashes, next_try_at, relay_reply, cancelled_because)
    select gen_random_uuid(), o.id, o.schema_name, 'J-' || k, 'dpo', 'mail', false,
           now() + %(wait)s::interval, 'planned', 0, 0, now() + %(wait)s::interval, '', ''
      from opened o, generate_series(1, 10) k
"""
_DRAINED = """
    select count(*), extract(epoch from max(accepted_at) - min(t.started_at))
      from agenda_alert a join agenda_alertattempt t on t.alert_id = a.id
     where a.state = 'accepted'
"""


class Accepting:
    """Takes everything."""

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
        """Say yes."""
        return "250 2.0.0 taken"


def main() -> None:
    """Measure the turns that find nothing, then fill, drain, and say how long it took."""
    words = [int(word) for word in sys.argv[1:]] + [20_000, 2_000, 2][len(sys.argv) - 1 :]
    alerts, establishments, loops = words
    agencies = _firm()
    for part in (establishments // 20, establishments // 2, establishments):
        _open(agencies, up_to=part)
        # A year of alerts to come, for each establishment: what a pump must not read.
        _fill(deadlines=part * 3, wait="1 day")
        _say({"establishments": part, "idle_turn_ms": _idle_turn_ms()})
    _fill(deadlines=alerts // _PER_DEADLINE, wait="0")
    _drain(alerts, loops=loops)
    count, seconds = drained()
    per_second = round(count / seconds)
    _say({"alerts": count, "loops": loops, "seconds": round(seconds, 1), "per_second": per_second})


def _firm() -> list[Agency]:
    """Return the agencies, each with its DPO."""
    with as_owner():
        agencies = [Agency.objects.create(name=f"agence-{n}") for n in range(_AGENCIES)]
        for agency in agencies:
            user = person(Role.DPO, agency.name)
            Membership.objects.create(user=user, role=Role.DPO, agency=agency)
    return agencies


def _open(agencies: list[Agency], *, up_to: int) -> None:
    """Open establishments until there are `up_to`."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from directory_establishment")
        standing = cursor.fetchone()[0]
        for number in range(standing, up_to):
            open_establishment(
                agency=agencies[number % len(agencies)],
                type=EstablishmentType.PHARMACY,
                name=f"etablissement-{number}",
                territory="FR-METRO",
                by=None,
                now=datetime.now(UTC),
            )


def _fill(*, deadlines: int, wait: str) -> None:
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select count(*) from agenda_deadline")
        first = cursor.fetchone()[0]
        asked = {"first": first, "last": first + deadlines - 1, "wait": wait}
        cursor.execute(_FILL, asked)
        # These rows are of no plan, these persons of no digest: both are told as just done.
        for turn in ("reconcile", "recurrences", "digest_rows"):
            beat(turn)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("analyze agenda_alert")


def _idle_turn_ms() -> float:
    """Return the median of turns that find nothing due."""
    pump(budget_seconds=5, driver="bench")
    took = []
    for _each in range(_TURNS):
        begun = time.perf_counter()
        pump(budget_seconds=5, driver="bench")
        took.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(took), 1)


def _drain(alerts: int, *, loops: int) -> None:
    """Let `loops` loops turn until all has been accepted."""
    relay = Controller(Accepting(), hostname="127.0.0.1", port=settings.EMAIL_PORT)
    relay.start()
    while drained()[0] < alerts:
        turn = [sys.executable, "manage.py", "alertloop", "--once"]
        pumps = [subprocess.Popen(turn) for _each in range(loops)]
        for one in pumps:
            one.wait()
    relay.stop()


def drained() -> tuple[int, float]:
    """Return how many alerts were accepted, and over how many seconds."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(_DRAINED)
        count, seconds = cursor.fetchone()
    return int(count), float(seconds or 0)


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
