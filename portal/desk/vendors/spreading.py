"""A vendor's certificate changed: each client that hosts health data there gets its deadline.

The rows are the message: an establishment's own stands behind its vendor's number until it has
followed. Whoever looks, the page that changed it or the clock, works through those behind, one
establishment a transaction; stopped half-way, what is left is still behind.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from portal.processors.actions import follow_certificate
from tenants.agenda.watch import beat
from tenants.directory.switching import at_the_clock, inside
from tenants.library.models import Vendor
from tenants.portfolio.models import ProcessorStanding

logger = logging.getLogger(__name__)

DRIVER = "vendors"
_MOST = 1_000


def behind(*, vendor_id: UUID | None = None) -> QuerySet[ProcessorStanding]:
    """Return the rows that PostgreSQL shows and that are behind the certificate of their vendor."""
    number = Vendor.objects.filter(pk=OuterRef("vendor_id")).values("certificate_version")[:1]
    found = ProcessorStanding.objects.filter(
        vendor_id__isnull=False, certificate_seen__lt=Subquery(number)
    )
    if vendor_id is not None:
        found = found.filter(vendor_id=vendor_id)
    return found.select_related("establishment").order_by("establishment_id", "reference")


def spread(
    *,
    now: datetime,
    budget_seconds: float,
    vendor_id: UUID | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Return how many links followed the certificate of their vendor within the budget.

    Idempotent; several may run at once. One that fails does not hold back the others.
    """
    until = clock() + budget_seconds
    followed = 0
    for standing in list(behind(vendor_id=vendor_id)[:_MOST]):
        if clock() >= until:
            break
        followed += _follow(standing, now=now)
    return followed


def spread_at_the_clock(*, now: datetime, budget_seconds: float) -> int:
    """Return how many links followed, whatever the agency; say that the clock has turned."""
    with at_the_clock():
        followed = spread(now=now, budget_seconds=budget_seconds)
        beat(DRIVER)
    return followed


def _follow(standing: ProcessorStanding, *, now: datetime) -> bool:
    try:
        with inside(standing), transaction.atomic():
            return _is_ours(standing.link_id) and follow_certificate(
                establishment=standing.establishment, link_id=standing.link_id, now=now
            )
    except OperationalError:
        raise
    except Exception:  # one establishment that fails must not hold back the others
        logger.exception("A certificate could not be followed.")
        return False


def _is_ours(link_id: UUID) -> bool:
    """Return whether nobody else works on that link: as SKIP LOCKED, without the row's lock.

    The row itself is written after the journal's head is held; locked before it, it would stand in
    the way of a person who holds the head.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"follow {link_id}"]
        )
        return bool(cursor.fetchone()[0])
