"""`manage.py bounce < message.eml`: a mail that came back, handed over by the mail server."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from tenants.agenda.bounce import Consequence, bounced
from tenants.agenda.bounce_report import MOST_BYTES, NotAReport, read_report

# pipe(8) keeps the message and comes back later. Anything else than 0 or this would make the mail
# server answer the sender of a bounce: a message that says nothing is taken in, and that is all.
_TRY_AGAIN = 75
_CHUNK = 64 * 1024

_SENTENCES = {
    Consequence.IGNORED: "Rien à faire : alerte inconnue, trop ancienne, ou retour déjà noté.",
    Consequence.NOTED: "Retour noté.",
    Consequence.NEXT_TOLD: "Retour noté ; la personne suivante est prévenue.",
}


class Command(BaseCommand):
    """Reads one delivery report; always consumes its message, whatever it is."""

    help = "Lit un rapport de remise (RFC 3464) sur l’entrée standard."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the envelope recipient."""
        parser.add_argument("--to", default="", help="destinataire de l’enveloppe (${recipient})")

    def handle(self, *, to: str, **_options: object) -> None:
        """Act on each failure told. Ends with 0, or 75 when the database is away."""
        try:
            report = read_report(_message(), sent_to=to)
            for failure in report.failures:
                done = bounced(alert_id=report.alert_id, failure=failure, now=timezone.now())
                self.stdout.write(_SENTENCES[done])
        except NotAReport as refusal:
            self.stderr.write(f"{refusal} Il est laissé sans suite.")
        except DatabaseError:
            self.stderr.write("La base ne répond pas : le message est à présenter de nouveau.")
            raise SystemExit(_TRY_AGAIN) from None


def _message() -> bytes:
    """Return the beginning of the standard input, read to its end: its writer must not fail."""
    kept = sys.stdin.buffer.read(MOST_BYTES)
    while sys.stdin.buffer.read(_CHUNK):
        pass
    return kept
