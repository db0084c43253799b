"""The bytes of a file: what nobody can read is refused with its cure, the rest becomes text."""

import csv
import io
import re

from django.utils.translation import gettext as _

from portal.register.exports.csv_file import harmful
from portal.register.imports.grids import MOST_LINES, Grid
from portal.register.imports.refusals import FileRefused

# The container of the old Office files, and of an encrypted new one.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = ";,\t"
_ANNOUNCED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def refuse_unreadable(content: bytes) -> None:
    """Refuse an empty file, an old or encrypted workbook, a PDF. Raises FileRefused."""
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileRefused(_("Ce fichier est vide."))
    if content.startswith(_COMPOUND) and _ENCRYPTED in content:
        raise FileRefused(
            _(
                "Ce classeur est protégé par un mot de passe\u00a0: "
                "enregistrez-le sans mot de passe, puis choisissez-le de nouveau."
            )
        )
    if content.startswith(_COMPOUND):
        raise FileRefused(
            _(
                "Ce classeur est à l’ancien format (.xls)\u00a0: "
                "enregistrez-le en .xlsx ou en .ods, puis choisissez-le de nouveau."
            )
        )
    if content.startswith(b"%PDF"):
        raise FileRefused(
            _("Un PDF ne se relit pas\u00a0: demandez le registre en tableur ou en JSON.")
        )


def text_of(content: bytes) -> str:
    """Return the text: UTF-16 when its mark says so, UTF-8, else what a French Windows writes.

    Errors: FileRefused when it is no text at all.
    """
    try:
        text = content.decode("utf-16" if content.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\x00" in text:
        raise FileRefused(_("Ce fichier n’est ni un tableur, ni du CSV, ni du JSON."))
    return text


def grid_of(text: str) -> Grid:
    """Return the CSV as a page. Errors: FileRefused when malformed or too long."""
    announced = _ANNOUNCED.match(text)
    text = text[announced.end() :] if announced else text
    first = text.lstrip("\r\n").split("\n", 1)[0]
    separator = announced[1] if announced else max(_SEPARATORS, key=first.count)
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise FileRefused(_("Ce CSV est mal formé.")) from None
    if len(found) > MOST_LINES:
        raise FileRefused(_("Ce CSV a plus de %(most)s lignes.") % {"most": MOST_LINES})
    return Grid("CSV", [[harmful(cell) for cell in line] for line in found])
