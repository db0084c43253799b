"""`register export` and `register import`: the register as a file, from the command line."""

import sys
from argparse import ArgumentParser
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from portal.instants import zone_of
from portal.refusal import CaseRefused
from portal.register.exports.formats import Format, made
from portal.register.exports.gathering import register_of
from portal.register.exports.register import redacted
from portal.register.exports.xlsx import TooLongError
from portal.register.importing.actions import bring_at_once, remember
from portal.register.importing.queries import mapping_for
from portal.register.imports.bringing import Fate, Kind, counts_of, fates
from portal.register.imports.grids import MOST_UNPACKED
from portal.register.imports.lines import Line
from portal.register.imports.mapped import lines_of_table
from portal.register.imports.mapping_file import mapping_written
from portal.register.imports.reading import Reading, Source, read_file, unsaid
from portal.register.imports.refusals import FileRefused
from tenants.directory.models import Establishment
from tenants.directory.switching import inside

_KINDS = {
    Kind.ADDED: "ajoutée",
    Kind.CHANGED: "modifiée",
    Kind.SAME: "identique",
    Kind.REFUSED: "refusée",
}


class Command(BaseCommand):
    """Exit status of an import: 0 when it was written (or would be), 1 when it was refused."""

    help = "Le registre des activités de traitement : l’exporter, l’importer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the two verbs and their options."""
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
        importing = verbs.add_parser("import", help="lire un registre dans un fichier")
        importing.add_argument("file", metavar="FICHIER", help="JSON, ODS, XLSX ou CSV")
        importing.add_argument("--establishment", required=True, metavar="ADRESSE")
        importing.add_argument(
            "--dry-run", action="store_true", help="dire le sort de chaque ligne, sans rien écrire"
        )
        importing.add_argument(
            "--only-valid",
            action="store_true",
            help="importer les lignes valables, laisser de côté les refusées",
        )
        importing.add_argument(
            "--mapping",
            default="",
            metavar="FICHIER.json",
            help="à quoi correspondent les colonnes du tableau d’un autre registre",
        )

    def handle(self, *_args: str, **options: str) -> None:
        """Run the verb asked for."""
        place = (
            Establishment.objects.select_related("agency")
            .filter(slug=options["establishment"])
            .first()
        )
        if place is None:
            raise CommandError("Aucun établissement à cette adresse : voyez `establishment list`.")
        if options["verb"] == "import":
            self._import(place, options)
        else:
            self._export(place, options)

    def _import(self, place: Establishment, options: dict[str, str]) -> None:
        path, only_valid = Path(options["file"]), bool(options["only_valid"])
        try:
            if path.stat().st_size > MOST_UNPACKED:
                raise CommandError("Ce fichier pèse plus de 50 Mo.")
            content = path.read_bytes()
            reading = read_file(content)
            with inside(place):
                lines = self._lines(reading, options)
                found = fates(lines)
                self._say(found, reading)
                if not options["dry_run"]:
                    bring_at_once(
                        name=path.name,
                        content=content,
                        lines=lines,
                        only_valid=only_valid,
                        now=datetime.now(UTC),
                    )
        except OSError as error:
            raise CommandError(f"Ce fichier ne peut pas être lu : {error.strerror}.") from None
        except CaseRefused as refusal:
            raise CommandError(refusal.message) from None
        refused = counts_of(found)[Kind.REFUSED]
        if options["dry_run"] and refused and (not only_valid or refused == len(found)):
            raise CommandError("Des lignes seraient refusées : rien ne serait importé.")

    def _lines(self, reading: Reading, options: dict[str, str]) -> tuple[Line, ...]:
        """Return the lines, by the mapping written or the one remembered here for these titles."""
        if reading.source is not Source.TABLE:
            return reading.lines
        if options["mapping"]:
            written = Path(options["mapping"]).read_bytes()
            page, mapping = mapping_written(written, reading.tables)
            table = reading.tables[page]
            if not options["dry_run"]:
                now = datetime.now(UTC)
                remember(fingerprint=table.fingerprint, mapping=mapping, by=None, now=now)
            return lines_of_table(table, mapping)
        for table in reading.tables:
            mapping, remembered = mapping_for(table)
            if remembered is not None:
                return lines_of_table(table, mapping)
        raise FileRefused(f"{unsaid(reading)} (--mapping)")

    def _say(self, found: tuple[Fate, ...], reading: Reading) -> None:
        if reading.left_out:
            self.stderr.write(f"Colonnes laissées de côté : {', '.join(reading.left_out)}.")
        for fate in found:
            why = f" : {fate.why}" if fate.why else ""
            self.stdout.write(f"{fate.line.number}\t{_KINDS[fate.kind]}{why}")
            for sentence in fate.line.told:
                self.stderr.write(f"{fate.line.number}\t{sentence}")
        counts = counts_of(found)
        self.stderr.write(", ".join(f"{_KINDS[kind]} : {counts[kind]}" for kind in Kind) + ".")

    def _export(self, place: Establishment, options: dict[str, str]) -> None:
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
