"""A spreadsheet as text: its pages, and what makes a cell doubtful (a formula, a merge).

Nothing is run, followed or expanded: a workbook is unpacked by pieces and weighed before it is
read, and one that declares a document type is refused.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeVar
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from portal.register.exports.cells import plain
from portal.register.imports.refusals import FileRefused

MOST_UNPACKED = 50_000_000
MOST_LINES = 5_000
MOST_COLUMNS = 200
# A page whose last cell lies beyond is refused unread, however empty.
_FARTHEST = 50_000
_PIECE = 1 << 20
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
Page = TypeVar("Page")
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@dataclass
class Grid:
    """One page: its lines of cells, and (line, column), from 0, of those that are doubtful."""

    name: str
    lines: list[list[str]] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    merged: set[tuple[int, int]] = field(default_factory=set)


def read(content: bytes, *, only: str = "") -> tuple[Grid, ...]:
    """Return the pages of an ODS or XLSX workbook, told by what it holds.

    The page named `only`, when there is one, is read alone: the others are left unread.

    Errors: FileRefused.
    """
    names = _weigh(content)
    if "content.xml" in names:
        _refuse_encrypted(content, names)
        return tuple(_ods(content, only=only))
    if "xl/workbook.xml" in names:
        _refuse_twins(_names_in_excel(content))
        return tuple(_xlsx(content, only=only))
    raise FileRefused(_("Ce fichier n’est ni un classeur ODS ni un classeur Excel."))


def _refuse_twins(names: Iterable[str]) -> None:
    """Refuse two pages of one name: nobody could say which one was meant."""
    seen: set[str] = set()
    for name in names:
        if plain(name) in seen:
            raise FileRefused(
                _("Deux feuilles de ce classeur s’appellent «\u00a0%(name)s\u00a0».")
                % {"name": name}
            )
        seen.add(plain(name))


def _names_in_excel(content: bytes) -> list[str]:
    """Return the names of the pages as written: openpyxl gives a second twin another name."""
    root = _parsed(content, "xl/workbook.xml", refusal=_("Ce classeur Excel est mal formé."))
    return [page.get("name", "") for page in root.iter() if page.tag.endswith("}sheet")]


def _refuse_encrypted(content: bytes, names: set[str]) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in archive.read(manifest):
            raise FileRefused(
                _(
                    "Ce classeur est protégé par un mot de passe\u00a0: "
                    "enregistrez-le sans mot de passe, puis choisissez-le de nouveau."
                )
            )


def _parsed(content: bytes, part: str, *, refusal: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        try:
            return ElementTree.fromstring(archive.read(part))  # noqa: S314  weighed
        except ElementTree.ParseError:
            raise FileRefused(refusal) from None


def _weigh(content: bytes) -> set[str]:
    """Return the names of the parts, once each was unpacked without going beyond the limit."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                with archive.open(part) as stream:
                    before = b""
                    while piece := stream.read(_PIECE):
                        total += len(piece)
                        if total > MOST_UNPACKED:
                            raise FileRefused(
                                _("Ce classeur pèse plus de 50\u00a0Mo une fois décompressé.")
                            )
                        if b"<!DOCTYPE" in before + piece:
                            raise FileRefused(_("Ce classeur déclare un type de document."))
                        before = piece[-16:]
            return set(archive.namelist())
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError):
        raise FileRefused(_("Ce classeur est abîmé, chiffré ou n’en est pas un.")) from None


def _ods(content: bytes, *, only: str) -> Iterator[Grid]:
    root = _parsed(content, "content.xml", refusal=_("Ce classeur ODS est mal formé."))
    tables = [(table.get(f"{_TABLE}name", ""), table) for table in root.iter(f"{_TABLE}table")]
    _refuse_twins(name for name, _page in tables)
    for name, table in _kept(tables, only):
        grid = Grid(name)
        for row in table.iter(f"{_TABLE}table-row"):
            _ods_row(grid, row)
        yield grid


def _kept(pages: list[tuple[str, Page]], only: str) -> list[tuple[str, Page]]:
    """Return the page named `only` alone, all of them when none is."""
    alone = [page for page in pages if plain(page[0]) == plain(only)]
    return alone or pages


def _ods_row(grid: Grid, row: ElementTree.Element) -> None:
    cells: list[str] = []
    for cell in row:
        repeated = min(_number(cell, "number-columns-repeated"), MOST_COLUMNS - len(cells))
        place = (len(grid.lines), len(cells))
        if cell.get(f"{_TABLE}formula"):
            grid.formulas.add(place)
        rows = min(_number(cell, "number-rows-spanned"), MOST_LINES)
        if max(_number(cell, "number-columns-spanned"), rows) > 1:
            grid.merged |= {(place[0] + below, place[1]) for below in range(rows)}
        cells += [_ods_text(cell)] * repeated
    repeated = _number(row, "number-rows-repeated") if any(cells) else 1
    _count(grid, len(grid.lines) + repeated)
    grid.lines += [cells] * repeated


def _count(grid: Grid, lines: int) -> None:
    if lines > MOST_LINES:
        raise FileRefused(
            _("La feuille «\u00a0%(name)s\u00a0» a plus de %(most)s lignes.")
            % {"name": grid.name, "most": MOST_LINES}
        )


def _number(element: ElementTree.Element, name: str) -> int:
    written = element.get(f"{_TABLE}{name}", "1")
    return int(written) if written.isdecimal() else 1


def _ods_text(cell: ElementTree.Element) -> str:
    day = cell.get(f"{_OFFICE}date-value")
    if day:
        try:
            return _day(datetime.fromisoformat(day)) if len(day) >= len("2026-03-31") else day
        except ValueError:
            return day
    return "\n".join(_paragraph(part) for part in cell if part.tag == f"{_TEXT}p")


def _paragraph(element: ElementTree.Element) -> str:
    said = element.text or ""
    for part in element:
        if part.tag == f"{_TEXT}s":
            count = part.get(f"{_TEXT}c", "1")
            said += " " * (min(int(count), 4_000) if count.isdecimal() else 1)
        elif part.tag == f"{_TEXT}tab":
            said += "\t"
        elif part.tag == f"{_TEXT}line-break":
            said += "\n"
        else:
            said += _paragraph(part)
        said += part.tail or ""
    return said


def _xlsx(content: bytes, *, only: str) -> Iterator[Grid]:
    try:
        book = load_workbook(io.BytesIO(content), keep_links=False)
    except Exception:  # openpyxl lets out whatever a malformed part makes it trip over
        raise FileRefused(_("Ce classeur Excel est mal formé.")) from None
    for _name, page in _kept([(page.title, page) for page in book.worksheets], only):
        yield _xlsx_page(page)


def _xlsx_page(page: Worksheet) -> Grid:
    grid = Grid(page.title)
    if page.max_row > _FARTHEST:
        _count(grid, page.max_row)
    for line, row in enumerate(page.iter_rows(max_col=min(page.max_column, MOST_COLUMNS))):
        for number, cell in enumerate(row):
            if cell.data_type == "f":
                grid.formulas.add((line, number))
        cells = [_said(cell.value) for cell in row]
        # Rows that only have a colour count for nothing.
        _count(grid, line + 1 if any(cells) else 0)
        grid.lines.append(cells)
    for span in page.merged_cells.ranges:
        last = min(span.max_row, MOST_LINES)
        grid.merged |= {(row - 1, span.min_col - 1) for row in range(span.min_row, last + 1)}
    return grid


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, datetime):
        return _day(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _day(instant: datetime) -> str:
    return f"{instant:%d/%m/%Y}" if instant.time() == time() else instant.isoformat(" ")
