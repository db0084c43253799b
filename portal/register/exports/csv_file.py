"""The register as CSV: one activity a line, one field a column, for Excel and for scripts."""

import csv
import io
import re

from portal.register.exports.cells import cells_of
from portal.register.exports.register import Entry, Register
from portal.register.exports.words import FIELDS, ROLES, STATES

HEAD = ("N° REF", "Rôle", "État", "Date de création", "Mise à jour", "Validée le")
# What a spreadsheet takes for a formula, and the apostrophe itself so that it can be undone.
_DANGEROUS = re.compile(r"^['=+\-@\t\r\n＝＋－＠]")  # noqa: RUF001  full width too


def heading() -> tuple[str, ...]:
    """Return the titles of the columns."""
    return (*HEAD, *FIELDS.values())


def line(entry: Entry) -> tuple[str, ...]:
    """Return the cells of one activity, under `heading()`."""
    days = (entry.created_on, entry.updated_on, entry.validated_on)
    return (
        entry.reference,
        ROLES[entry.role],
        STATES[entry.state],
        *(f"{day:%d/%m/%Y}" if day else "" for day in days),
        *cells_of(entry.sheet).values(),
    )


def harmless(text: str) -> str:
    """Return `text` so that no spreadsheet runs it: an apostrophe stands before a formula."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def harmful(text: str) -> str:
    """Return what `harmless` was given."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text[1:]) else text


def write(register: Register) -> bytes:
    """Return the file: UTF-8 with its mark, semicolons, lines ended by CR LF, as Excel expects."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading())
    for entry in register.entries:
        writer.writerow([harmless(cell) for cell in line(entry)])
    return made.getvalue().encode("utf-8-sig")
