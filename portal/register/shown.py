"""A sheet as a page shows it: section by section, in words, with what is missing and why."""

from dataclasses import dataclass

from pydantic import BaseModel

from portal.register.completeness import Missing, missing
from portal.register.differences import key_name, key_of
from portal.register.editing import names_of
from portal.register.fields import Field, Section, fields, label_of, sections
from portal.register.sheet import DataCategory, Sheet
from portal.register.words import said


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a repeated field: its name, what is said of it, marks."""

    title: str
    facts: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One field: a text or rows. `lacks` is what is missing of it, a part of it included."""

    field: Field
    text: str
    rows: tuple[Row, ...]
    lacks: tuple[Missing, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not self.text and not self.rows


@dataclass(frozen=True, slots=True)
class ShownSection:
    """One section and its fields; empty ones that nobody asks for are left out."""

    section: Section
    fields: tuple[Shown, ...]
    lacks: int
    owes: int


def shown(sheet: Sheet, *, role: str) -> tuple[ShownSection, ...]:
    """Return the sheet in words for that role, every section in the order of the form."""
    lacks = missing(sheet, role=role)
    return tuple(_section(section, sheet, role=role, lacks=lacks) for section in sections())


def text_of(sheet: Sheet, name: str) -> tuple[Row, ...] | str:
    """Return one field of a sheet in words: rows, or a text."""
    found = _shown(fields()[name], sheet, lacks=())
    return found.rows or found.text


def shown_field(sheet: Sheet, name: str) -> Shown:
    """Return one field of a sheet in words."""
    return _shown(fields()[name], sheet, lacks=())


def _section(
    section: Section, sheet: Sheet, *, role: str, lacks: tuple[Missing, ...]
) -> ShownSection:
    here = tuple(one for one in lacks if one.section == section.id)
    found = (
        _shown(fields()[name], sheet, lacks=here)
        for name in names_of(section, role=role, sheet=sheet)
        if name != "name"
    )
    return ShownSection(
        section=section,
        fields=tuple(one for one in found if not one.is_empty or one.lacks),
        lacks=len(here),
        owes=sum(one.is_owed for one in here),
    )


def _shown(field: Field, sheet: Sheet, *, lacks: tuple[Missing, ...]) -> Shown:
    value = getattr(sheet, field.path)
    mine = tuple(one for one in lacks if one.field.path.partition(".")[0] == field.path)
    rows: tuple[Row, ...] = ()
    text = ""
    if isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        rows = tuple(_row(field.path, row) for row in value)
    elif isinstance(value, tuple):
        rows = tuple(Row(said(one), (), (), is_sensitive=False) for one in value)
    elif isinstance(value, BaseModel):
        text = "\n".join(filter(None, (said(getattr(value, n)) for n in type(value).model_fields)))
        text = text if value != type(value)() else ""
    elif value is not False:
        text = said(value)
    return Shown(field=field, text=text, rows=rows, lacks=mine)


def _row(name: str, row: BaseModel) -> Row:
    """Return a row in words: yes or no is a mark, a default code is left out but for families."""
    facts, marks = [], []
    for part in type(row).model_fields:
        value = getattr(row, part)
        if part in {key_name(row), "link"} or value in ("", (), None, False):
            continue
        if value is True:
            marks.append(label_of(f"{name}.{part}"))
        else:
            facts.append((label_of(f"{name}.{part}"), said(value)))
    is_sensitive = isinstance(row, DataCategory) and row.is_sensitive
    return Row(key_of(row), tuple(facts), tuple(marks), is_sensitive=is_sensitive)
