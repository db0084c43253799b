"""A spreadsheet before it has a format: sheets of rows of text; no cell can be a formula."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Look = Literal["", "title", "block", "head", "label"]


@dataclass(frozen=True)
class Cell:
    """A text, how it looks and how many columns it takes."""

    text: str = ""
    look: Look = ""
    span: int = 1


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """One sheet: its name, its rows, the widths of its columns in centimetres."""

    name: str
    rows: tuple[Row, ...]
    widths: tuple[float, ...] = ()
    frozen_rows: int = 0


def row(*texts: str, look: Look = "", first: Look | None = None) -> Row:
    """Return a row of cells that look the same, save its first one."""
    looks = (first if first is not None else look, *[look] * (len(texts) - 1))
    return tuple(Cell(text, shape) for text, shape in zip(texts, looks, strict=True))


def column(rows: Iterable[Row]) -> int:
    """Return how many columns the widest of `rows` takes."""
    return max((sum(cell.span for cell in line) for line in rows), default=1)
