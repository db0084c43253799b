"""`manage.py watch`: looks at the clock each minute and tells the operator by a way of its own."""

import logging
import signal
from argparse import ArgumentParser
from collections.abc import Iterable
from itertools import groupby
from threading import Event
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from portal.errors import start_sentry
from tenants.agenda import alarm_route
from tenants.agenda.alarm import Alarm, Say, compose
from tenants.agenda.recipients import Recipient, directory_for
from tenants.agenda.watch import Trouble, beat, look
from tenants.directory.switching import at_the_clock

logger = logging.getLogger(__name__)

_EVERY_SECONDS = 60.0


class Command(BaseCommand):
    """Looks every minute until told to stop. A program apart: what it watches may all be down."""

    help = "Veille sur l’horloge des alertes et prévient l’exploitant par un autre chemin."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare `--once`."""
        parser.add_argument("--once", action="store_true", help="un seul regard, dit aussitôt")

    def handle(self, *, once: bool, **_options: object) -> None:
        """Watch until SIGTERM or SIGINT. With `once`: exit code 1 when something is wrong."""
        start_sentry()
        lookout = Lookout()
        if once:
            troubles = lookout.look()
            self.stdout.write(", ".join(troubles) or "ok")
            raise SystemExit(1 if troubles else 0)
        stop = Event()

        def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        while not stop.is_set():
            lookout.turn()
            stop.wait(_EVERY_SECONDS)


class Lookout:
    """What is kept between two looks: what was said, and whom to tell when the base is away."""

    def __init__(self) -> None:
        self._alarm = Alarm(started_at=timezone.now())
        self._operators: tuple[Recipient, ...] = ()

    def turn(self) -> None:
        """Look once; ping when all is well, say what is due to be said."""
        troubles = self.look()
        if not troubles:
            alarm_route.ping()
        self._alarm, say = self._alarm.after(troubles, now=timezone.now())
        if say != Say.NOTHING:
            logger.error("The watch speaks.", extra={"troubles": ",".join(troubles)})
            self._say(troubles)

    def look(self) -> tuple[Trouble, ...]:
        """Return what is wrong now, by PostgreSQL's own time."""
        try:
            seen = look()
            with at_the_clock():
                beat("watch")
                self._operators = directory_for((), now=seen.at).operators
        except DatabaseError:
            connection.close()
            return (Trouble.DATABASE,)
        return seen.troubles

    def _say(self, troubles: tuple[Trouble, ...]) -> None:
        for language, people in _by_language(self._told()):
            message = compose(troubles, language=language, instance=settings.PUBLIC_URL)
            alarm_route.tell(message, to=people)
        alarm_route.post(compose(troubles, language="fr", instance=settings.PUBLIC_URL))

    def _told(self) -> tuple[Recipient, ...]:
        """Return the operators of the instance, and those that the settings name beside them."""
        named = (Recipient(address, "fr", 0) for address in settings.WATCH_TO)
        return tuple({one.address: one for one in (*named, *self._operators)}.values())


def _by_language(people: Iterable[Recipient]) -> Iterable[tuple[str, tuple[Recipient, ...]]]:
    ordered = sorted(people, key=lambda one: one.language)
    for language, group in groupby(ordered, key=lambda one: one.language):
        yield language, tuple(group)
