"""A spreadsheet as text: its pages, and what makes a cell doubtful (a formula, a merge).

Nothing is run, followed or expanded: a workbook is unpacked by pieces and weighed before it is
read, and one that declares a document type is refused.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from portal.register.imports.refusals import FileRefused

MOST_UNPACKED = 50_000_000
MOST_LINES = 5_000
MOST_COLUMNS = 200
_PIECE = 1 << 20
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@dataclass
class Grid:
    """One page: its lines of cells, and (line, column), from 0, of those that are doubtful."""

    name: str
    lines: list[list[str]] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    merged: set[tuple[int, int]] = field(default_factory=set)


def read(content: bytes) -> tuple[Grid, ...]:
    """Return the pages of an ODS or XLSX workbook, told by what it holds. Raises FileRefused."""
    names = _weigh(content)
    if "content.xml" in names:
        return tuple(_ods(content))
    if "xl/workbook.xml" in names:
        return tuple(_xlsx(content))
    raise FileRefused("Ce fichier n’est ni un classeur ODS ni un classeur Excel.")


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
                                "Ce classeur pèse plus de 50 Mo une fois décompressé."
                            )
                        if b"<!DOCTYPE" in before + piece:
                            raise FileRefused("Ce classeur déclare un type de document.")
                        before = piece[-16:]
            return set(archive.namelist())
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError):
        raise FileRefused("Ce classeur est abîmé, chiffré ou n’en est pas un.") from None


def _ods(content: bytes) -> Iterator[Grid]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        try:
            root = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314  weighed
        except ElementTree.ParseError:
            raise FileRefused("Ce classeur ODS est mal formé.") from None
    for table in root.iter(f"{_TABLE}table"):
        grid = Grid(table.get(f"{_TABLE}name", ""))
        for row in table.iter(f"{_TABLE}table-row"):
            _ods_row(grid, row)
        yield grid


def _ods_row(grid: Grid, row: ElementTree.Element) -> None:
    cells: list[str] = []
    for cell in row:
        repeated = min(_number(cell, "number-columns-repeated"), MOST_COLUMNS - len(cells))
        place = (len(grid.lines), len(cells))
        if cell.get(f"{_TABLE}formula"):
            grid.formulas.add(place)
        if max(_number(cell, "number-columns-spanned"), _number(cell, "number-rows-spanned")) > 1:
            grid.merged.add(place)
        cells += [_ods_text(cell)] * repeated
    repeated = _number(row, "number-rows-repeated") if any(cells) else 1
    if len(grid.lines) + repeated > MOST_LINES:
        raise FileRefused(f"La feuille « {grid.name} » a plus de {MOST_LINES} lignes.")
    grid.lines += [cells] * repeated


def _number(element: ElementTree.Element, name: str) -> int:
    written = element.get(f"{_TABLE}{name}", "1")
    return int(written) if written.isdecimal() else 1


def _ods_text(cell: ElementTree.Element) -> str:
    day = cell.get(f"{_OFFICE}date-value")
    if day:
        return _day(datetime.fromisoformat(day)) if len(day) >= len("2026-03-31") else day
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


def _xlsx(content: bytes) -> Iterator[Grid]:
    try:
        book = load_workbook(io.BytesIO(content), keep_links=False)
    except Exception:  # openpyxl lets out whatever a malformed part makes it trip over
        raise FileRefused("Ce classeur Excel est mal formé.") from None
    for page in book.worksheets:
        yield _xlsx_page(page)


def _xlsx_page(page: Worksheet) -> Grid:
    grid = Grid(page.title)
    if page.max_row > MOST_LINES:
        raise FileRefused(f"La feuille « {page.title} » a plus de {MOST_LINES} lignes.")
    for line, row in enumerate(page.iter_rows(max_col=min(page.max_column, MOST_COLUMNS))):
        for number, cell in enumerate(row):
            if cell.data_type == "f":
                grid.formulas.add((line, number))
        grid.lines.append([_said(cell.value) for cell in row])
    grid.merged = {(span.min_row - 1, span.min_col - 1) for span in page.merged_cells.ranges}
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
