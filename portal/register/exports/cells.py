r"""A sheet as cells of text, and back: nothing is lost either way.

A list stands one element a line, the parts of an element between bars, a list inside a part
between semicolons. Where the text itself holds such a sign, a backslash stands before it; a
line break is `\n`, an empty element `\e`, any other control character `\uXXXX`.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from portal.register.exports.words import ENUMS, FIELDS, NO, YES
from portal.register.sheet import Sheet

# XML carries none of these, and a spreadsheet turns some of them into others.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BACKSLASH = re.compile(rf"\\(?=[\\|;neu\n]|{_CONTROL.pattern}|$)")
_ESCAPED = re.compile(r"\\(?:u([0-9a-f]{4})|([\\|;ne]))")
_PART = re.compile(r"((?:\\[\\|;neu]|[^|])*)(?:\||$)")
_ITEM = re.compile(r"((?:\\[\\|;neu]|[^;])*)(?:;|$)")


class CellRefused(Exception):
    """A cell that says nothing the register can hold; `message` is a sentence, in French."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__("a cell of an imported file was refused")
        self.column = column
        self.message = message


def cells_of(sheet: Sheet) -> dict[str, str]:
    """Return the text of each field of `sheet`, by field name, in the order of the files."""
    return {field: _text(getattr(sheet, field)) for field in FIELDS}


def sheet_of(cells: dict[str, str]) -> Sheet:
    """Return the sheet that `cells` hold; a field that is not there keeps its default.

    Raises CellRefused, naming the first column that cannot be read.
    """
    found: dict[str, object] = {}
    for field, text in cells.items():
        try:
            value = _value(text, Sheet.model_fields[field].annotation)
        except ValueError as error:
            raise CellRefused(FIELDS[field], str(error)) from None
        if value is not None:
            found[field] = value
    try:
        return Sheet.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        column = FIELDS.get(str(first["loc"][0]), "")
        raise CellRefused(column, _sentence(first["type"], first.get("ctx", {}))) from None


def _sentence(kind: str, context: dict[str, Any]) -> str:
    if kind == "string_too_long":
        return _("texte trop long (%(most)s caractères au plus).") % {"most": context["max_length"]}
    if kind == "missing":
        return _("manque.")
    return _("valeur refusée.")


def escape(text: str, *, signs: str) -> str:
    """Return `text` with a backslash before each of `signs` and no control character."""
    safe = _BACKSLASH.sub(r"\\\\", text)
    safe = _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", safe)
    for sign in signs:
        safe = safe.replace(sign, "\\n" if sign == "\n" else f"\\{sign}")
    return safe


def unescape(text: str) -> str:
    """Return the text that `escape` was given."""
    letters = {"n": "\n", "e": ""}
    return _ESCAPED.sub(
        lambda found: chr(int(found[1], 16)) if found[1] else letters.get(found[2], found[2]), text
    )


def xml_safe(text: str) -> str:
    """Return `text` without what XML cannot hold: for files that are read, not read back."""
    return _CONTROL.sub(" ", text)


def _text(value: object) -> str:
    """Return a whole cell."""
    if isinstance(value, tuple):
        return "\n".join(_element(item) or "\\e" for item in value)
    if isinstance(value, BaseModel):
        return _element(value)
    return _atom(value, signs="")


def _element(value: object) -> str:
    if not isinstance(value, BaseModel):
        return _atom(value, signs="\n")
    fields = type(value).model_fields
    parts = ["" if _is_default(value, name) else _part(getattr(value, name)) for name in fields]
    while parts and not parts[-1]:
        parts.pop()
    return " | ".join(parts)


def _is_default(value: BaseModel, name: str) -> bool:
    # An enumeration is always said: a reader must not have to know what silence means.
    held = getattr(value, name)
    return held == type(value).model_fields[name].default and not isinstance(held, StrEnum)


def _part(value: object) -> str:
    if isinstance(value, tuple):
        return " ; ".join(_atom(item, signs="\n|;") or "\\e" for item in value)
    return _atom(value, signs="\n|")


def _atom(value: object, *, signs: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, StrEnum):
        return ENUMS[type(value)][value.value]
    return escape(str(value), signs=signs)


def _value(text: str, kind: Any) -> object:
    """Return what a whole cell says; None when it is empty."""
    if not text.strip():
        return None
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return tuple(_read_element(line, inner) for line in text.splitlines() if line.strip())
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _read_element(text, kind)
    return _read_atom(text, kind)


def _read_element(line: str, kind: Any) -> object:
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return _read_atom(line, kind)
    parts = _split(line, _PART)
    fields = kind.model_fields
    if len(parts) > len(fields):
        raise ValueError(
            _("«\u00a0%(text)s\u00a0» a trop de parties entre barres.") % {"text": line[:60]}
        )
    found = {
        name: _read_part(part, field.annotation)
        for part, (name, field) in zip(parts, fields.items(), strict=False)
        if part
    }
    first = next(iter(fields))
    return {first: "", **found} if fields[first].is_required() else found


def _read_part(part: str, kind: Any) -> object:
    if get_origin(kind) is tuple:
        return tuple(_read_atom(item, get_args(kind)[0]) for item in _split(part, _ITEM))
    return _read_atom(part, kind)


def _split(text: str, pattern: re.Pattern[str]) -> list[str]:
    found, position = [], 0
    while position <= len(text):
        match = pattern.match(text, position)
        if match is None:
            break
        found.append(match[1].strip())
        if match.end() == len(text) and match.end(1) == match.end():
            break
        position = match.end()
    return found


def _read_atom(text: str, kind: Any) -> object:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _member(text, kind)
    if kind is bool:
        return _truth(text)
    if get_origin(kind) is UnionType or kind is int:
        digits = re.sub(r"[\s\u00a0\u202f]", "", text)
        if not digits.isdecimal():
            raise ValueError(
                _("«\u00a0%(text)s\u00a0» n’est pas un nombre entier.") % {"text": text[:60]}
            )
        return int(digits)
    return unescape(text)


def _member(text: str, kind: type[StrEnum]) -> StrEnum:
    member = _members(kind).get(plain(text))
    if member is None:
        raise ValueError(
            _("«\u00a0%(text)s\u00a0» n’est pas une valeur connue.") % {"text": text[:60]}
        )
    return member


@cache
def _members(kind: type[StrEnum]) -> dict[str, StrEnum]:
    """Return the members by their label, and by their code."""
    by_code = {member.value: member for member in kind}
    return by_code | {plain(ENUMS[kind][member.value]): member for member in kind}


def _truth(text: str) -> bool:
    answers = {"oui": True, "o": True, "x": True, "1": True, "vrai": True, "true": True} | {
        "non": False, "n": False, "0": False, "faux": False, "false": False
    }  # fmt: skip
    if plain(text) not in answers:
        raise ValueError(
            _("«\u00a0%(text)s\u00a0» n’est ni «\u00a0oui\u00a0» ni «\u00a0non\u00a0».")
            % {"text": text[:60]}
        )
    return answers[plain(text)]


def plain(text: str) -> str:
    """Return `text` without accents, capitals nor the choice of an apostrophe, to compare it."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "'").replace("…", "..."))
    kept = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(kept.casefold().split())
