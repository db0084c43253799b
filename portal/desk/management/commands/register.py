"""`register export`: the register of an establishment as a file, from the command line."""

import sys
from argparse import ArgumentParser
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from portal.instants import zone_of
from portal.register.exports.formats import Format, made
from portal.register.exports.gathering import register_of
from portal.register.exports.register import redacted
from portal.register.exports.xlsx import TooLongError
from tenants.directory.models import Establishment
from tenants.directory.switching import inside


class Command(BaseCommand):
    """Writes a file, or the standard output when the file is « - »."""

    help = "Le registre des activités de traitement : l’exporter."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the verb and its options."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        exporting = verbs.add_parser("export", help="écrire le registre dans un fichier")
        exporting.add_argument("--establishment", required=True, metavar="ADRESSE")
        exporting.add_argument("--format", required=True, choices=[*Format])
        exporting.add_argument("--output", required=True, metavar="FICHIER", help="« - » : sortie")
        exporting.add_argument(
            "--as-of", default="", metavar="DATE", help="2026-03-31 (fin du jour) ou un instant"
        )
        exporting.add_argument(
            "--redacted", action="store_true", help="sans sécurité, secrets ni brouillons"
        )

    def handle(self, *_args: str, **options: str) -> None:
        """Write the file asked for."""
        place = (
            Establishment.objects.select_related("agency")
            .filter(slug=options["establishment"])
            .first()
        )
        if place is None:
            raise CommandError("Aucun établissement à cette adresse : voyez `establishment list`.")
        at = _instant(options["as_of"], zone=ZoneInfo(zone_of(place)), now=datetime.now(UTC))
        with inside(place):
            register = register_of(place, at=at)
        if options["redacted"]:
            register = redacted(register)
        try:
            file = made(register, Format(options["format"]))
        except TooLongError as refusal:
            raise CommandError(refusal.message) from None
        self._write(options["output"], file.content)
        count = len(register.entries)
        self.stderr.write(
            f"{count} activité{'s' if count > 1 else ''}, {len(file.content)} octets."
        )

    def _write(self, output: str, content: bytes) -> None:
        if output == "-":
            sys.stdout.buffer.write(content)
            return
        try:
            Path(output).write_bytes(content)
        except OSError as error:
            raise CommandError(f"Ce fichier ne peut pas être écrit : {error.strerror}.") from None


def _instant(written: str, *, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the UTC instant: now without a date, the end of a day, or the instant written."""
    if not written:
        return now
    try:
        if len(written) == len("2026-03-31"):
            next_day = date.fromisoformat(written) + timedelta(days=1)
            return datetime.combine(next_day, time(), zone).astimezone(UTC) - timedelta.resolution
        instant = datetime.fromisoformat(written)
    except ValueError:
        raise CommandError("Date mal écrite : 2026-03-31 ou 2026-03-31T18:00+02:00.") from None
    return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)
