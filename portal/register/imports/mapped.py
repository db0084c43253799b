"""The rows of another register, read by the columns a person chose, as lines of ours."""

from django.utils.translation import gettext as _
from pydantic import ValidationError

from portal.register.exports.cells import CellRefused, sheet_of
from portal.register.exports.words import FIELDS
from portal.register.imports import meanings
from portal.register.imports.gathered import Gathered, items
from portal.register.imports.lines import LONGEST_LINE, Line, said_in
from portal.register.imports.mapped_parts import ALL_DATA, PARTS
from portal.register.imports.mapping import Mapping, targets, whole
from portal.register.imports.tables import Row, Table
from portal.register.sheet import Sheet

Said = dict[str, list[tuple[str, str]]]
_TEXTS = (
    "references",
    "representative",
    "transfers_note",
    "collection",
    "information",
    "consent",
    "rights",
    "automated_decision",
    "nir",
    "hds",
    "owner",
)
_LISTS = ("software", "controllers", "processing_categories")
# What one of our own files puts between the parts of an element.
_BAR = " | "


def lines_of_table(table: Table, mapping: Mapping) -> tuple[Line, ...]:
    """Return a line for each row; one that cannot be read says why, with the title it is under."""
    return tuple(_line(table, row, mapping) for row in table.rows)


def _line(table: Table, row: Row, mapping: Mapping) -> Line:
    said: Said = {}
    for column, code in sorted(mapping.columns.items()):
        if row.cell(column):
            said.setdefault(code, []).append((table.titles[column], row.cell(column)))
    name, reference = _text(said, "name")[:LONGEST_LINE], _text(said, "reference")[:16]
    for column in sorted(mapping.columns):
        if column in row.doubts:
            refusal = f"{table.titles[column]}\u00a0: {row.doubts[column]}"
            return Line(row.number, reference, refusal=refusal, name=name)
    role = _role(said, mapping)
    if role is None:
        words = _("«\u00a0%(role)s\u00a0» n’est ni responsable du traitement ni sous-traitant.")
        refusal = words % {"role": _text(said, "role")[:60]}
        return Line(row.number, reference, refusal=refusal, name=name)
    try:
        return _read(row.number, reference, role, said)
    except CellRefused as refused:
        refusal = f"{refused.column}\u00a0: {refused.message}"
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        refusal = _("%(field)s\u00a0: texte trop long ou valeur refusée.") % {
            "field": FIELDS.get(field, field)
        }
    return Line(row.number, reference, role, refusal=refusal, name=name)


def _role(said: Said, mapping: Mapping) -> str | None:
    written = _text(said, "role")
    return meanings.role(written) if written else mapping.role


def _read(number: int, reference: str, role: str, said: Said) -> Line:
    gathered = Gathered()
    found: dict[str, object] = {"name": gathered.line(_text(said, "name"), label=FIELDS["name"])}
    for field in _TEXTS:
        if field in said:
            found[field] = _text(said, field)
    for field in _LISTS:
        if field in said:
            named = items(_text(said, field))
            found[field] = tuple(gathered.line(text, label=FIELDS[field]) for text in named)
    for field, read in PARTS.items():
        texts = {code: _text(said, code) for code in targets() if code.partition(".")[0] == field}
        if any(texts.values()):
            value = read(texts, gathered)
            found |= {} if value is None else {field: value}
    if "retentions" in found and isinstance(categories := found.get("data_categories"), tuple):
        found["data_categories"] = tuple(
            one.model_copy(update={"retention": ALL_DATA}) for one in categories
        )
    found |= _exact(said)
    found["note"] = gathered.note(*_notes(said))
    sheet = Sheet.model_validate(found)
    return Line(number, reference, role, sheet, said=said_in(sheet), told=tuple(gathered.told))


def _exact(said: Said) -> dict[str, object]:
    """Return the fields written as our own files write them, with bars, read to the letter."""
    barred = {
        code.partition(".")[0]: _text(said, code)
        for code in said
        if code == whole(code.partition(".")[0])
        and "." in code
        and any(_BAR in text for _title, text in said[code])
    }
    if not barred:
        return {}
    exact = sheet_of({"name": "?", **barred})
    return {field: getattr(exact, field) for field in barred}


def _text(said: Said, code: str) -> str:
    """Return what the columns of a place say, one after the other."""
    return "\n".join(text for _title, text in said.get(code, []))


def _notes(said: Said) -> list[str]:
    """Return each remark under the title of its column, when several columns make them."""
    notes = said.get("note", [])
    if len(notes) == 1:
        return [notes[0][1]]
    return [f"{title} : {text}" for title, text in notes]
