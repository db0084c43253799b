"""A spreadsheet as XLSX: every cell is text, marked so that editing one makes no formula of it."""

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from portal.register.exports.tables import Cell, Table

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel holds no more in a cell, and openpyxl would cut the rest without a word.
LONGEST_CELL = 32_767
_LONGEST_NAME = 31
_CHARACTERS_A_CENTIMETRE = 5.0
_THIN = Side(style="thin", color="B9C3CC")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(wrap_text=True, vertical="top")
_FONTS = {
    "title": Font(bold=True, size=16),
    "block": Font(bold=True),
    "head": Font(bold=True),
    "label": Font(color="37474F"),
}
_FILLS = {
    "block": PatternFill("solid", fgColor="DBE9F4"),
    "head": PatternFill("solid", fgColor="EEF3F7"),
}


class TooLongError(Exception):
    """A cell longer than Excel holds: ODS, CSV and JSON have no such limit."""

    message = (
        "Une cellule dépasse ce qu’un classeur Excel peut contenir (32 767 caractères) :"
        " choisissez ODS, CSV ou JSON."
    )


def write(tables: Iterable[Table]) -> bytes:
    """Return the file. Raises TooLongError rather than cut a text."""
    book = Workbook()
    book.remove(book.active)
    for table in tables:
        _write_table(book.create_sheet(table.name[:_LONGEST_NAME]), table)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _write_table(page: Worksheet, table: Table) -> None:
    for index, width in enumerate(table.widths):
        letter = page.cell(row=1, column=index + 1).column_letter
        page.column_dimensions[letter].width = width * _CHARACTERS_A_CENTIMETRE
    for number, line in enumerate(table.rows, 1):
        position = 1
        for cell in line:
            _write_cell(page.cell(row=number, column=position), cell)
            position += cell.span
    if table.frozen_rows:
        page.freeze_panes = f"A{table.frozen_rows + 1}"


def _write_cell(target: SheetCell, cell: Cell) -> None:
    if len(cell.text) > LONGEST_CELL:
        raise TooLongError
    if cell.text:
        target.value = cell.text
        # After the value: a text that begins with « = » was taken for a formula.
        target.data_type = "s"
        target.quotePrefix = cell.text[0] in "=+-@\t\r"
    if cell.look in _FONTS:
        target.font = _FONTS[cell.look]
    if cell.look in _FILLS:
        target.fill = _FILLS[cell.look]
    if cell.look != "title":
        target.alignment, target.border = _WRAP, _BORDER
