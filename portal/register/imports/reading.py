"""The activities a file says, whatever its format: JSON of Vigie, its workbooks, its CSV."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from portal.register.exports import cnil, json_file
from portal.register.exports.cells import CellRefused, plain, sheet_of
from portal.register.exports.csv_file import harmful
from portal.register.exports.register import Processor, Register
from portal.register.exports.words import FIELDS, ROLES
from portal.register.imports.cnil_sheets import is_fiche, sheet_of_fiche
from portal.register.imports.grids import MOST_LINES, MOST_UNPACKED, Grid, read
from portal.register.imports.refusals import FileRefused
from portal.register.sheet import Sheet

_COLUMNS = {plain(label): name for name, label in FIELDS.items()}
_ROLE, _REFERENCE = plain("Rôle"), plain("N° REF")
_SEPARATORS = ";,\t"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number as people count, what it says, or why it is refused.

    `processors` come with it: those its sheet names; the first line also brings those that no
    activity names.
    """

    number: int
    reference: str
    role: str = "controller"
    sheet: Sheet | None = None
    refusal: str = ""
    processors: tuple[Processor, ...] = ()


def lines_of(content: bytes) -> tuple[Line, ...]:
    """Return every activity of a file, refused ones among them, in its order.

    Errors: FileRefused when it is no register, or goes beyond the limits.
    """
    if len(content) > MOST_UNPACKED:
        raise FileRefused("Ce fichier pèse plus de 50 Mo.")
    if content.startswith(b"PK"):
        return _workbook(read(content))
    text = _text(content)
    if text.lstrip().startswith("{"):
        return _json(content)
    return _table(_csv(text))


def _text(content: bytes) -> str:
    """Return the text: UTF-8, else what Excel writes on a French Windows."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _json(content: bytes) -> tuple[Line, ...]:
    try:
        register = json_file.read(content.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        where = " / ".join(str(step) for step in error.errors()[0]["loc"])
        raise FileRefused(f"Ce JSON n’est pas un registre de Vigie (à : {where}).") from None
    if len(register.entries) > MOST_LINES:
        raise FileRefused(f"Ce JSON a plus de {MOST_LINES} activités.")
    return tuple(
        Line(
            number,
            entry.reference,
            entry.role,
            entry.sheet,
            processors=_coming(register, at=number - 1),
        )
        for number, entry in enumerate(register.entries, 1)
    )


def _coming(register: Register, *, at: int) -> tuple[Processor, ...]:
    """Return the processors that come with the activity at that place."""
    named = [{use.link for use in entry.sheet.processors} for entry in register.entries]
    free = {one.link for one in register.processors}.difference(*named) if at == 0 else set()
    return tuple(one for one in register.processors if one.link in named[at] or one.link in free)


def _csv(text: str) -> Grid:
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise FileRefused("Ce CSV est mal formé.") from None
    if len(found) > MOST_LINES:
        raise FileRefused(f"Ce CSV a plus de {MOST_LINES} lignes.")
    return Grid("CSV", [[harmful(cell) for cell in line] for line in found])


def _workbook(grids: tuple[Grid, ...]) -> tuple[Line, ...]:
    """Read the page that says everything, else the CNIL's sheets, else the only page."""
    whole = [grid for grid in grids if plain(grid.name) == plain(cnil.WHOLE)]
    if whole:
        return _table(whole[0])
    fiches = [(number, grid) for number, grid in enumerate(grids, 1) if is_fiche(grid)]
    if fiches:
        return tuple(_fiche(number, grid) for number, grid in fiches)
    if len(grids) == 1:
        return _table(grids[0])
    pages = ", ".join(grid.name for grid in grids[:8])
    raise FileRefused(
        f"Ni feuille « {cnil.WHOLE} » ni fiche remplie au modèle de la CNIL"
        f" dans ce classeur ({pages})."
    )


def _fiche(number: int, grid: Grid) -> Line:
    """Return what a sheet of the CNIL's model says; its number is that of the page."""
    if grid.formulas:
        return Line(number, "", refusal=f"{grid.name} : une formule.")
    try:
        reference, sheet = sheet_of_fiche(grid)
    except ValidationError:
        return Line(number, "", refusal=f"{grid.name} : un texte est trop long.")
    return Line(number, reference, sheet=sheet)


def _table(grid: Grid) -> tuple[Line, ...]:
    """Return a line for each row under the titles; a column nobody knows is left out."""
    titles = [plain(cell) for cell in (grid.lines[0] if grid.lines else [])]
    if plain(FIELDS["name"]) not in titles:
        raise FileRefused(f"Aucune colonne « {FIELDS['name']} » en première ligne.")
    doubled = {title for title in titles if title and titles.count(title) > 1}
    if doubled:
        raise FileRefused(f"La colonne « {min(doubled)} » est là deux fois.")
    return tuple(_lines(grid, titles))


def _lines(grid: Grid, titles: list[str]) -> Iterator[Line]:
    for index, cells in enumerate(grid.lines[1:], 1):
        if not any(cell.strip() for cell in cells):
            continue
        by_title = dict(zip(titles, cells, strict=False))
        reference = by_title.get(_REFERENCE, "").strip()
        doubt = _doubt(grid, index, titles)
        if doubt:
            yield Line(index + 1, reference, refusal=doubt)
            continue
        yield _line(index + 1, reference, by_title)


def _doubt(grid: Grid, index: int, titles: list[str]) -> str:
    """Return why a row cannot be trusted, "" when it can."""
    for places, what in ((grid.formulas, "une formule"), (grid.merged, "des cellules fusionnées")):
        for line, column in sorted(places):
            if line == index and column < len(titles):
                return f"{titles[column]} : {what}."
    return ""


def _line(number: int, reference: str, by_title: dict[str, str]) -> Line:
    role = _role(by_title.get(_ROLE, ""))
    if role is None:
        return Line(
            number, reference, refusal="Rôle : ni responsable du traitement, ni sous-traitant."
        )
    cells = {_COLUMNS[title]: cell for title, cell in by_title.items() if title in _COLUMNS}
    try:
        return Line(number, reference, role, sheet_of(cells))
    except CellRefused as refusal:
        return Line(number, reference, role, refusal=f"{refusal.column} : {refusal.message}")


def _role(written: str) -> str | None:
    if not written.strip():
        return "controller"
    known = {plain(label): role for role, label in ROLES.items()}
    return known.get(plain(written))
