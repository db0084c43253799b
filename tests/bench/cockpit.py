"""How fast the cockpit answers: `./vigie bench cockpit [establishments] [deadlines]`.

Rows only: establishments without their schemas, since the cockpit never visits one.
"""

import statistics
import sys
import time
from datetime import UTC, datetime, timedelta

import django

django.setup()

import brotli  # noqa: E402
from allauth.mfa.models import Authenticator  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from tenants.accounts.models import User  # noqa: E402
from tenants.agenda.models import Alert, Deadline  # noqa: E402
from tenants.directory.models import Agency, Establishment, EstablishmentType  # noqa: E402
from tenants.directory.names import new_schema_name  # noqa: E402

VISITS = 40
TYPES = EstablishmentType.values
SPREAD = timedelta(days=90)


@transaction.atomic
def portfolio(places: int, deadlines: int, *, now: datetime) -> User:
    """Write the portfolio of one DPO over two agencies; return the DPO."""
    agencies = [Agency.objects.create(name=f"Agence de mesure {n} {now:%f}") for n in range(2)]
    dpo = User.objects.create_user(f"dpo-{now:%f}@mesure.example", None, first_name="Ada")
    Authenticator.objects.create(user=dpo, type=Authenticator.Type.TOTP, data={"secret": "x"})
    for agency in agencies:
        dpo.memberships.create(role="dpo", agency=agency)
    rows = Establishment.objects.bulk_create(
        Establishment(
            agency=agencies[index % 2],
            schema_name=new_schema_name(),
            slug=f"mesure-{index}-{now:%f}",
            name=f"Établissement {index}",
            type=TYPES[index % len(TYPES)],
            city="Brest",
            opened_at=now,
        )
        for index in range(places)
    )
    written = Deadline.objects.bulk_create(
        (
            _deadline(rows[index % places], index, share=index / deadlines, now=now)
            for index in range(deadlines)
        ),
        batch_size=1000,
    )
    Alert.objects.bulk_create(
        (
            Alert(
                deadline=one,
                schema_name=one.schema_name,
                rung="J-0",
                audience="dpo",
                is_final=True,
                due_at=now + SPREAD,
                next_try_at=now + SPREAD,
            )
            for one in written
        ),
        batch_size=1000,
    )
    return dpo


def _deadline(place: Establishment, index: int, *, share: float, now: datetime) -> Deadline:
    is_breach = index % 40 == 0
    due_at = now + (SPREAD * share if not is_breach else timedelta(hours=72 * share)) - SPREAD / 50
    return Deadline(
        establishment=place,
        schema_name=place.schema_name,
        kind=Deadline.Kind.BREACH if is_breach else Deadline.Kind.REQUEST,
        rule_id="R-ART33-72H" if is_breach else "R-ART12-1M",
        reference=f"DR-2026-{index:05}",
        path=f"/e/{place.slug}/demandes/",
        starts_at=due_at - timedelta(days=3 if is_breach else 30),
        due_at=due_at,
        due_on=None if is_breach else due_at.date(),
    )


def visits(client: Client, address: str) -> None:
    """Print the median and 95th percentile of the server's time, queries and weight."""
    for _warm in range(3):
        client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    queries = len(asked)
    times = []
    for _visit in range(VISITS):
        started = time.perf_counter()
        answer = client.get(address)
        times.append(1000 * (time.perf_counter() - started))
    if answer.status_code != 200:
        sys.exit(f"{address} answered {answer.status_code}")
    p95 = statistics.quantiles(times, n=20)[-1]
    sys.stdout.write(
        f"{address:<18} median {statistics.median(times):6.1f} ms   p95 {p95:6.1f} ms"
        f"   {queries} queries   {len(brotli.compress(answer.content)) / 1024:.1f} KB br\n"
    )


def main(places: int = 300, deadlines: int = 6000) -> None:
    """Measure the pages of the desk over a portfolio."""
    now = datetime.now(UTC)
    dpo = portfolio(places, deadlines, now=now)
    connection.cursor().execute("analyze")
    client = Client(headers={"host": "localhost"})
    client.force_login(dpo)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": now.timestamp()}]
    session.save()
    sys.stdout.write(f"{places} establishments, {deadlines} open deadlines\n")
    for address in ("/", "/echeances/", "/etablissements/", "/chercher/?q=etab"):
        visits(client, address)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
