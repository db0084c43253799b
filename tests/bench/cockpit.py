"""What the cockpit costs the server: `./vigie bench cockpit [ESTABLISHMENTS] [DEADLINES]`.

Everything a request does is in the time: middleware, row-level security, queries, template.
One JSON line: queries, median and 95th percentile of milliseconds over 60 loads of one process.
"""

import gzip
import json
import statistics
import sys
import time
from datetime import UTC, datetime

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402 — models need django.setup()
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from tenants.accounts.models import User  # noqa: E402
from tenants.directory.models import Agency, Membership  # noqa: E402
from tenants.directory.provisioning import open_establishment  # noqa: E402
from tenants.directory.roles import Role  # noqa: E402
from tenants.directory.switching import as_owner  # noqa: E402

LOADS = 60
_FILL = """
    with places as (
        select id, schema_name, slug, row_number() over (order by slug) - 1 as rank
          from directory_establishment),
    opened as (
        insert into agenda_deadline (id, establishment_id, schema_name, kind, rule_id, reference,
               path, starts_at, due_at, state, opened_at, planned_at)
        select gen_random_uuid(), p.id, p.schema_name,
               case when n %% 40 = 0 then 'breach' else 'request' end,
               case when n %% 40 = 0 then 'R-ART33-72H' else 'R-ART12-1M' end,
               'B-' || n, '/e/' || p.slug || '/', now() - interval '10 days',
               now() + (n %% 700 - 40) * interval '1 hour', 'open', now(), now()
          from generate_series(1, %s) n
          join places p on p.rank = n %% (select count(*) from places)
     returning id, schema_name)
    insert into agenda_alert (id, deadline_id, schema_name, rung, audience, is_final, due_at, state,
           attempts, crashes, next_try_at, relay_reply, cancelled_because)
    select gen_random_uuid(), id, schema_name, 'J', 'dpo', true, now() + interval '1 day',
           'planned', 0, 0, now() + interval '1 day', '', ''
      from opened
"""


def fill(*, establishments: int, deadlines: int) -> User:
    """Write two agencies, their establishments and deadlines; return their DPO."""
    now = datetime.now(UTC)
    agencies = [Agency.objects.create(name=f"Agence {letter}") for letter in "AB"]
    dpo = User.objects.create_user("dpo@bench.test", first_name="Maël", last_name="Rivoal")
    for agency in agencies:
        Membership.objects.create(user=dpo, role=Role.DPO, agency=agency)
    Authenticator.objects.create(user=dpo, type="totp", data={"secret": "unused"})
    for number in range(establishments):
        open_establishment(
            agency=agencies[number % 2],
            type="pharmacie",
            name=f"Pharmacie numéro {number}",
            territory="FR-METRO",
            by=None,
            now=now,
        )
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [deadlines])
        cursor.execute("analyze")
    return dpo


def main() -> None:
    """Fill, load the cockpit many times, say what it cost."""
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()] or [300, 6000]
    establishments, deadlines = sizes
    with as_owner():
        dpo = fill(establishments=establishments, deadlines=deadlines)
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(dpo)
    spent = []
    for _load in range(LOADS + 5):
        started = time.perf_counter()
        answer = client.get("/")
        spent.append((time.perf_counter() - started) * 1000)
    with CaptureQueriesContext(connection) as captured:
        client.get("/")
    if "--sql" in sys.argv:
        for query in captured.captured_queries:
            sys.stderr.write(f"{query['time']} {query['sql'][:400]}\n")
    said = {
        "establishments": establishments,
        "deadlines": deadlines,
        "status": answer.status_code,
        "queries": len(captured),
        "statements_without_role_setting": sum(
            "set_config" not in query["sql"] for query in captured.captured_queries
        ),
        "median_ms": round(statistics.median(spent[5:]), 1),
        "p95_ms": round(statistics.quantiles(spent[5:], n=20)[-1], 1),
        "html_gzip_bytes": len(gzip.compress(answer.content)),
    }
    sys.stdout.write(json.dumps(said) + "\n")


main()
