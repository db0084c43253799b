"""How fast overdue alerts drain: `./vigie bench pump [ALERTS] [LOOPS]`.

Real claims, real rendering inside each establishment, real SMTP to a relay that accepts at once.
One JSON line: alerts a second, from the first claim to the last acceptance, by PostgreSQL's clock.
"""

import json
import subprocess
import sys

import django

django.setup()

from aiosmtpd.controller import Controller  # noqa: E402 — models need django.setup()
from aiosmtpd.smtp import SMTP, Envelope, Session  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from tenants.agenda.watch import beat  # noqa: E402
from tenants.directory.switching import as_owner  # noqa: E402
from tests.faults.firm import build  # noqa: E402

# Deadlines of ten alerts, spread over the establishments; all of them due since the start.
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
          from generate_series(1, %s / 10) n
          join places p on p.rank = n %% (select count(*) from places)
     returning id, schema_name)
    insert into agenda_alert (id, deadline_id, schema_name, rung, audience, is_final, due_at, state,
           attempts, crashes, next_try_at, relay_reply, cancelled_because)
    select gen_random_uuid(), o.id, o.schema_name, 'J-' || k, 'dpo', false, now(), 'planned',
           0, 0, now(), '', ''
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
    """Fill, drain, say how long it took."""
    alerts = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    loops = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    build()
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FILL, [alerts])
        # These rows are of no plan: the reconciler is told that it has just passed.
        beat("reconcile")
    relay = Controller(Accepting(), hostname="127.0.0.1", port=settings.EMAIL_PORT)
    relay.start()
    while drained()[0] < alerts:
        turn = [sys.executable, "manage.py", "alertloop", "--once"]
        pumps = [subprocess.Popen(turn) for _each in range(loops)]
        for pump in pumps:
            pump.wait()
    relay.stop()
    count, seconds = drained()
    line = {"alerts": count, "loops": loops, "seconds": round(seconds, 1)}
    sys.stdout.write(json.dumps(line | {"per_second": round(count / seconds)}) + "\n")


def drained() -> tuple[int, float]:
    """Return how many alerts were accepted, and over how many seconds."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(_DRAINED)
        count, seconds = cursor.fetchone()
    return int(count), float(seconds or 0)


if __name__ == "__main__":
    main()
