"""A page as a table: the row of its titles, the rows beneath, what makes a cell doubtful."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from portal.register.exports.cells import plain
from portal.register.imports.grids import Grid

_HIGHEST_HEADS = 15


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as people count; `doubts` says what is wrong in a column, by its index."""

    number: int
    cells: tuple[str, ...]
    doubts: dict[int, str]

    def cell(self, column: int) -> str:
        """Return the text of a column, "" beyond the last."""
        return self.cells[column].strip() if 0 <= column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The titles of a page and its rows, empty ones left out."""

    name: str
    titles: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def plain_titles(self) -> tuple[str, ...]:
        """The titles without accents nor capitals, to be compared."""
        return tuple(plain(title) for title in self.titles)

    @property
    def fingerprint(self) -> str:
        """What is the same for every file with these titles in this order."""
        return sha256("\n".join(self.plain_titles).encode()).hexdigest()


def table_of(grid: Grid, *, known: Iterable[str] = ()) -> Table:
    """Return the table of a page; `known` are plain titles that help to find their row.

    The titles are on the row that has most of them, the first of two or more cells otherwise.
    """
    head = _head(grid, set(known))
    titles = [cell.strip() for cell in grid.lines[head]] if grid.lines else []
    while titles and not titles[-1]:
        titles.pop()
    rows = (
        Row(index + 1, tuple(cells), _doubts(grid, index))
        for index, cells in enumerate(grid.lines)
        if index > head and any(cell.strip() for cell in cells)
    )
    return Table(grid.name, tuple(titles), tuple(rows))


def _head(grid: Grid, known: set[str]) -> int:
    best, most = 0, 0
    for index, cells in enumerate(grid.lines[:_HIGHEST_HEADS]):
        filled = [plain(cell) for cell in cells if cell.strip()]
        found = sum(cell in known for cell in filled)
        worth = found + 1 if len(filled) > 1 else found
        # Ties keep the first: what stands under the titles seldom says their words again.
        if worth > most:
            best, most = index, worth
    return best


def _doubts(grid: Grid, index: int) -> dict[int, str]:
    merged = {
        column: _("des cellules fusionnées.") for line, column in grid.merged if line == index
    }
    formulas = {column: _("une formule.") for line, column in grid.formulas if line == index}
    return merged | formulas
