"""Joining a newer template to a sheet changed here: three-way, field by field, never in silence.

What the template changed and the establishment left as it was is taken. What both changed is
contested, unless they changed different rows of it: then both changes stand.
"""

from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from pydantic import BaseModel

from portal.register.differences import key_of
from portal.register.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Merged:
    """`sheet` is mine with what could be taken; `taken` and `contested` are names of fields."""

    sheet: Sheet
    taken: tuple[str, ...]
    contested: tuple[str, ...]


class _No(Enum):
    """No row of that key; no value that joins both."""

    ROW = auto()
    JOIN = auto()


def merge(*, base: Sheet, mine: Sheet, theirs: Sheet) -> Merged:
    """Return `mine` with what `theirs` changed since `base`; contested fields stay as mine.

    The file that a processor is linked to is the establishment's own affair: it is no change of
    the template's text, and it stays with the processor of that name.
    """
    taken: dict[str, object] = {}
    contested: list[str] = []
    sheets = tuple(map(_unlinked, (base, mine, theirs)))
    for name in Sheet.model_fields:
        before, here, there = (getattr(one, name) for one in sheets)
        if there in (before, here):
            continue
        joined = _joined(before, here, there)
        if joined is _No.JOIN:
            contested.append(name)
        elif joined != here:
            taken[name] = joined
    found = _linked(mine.model_copy(update=taken), like=mine)
    return Merged(found, tuple(taken), tuple(contested))


def union(mine: Sheet, theirs: Sheet, *, field: str) -> object:
    """Return my rows of a field, then theirs whose key I do not have."""
    here, there = getattr(mine, field), getattr(theirs, field)
    keys = {_key(row) for row in here}
    return (*here, *(row for row in there if _key(row) not in keys))


def _unlinked(sheet: Sheet) -> Sheet:
    rows = tuple(one.model_copy(update={"link": ""}) for one in sheet.processors)
    return sheet.model_copy(update={"processors": rows})


def _linked(sheet: Sheet, *, like: Sheet) -> Sheet:
    """Return the sheet with the links that `like` gives to processors of the same name."""
    links = {one.label: one.link for one in like.processors if one.link}
    rows = tuple(
        one.model_copy(update={"link": one.link or links.get(one.label, "")})
        for one in sheet.processors
    )
    return sheet.model_copy(update={"processors": rows})


def _joined(before: object, here: object, there: object) -> object:
    """Return the value both changes lead to, _No.JOIN when they contradict each other."""
    if here == before:
        return there
    if isinstance(before, tuple) and isinstance(here, tuple) and isinstance(there, tuple):
        return _rows(before, here, there)
    return _No.JOIN


def _rows(
    before: tuple[Any, ...], here: tuple[Any, ...], there: tuple[Any, ...]
) -> "tuple[Any, ...] | _No":
    if any(_has_twins(rows) for rows in (before, here, there)):
        return _No.JOIN
    old, mine, theirs = ({_key(row): row for row in rows} for rows in (before, here, there))
    if _contradict(old, mine, theirs):
        return _No.JOIN
    kept = [
        theirs.get(key, _No.ROW) if _is_changed(old, theirs, key) else row
        for key, row in mine.items()
    ]
    added = [row for key, row in theirs.items() if key not in old and key not in mine]
    return tuple(row for row in (*kept, *added) if row is not _No.ROW)


def _contradict(old: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Return whether both changed one row and differ, or both renamed what may be one row.

    A row that went on both sides while both added another may have been renamed twice: which of
    the two names is right is for a person to say.
    """
    every = {*old, *mine, *theirs}
    both = [k for k in every if _is_changed(old, mine, k) and _is_changed(old, theirs, k)]
    if any(mine.get(key, _No.ROW) != theirs.get(key, _No.ROW) for key in both):
        return True
    is_gone = any(key not in mine for key in both)
    return is_gone and bool(mine.keys() - old.keys()) and bool(theirs.keys() - old.keys())


def _is_changed(old: dict[str, Any], new: dict[str, Any], key: str) -> bool:
    return bool(old.get(key, _No.ROW) != new.get(key, _No.ROW))


def _has_twins(rows: tuple[Any, ...]) -> bool:
    return any(count > 1 for count in Counter(map(_key, rows)).values())


def _key(row: object) -> str:
    return key_of(row) if isinstance(row, BaseModel) else str(row)
