"""`manage.py alertloop`: the pump without Celery or Valkey. Several may run at once."""

import logging
import signal
from argparse import ArgumentParser
from threading import Event
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from portal.errors import start_sentry
from tenants.agenda.digest import send_digests
from tenants.agenda.pump import pump
from tenants.agenda.reconcile import reconcile_in_turn
from tenants.agenda.recurrences import open_in_turn
from tenants.directory.honesty import refuse_a_pooler

logger = logging.getLogger(__name__)

DRIVER = "loop"
_BUDGET_SECONDS = 30.0
# Short: what is due next must not wait for the mail of eight o’clock.
_DIGEST_BUDGET_SECONDS = 5.0


class Command(BaseCommand):
    """Pumps every `--pause` seconds until told to stop; the batch in hand is finished first."""

    help = "Envoie les alertes échues sans Celery ni Valkey ; plusieurs boucles peuvent tourner."
    # A page that cannot be imported must not stop an alert.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the pause between two turns, and `--once`."""
        parser.add_argument(
            "--pause",
            type=float,
            default=settings.ALERT_PUMP_SECONDS,
            help="secondes entre deux tours",
        )
        parser.add_argument("--once", action="store_true", help="un seul tour")

    def handle(self, *, pause: float, once: bool, **_options: object) -> None:
        """Turn until SIGTERM or SIGINT."""
        start_sentry()
        stop = Event()

        def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        _check_honesty()
        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        while not stop.is_set():
            _turn()
            if once:
                return
            stop.wait(pause)


def _check_honesty() -> None:
    """Refuse a database that mixes sessions or may lose a commit; one that is away is waited for.

    Raises ImproperlyConfigured with a sentence that says what to change.
    """
    try:
        refuse_a_pooler()
    except DatabaseError:
        logger.warning("The database cannot be reached: its promises are not checked.")
        connection.close()


def _turn() -> None:
    """Pump; once an hour reconcile and open duties. A database that went away is met again."""
    try:
        pump(budget_seconds=_BUDGET_SECONDS, driver=DRIVER)
        reconcile_in_turn(now=timezone.now())
        open_in_turn(now=timezone.now())
        send_digests(budget_seconds=_DIGEST_BUDGET_SECONDS)
    except DatabaseError:
        logger.warning("The database cannot be reached: alerts wait.")
        connection.close()
    except Exception:  # the loop outlives what it did not foresee; the row comes back by its lease
        logger.exception("A turn of the alert loop failed.")
        connection.close()
