"""The refused lines of an import as CSV, to correct the file beside it."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.register.exports.csv_file import harmless


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A refused line: its number as people count, what it calls its activity, why."""

    number: int
    name: str
    why: str


def write(lines: Iterable[RefusedLine]) -> bytes:
    """Return the file: UTF-8 with its mark, semicolons, no cell that a spreadsheet would run."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow((_("Ligne"), _("Nom"), _("Motif du refus")))
    for line in lines:
        writer.writerow((line.number, harmless(line.name), harmless(line.why)))
    return made.getvalue().encode("utf-8-sig")
