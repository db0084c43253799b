"""The sheets of the CNIL's simplified model, filled by hand or by another tool: read by block.

Rows are found by the names of the blocks, whatever was added between them. What the model does
not say stays empty: it is for a person to complete.
"""

from collections.abc import Iterator

from portal.register.exports import cnil
from portal.register.exports import sheet_of_activity as blocks
from portal.register.exports.cells import plain
from portal.register.exports.words import ENUMS
from portal.register.imports.grids import Grid
from portal.register.sheet import (
    DataCategory,
    DataFamily,
    DataSubject,
    Measure,
    Purpose,
    Recipient,
    RecipientKind,
    Retention,
    Sheet,
    Transfer,
    TransferTool,
)

_BLOCKS = {plain(name): name for name in blocks.BLOCKS}
_FAMILIES = {plain(ENUMS[DataFamily][family.value]): family for family in DataFamily}
_KINDS = {plain(ENUMS[RecipientKind][kind.value]): kind for kind in RecipientKind}
_TOOLS = {plain(ENUMS[TransferTool][tool.value]): tool for tool in TransferTool}
_NOTHING = {"", "-", "—", "neant", "sans objet", "non concerne"}


def is_fiche(grid: Grid) -> bool:
    """Return whether a page is the sheet of one activity: it has the blocks and a name.

    The model itself counts once someone filled it; the CNIL's example never does.
    """
    if plain(grid.name) == plain(cnil.EXAMPLE):
        return False
    found = _by_block(grid)
    return blocks.PURPOSES in found and bool(_name(found))


def sheet_of_fiche(grid: Grid) -> tuple[str, Sheet]:
    """Return the reference and the sheet that a page says.

    Errors: pydantic's ValidationError when a text is too long.
    """
    found = _by_block(grid)
    categories, retentions = _data(found)
    return _described(found, "n° / ref"), Sheet(
        name=_name(found),
        purposes=_purposes(found),
        data_subjects=tuple(
            DataSubject(label=kind or note, note=note if kind else "")
            for kind, note in _pairs(found, blocks.SUBJECTS)
        ),
        data_categories=categories,
        retentions=retentions,
        recipients=tuple(
            Recipient(label=note or kind, kind=_KINDS.get(plain(kind), RecipientKind.OTHER))
            for kind, note in _pairs(found, blocks.RECIPIENTS)
        ),
        measures=tuple(
            Measure(
                text=_measure(kind, note),
                is_organisational=plain(kind) == plain(blocks.ORGANISATIONAL),
            )
            for kind, note in _pairs(found, blocks.MEASURES)
        ),
        transfers=tuple(_transfers(found)),
    )


def _by_block(grid: Grid) -> dict[str, list[list[str]]]:
    """Return the rows under each block, its own row left out, each padded to six cells."""
    found: dict[str, list[list[str]]] = {}
    current = ""
    for cells in grid.lines:
        padded = [cell.strip() for cell in cells[:6]] + [""] * (6 - len(cells))
        name = _BLOCKS.get(plain(padded[0]))
        if name:
            current = name
            found[current] = []
        elif current and any(padded):
            found[current].append(padded)
    return found


def _described(found: dict[str, list[list[str]]], label: str) -> str:
    for cells in found.get(blocks.DESCRIPTION, []):
        if plain(cells[0]) == label:
            return cells[1]
    return ""


def _name(found: dict[str, list[list[str]]]) -> str:
    return _described(found, "nom / sigle")


def _purposes(found: dict[str, list[list[str]]]) -> tuple[Purpose, ...]:
    said = [cells[1] for cells in found.get(blocks.PURPOSES, []) if _is_said(cells[1])]
    return (Purpose(text=said[0], sub_purposes=tuple(said[1:])),) if said else ()


def _data(
    found: dict[str, list[list[str]]],
) -> tuple[tuple[DataCategory, ...], tuple[Retention, ...]]:
    """Return the categories, and one retention for each family that gives a time."""
    categories: list[DataCategory] = []
    retentions: list[Retention] = []
    for name in (blocks.CATEGORIES, blocks.SENSITIVE):
        for label, text, _country, lasting, *_rest in found.get(name, []):
            if not _is_said(text):
                continue
            family = _FAMILIES.get(plain(label), DataFamily.OTHER)
            kept = label[:300] if _is_said(lasting) else ""
            if kept:
                retentions.append(Retention(what=kept, active=" ; ".join(lasting.splitlines())))
            categories += [
                DataCategory(label=line, family=family, retention=kept)
                for line in text.splitlines()
                if line.strip()
            ]
    return tuple(categories), tuple(retentions)


def _pairs(found: dict[str, list[list[str]]], name: str) -> Iterator[tuple[str, str]]:
    """Yield the type and the precision of each row that says one of them."""
    for cells in found.get(name, []):
        if _is_said(cells[1]) or _is_said(cells[3]):
            yield cells[1], cells[3]


def _measure(kind: str, note: str) -> str:
    if plain(kind) in (plain(blocks.TECHNICAL), plain(blocks.ORGANISATIONAL)):
        return note
    return " : ".join(part for part in (kind, note) if part)


def _transfers(found: dict[str, list[list[str]]]) -> Iterator[Transfer]:
    for _label, recipient, country, tool, _none, document in found.get(blocks.TRANSFERS, []):
        if _is_said(recipient):
            kind = _TOOLS.get(plain(tool), TransferTool.NONE_YET)
            yield Transfer(recipient=recipient, country=country, tool=kind, document=document)


def _is_said(text: str) -> bool:
    return plain(text) not in _NOTHING
