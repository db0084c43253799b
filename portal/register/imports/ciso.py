"""The workbooks of CISO Assistant: one processing with its sheets, or a flat list of them.

Read after its documentation (product-docs/configuration/data-import.md, « Processings »: the
sheets Processing, Purposes, Personal data, Data subjects, Data recipients, Contractors, Transfers
and their columns), the flat export of its code (backend/privacy/views.py, `export_config`) and its
codes (models.py, terminology_seeds.py). A choice is a code or its English label.

Not seen: the code of the multi-sheet export itself, nor a workbook it made; its documentation says
that it is the format it reads back. It keeps no register of processors.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from pydantic import ValidationError

from portal.register.exports.cells import plain
from portal.register.exports.csv_file import harmful
from portal.register.exports.words import FIELDS
from portal.register.imports import meanings
from portal.register.imports.ciso_codes import code_of
from portal.register.imports.ciso_parts import PARTS, Part
from portal.register.imports.gathered import Gathered
from portal.register.imports.lines import Line, said_in
from portal.register.imports.tables import Row, Table
from portal.register.sheet import Dpia, Screening, Sheet

_PROCESSING = "processing"
_HEADS = {"name", "processing_nature", "dpia_required"}
_PARENT = "processing"


def is_ciso(tables: Sequence[Table]) -> bool:
    """Return whether a page lists processings as CISO Assistant does."""
    return _processings(tables) is not None


def lines_of_ciso(tables: Sequence[Table]) -> tuple[Line, ...]:
    """Return a line for each processing, with what the other sheets say of it."""
    page = _processings(tables)
    if page is None:
        return ()
    parts = {plain(table.name): table for table in tables if table is not page}
    return tuple(_line(page, row, parts) for row in page.rows)


def _processings(tables: Sequence[Table]) -> Table | None:
    return next((table for table in tables if {*table.plain_titles} >= _HEADS), None)


def _cells(table: Table, row: Row) -> Part:
    titles = table.plain_titles
    return {title: harmful(row.cell(index)) for index, title in enumerate(titles) if title}


def _line(page: Table, row: Row, parts: dict[str, Table]) -> Line:
    cells = _cells(page, row)
    reference = cells.get("ref_id", "")[:16]
    own = {
        name: [
            _cells(table, one) for one in table.rows if _belongs(_cells(table, one), cells, page)
        ]
        for name, table in parts.items()
    }
    doubts = [
        *row.doubts.values(),
        *(d for t in parts.values() for r in t.rows for d in r.doubts.values()),
    ]
    if doubts:
        return Line(row.number, reference, refusal=f"{page.name}\u00a0: {doubts[0]}")
    gathered = Gathered()
    try:
        sheet = _sheet(cells, own, gathered)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        words = _("%(field)s\u00a0: texte trop long ou valeur refusée.")
        return Line(row.number, reference, refusal=words % {"field": FIELDS.get(field, field)})
    return Line(row.number, reference, sheet=sheet, said=said_in(sheet), told=tuple(gathered.told))


def _belongs(part: Part, processing: Part, page: Table) -> bool:
    """Return whether a row of another sheet is of this processing, the only one by default."""
    parent = part.get(_PARENT, "")
    known = {processing.get(key, "") for key in ("name", "ref_id", "internal_id")} - {""}
    return parent in known if parent else len(page.rows) == 1


def _sheet(cells: Part, own: dict[str, list[Part]], gathered: Gathered) -> Sheet:
    found: dict[str, object] = {}
    for name, (fields, read) in PARTS.items():
        values = read(own.get(name, []), gathered)
        found |= {
            field: (*_already(found, field), *value)
            for field, value in zip(fields, values, strict=True)
            if value
        }
    required = meanings.truth(cells.get("dpia_required", ""))
    return Sheet.model_validate(
        {
            "name": gathered.line(cells.get("name", ""), label=FIELDS["name"]),
            "information": cells.get("information_channel", ""),
            # « Non » is what nobody answered: it is no outcome of a screening.
            "dpia": Dpia(
                screening=Screening.REQUIRED if required else Screening.UNKNOWN,
                reason=cells.get("dpia_reference", ""),
            ),
            "note": gathered.note(*_notes(cells)),
            **found,
        }
    )


def _already(found: dict[str, object], field: str) -> tuple[object, ...]:
    held = found.get(field, ())
    return held if isinstance(held, tuple) else ()


def _notes(cells: Part) -> list[str]:
    natures = [
        known.meaning if (known := code_of("natures", word.strip())) else word.strip()
        for word in cells.get("processing_nature", "").split(",")
        if word.strip()
    ]
    named = {"Opérations": ", ".join(natures), "Canal d’usage": cells.get("usage_channel", "")}
    return [
        cells.get("description", ""),
        *(f"{label} : {text}" for label, text in named.items() if text),
    ]
