"""The table that our own CSV and workbooks hold: one activity a row, one field a column."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.register.exports.cells import CellRefused, plain, sheet_of
from portal.register.exports.csv_file import HEAD
from portal.register.exports.words import FIELDS, ROLES
from portal.register.imports.lines import LONGEST_LINE, Line
from portal.register.imports.refusals import FileRefused
from portal.register.imports.tables import Row, Table

COLUMNS = {plain(label): name for name, label in FIELDS.items()}
_OURS = {*COLUMNS, *(plain(title) for title in HEAD)}
_NAME = plain(FIELDS["name"])
_ROLE, _REFERENCE = plain("Rôle"), plain("N° REF")
_ROLES = {plain(label): role for role, label in ROLES.items()}


def has_name(table: Table) -> bool:
    """Return whether a column is that of our names."""
    return _NAME in table.plain_titles


def is_ours(table: Table) -> bool:
    """Return whether every title is one of ours, the name among them."""
    return has_name(table) and {*table.plain_titles} - {""} <= _OURS


def left_out(table: Table) -> tuple[str, ...]:
    """Return the titles of the columns that nobody reads."""
    return tuple(title for title in table.titles if title and plain(title) not in _OURS)


def lines_of_ours(table: Table) -> tuple[Line, ...]:
    """Return a line for each row. Errors: FileRefused when a column is there twice."""
    titles = table.plain_titles
    doubled = {title for title in titles if title and titles.count(title) > 1}
    if doubled:
        raise FileRefused(
            _("La colonne «\u00a0%(title)s\u00a0» est là deux fois.") % {"title": min(doubled)}
        )
    said = frozenset(COLUMNS[title] for title in titles if title in COLUMNS)
    return tuple(_lines(table, said if len(said) < len(FIELDS) else None))


def _lines(table: Table, said: frozenset[str] | None) -> Iterator[Line]:
    titles = table.plain_titles
    for row in table.rows:
        by_title = dict(zip(titles, row.cells, strict=False))
        reference = by_title.get(_REFERENCE, "").strip()
        doubt = _doubt(row, table)
        if doubt:
            yield Line(row.number, reference, refusal=doubt, name=_name(by_title))
        else:
            yield _line(row.number, reference, by_title, said)


def _doubt(row: Row, table: Table) -> str:
    """Return why a row cannot be trusted, "" when it can."""
    for column in sorted(row.doubts):
        if column < len(table.titles):
            return f"{table.titles[column]}\u00a0: {row.doubts[column]}"
    return ""


def _line(
    number: int, reference: str, by_title: dict[str, str], said: frozenset[str] | None
) -> Line:
    role = _role(by_title.get(_ROLE, ""))
    if role is None:
        refusal = _("Rôle\u00a0: ni responsable du traitement, ni sous-traitant.")
        return Line(number, reference, refusal=refusal, name=_name(by_title))
    cells = {COLUMNS[title]: cell for title, cell in by_title.items() if title in COLUMNS}
    try:
        return Line(number, reference, role, sheet_of(cells), said=said)
    except CellRefused as refusal:
        why = f"{refusal.column}\u00a0: {refusal.message}"
        return Line(number, reference, role, refusal=why, name=_name(by_title))


def _name(by_title: dict[str, str]) -> str:
    return by_title.get(_NAME, "").strip()[:LONGEST_LINE]


def _role(written: str) -> str | None:
    if not written.strip():
        return "controller"
    return _ROLES.get(plain(written))
