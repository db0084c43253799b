"""What a file is, and the activities it says: ours, the CNIL's model, another tool's."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from pydantic import ValidationError

from portal.register.exports import cnil, json_file
from portal.register.exports.cells import plain
from portal.register.exports.register import Processor, Register
from portal.register.imports.ciso import is_ciso, lines_of_ciso
from portal.register.imports.cnil_sheets import is_fiche, sheet_of_fiche
from portal.register.imports.grids import MOST_LINES, MOST_UNPACKED, Grid, read
from portal.register.imports.lines import Line, said_in
from portal.register.imports.madis import is_madis, lines_of_madis
from portal.register.imports.mapped import lines_of_table
from portal.register.imports.mapping import Mapping, known_titles
from portal.register.imports.refusals import FileRefused
from portal.register.imports.tables import Table, table_of
from portal.register.imports.texts import grid_of, refuse_unreadable, text_of
from portal.register.imports.vigie_table import has_name, is_ours, left_out, lines_of_ours


class Source(StrEnum):
    """What made a file; TABLE is any other table, whose columns a person has to say."""

    JSON = "json"
    VIGIE = "vigie"
    CNIL = "cnil"
    MADIS = "madis"
    CISO = "ciso"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: its lines, or the tables to choose from when it is TABLE.

    `left_out` are the titles of the columns that are not read.
    """

    source: Source
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
    left_out: tuple[str, ...] = field(default=())


def read_file(content: bytes) -> Reading:
    """Return what a file holds, told by its content, never by its name.

    Errors: FileRefused when it holds no table at all, or goes beyond the limits.
    """
    if len(content) > MOST_UNPACKED:
        raise FileRefused(_("Ce fichier pèse plus de 50\u00a0Mo."))
    refuse_unreadable(content)
    found = _read(content)
    if not found.lines and not found.tables:
        raise FileRefused(_("Ce fichier ne contient aucune activité."))
    return found


def _read(content: bytes) -> Reading:
    if content.startswith(b"PK"):
        whole = [table_of(grid) for grid in read(content, only=cnil.WHOLE)]
        if len(whole) == 1 and _is_whole(whole[0]):
            return _ours(whole[0])
        return _pages(read(content))
    text = text_of(content)
    if text.lstrip().startswith("{"):
        return Reading(Source.JSON, _json(text))
    return _pages((grid_of(text),))


def lines_of(content: bytes, *, mapping: Mapping | None = None, page: int = 0) -> tuple[Line, ...]:
    """Return every activity of a file, refused ones among them, in its order.

    `mapping` says the columns of another register's table, the one numbered `page` among several.

    Errors: FileRefused when it is no register, or when nobody said what its columns are.
    """
    found = read_file(content)
    if found.source is not Source.TABLE:
        return found.lines
    if mapping is None or page >= len(found.tables):
        raise FileRefused(unsaid(found))
    return lines_of_table(found.tables[page], mapping)


def unsaid(found: Reading) -> str:
    """Return the sentence for a table whose columns nobody said."""
    titles = ", ".join(title for title in found.tables[0].titles[:8] if title)
    words = _(
        "Les colonnes de ce fichier ne sont pas celles de Vigie (%(titles)s)\u00a0: "
        "dites à quoi elles correspondent."
    )
    return words % {"titles": titles}


def _json(text: str) -> tuple[Line, ...]:
    try:
        register = json_file.read(text.encode())
    except ValidationError as error:
        where = " / ".join(str(step) for step in error.errors()[0]["loc"])
        words = _("Ce JSON n’est pas un registre de Vigie (à\u00a0: %(where)s).")
        raise FileRefused(words % {"where": where}) from None
    if len(register.entries) > MOST_LINES:
        raise FileRefused(_("Ce JSON a plus de %(most)s activités.") % {"most": MOST_LINES})
    return tuple(
        Line(
            number,
            entry.reference,
            entry.role,
            entry.sheet,
            processors=_coming(register, at=number - 1),
        )
        for number, entry in enumerate(register.entries, 1)
    )


def _coming(register: Register, *, at: int) -> tuple[Processor, ...]:
    """Return the processors that come with the activity at that place."""
    named = [{use.link for use in entry.sheet.processors} for entry in register.entries]
    free = {one.link for one in register.processors}.difference(*named) if at == 0 else set()
    return tuple(one for one in register.processors if one.link in named[at] or one.link in free)


def _is_whole(table: Table) -> bool:
    """Return whether it is the page of our workbooks that says everything."""
    return plain(table.name) == plain(cnil.WHOLE) and has_name(table)


def _pages(grids: tuple[Grid, ...]) -> Reading:
    """Read the CNIL's sheets, else what is recognised."""
    plain_tables = [table_of(grid) for grid in grids]
    fiches = [(number, grid) for number, grid in enumerate(grids, 1) if is_fiche(grid)]
    if fiches:
        return Reading(Source.CNIL, tuple(_fiche(number, grid) for number, grid in fiches))
    if is_ciso(plain_tables):
        return Reading(Source.CISO, lines_of_ciso(plain_tables))
    for table in plain_tables:
        if is_ours(table):
            return _ours(table)
        if is_madis(table):
            return Reading(Source.MADIS, lines_of_madis(table))
    return Reading(Source.TABLE, tables=_others(grids))


def _ours(table: Table) -> Reading:
    return Reading(Source.VIGIE, lines_of_ours(table), left_out=left_out(table))


def _others(grids: tuple[Grid, ...]) -> tuple[Table, ...]:
    known = known_titles()
    tables = (table_of(grid, known=known) for grid in grids)
    found = tuple(table for table in tables if table.rows and len(table.titles) > 1)
    if found:
        return found
    pages = ", ".join(grid.name for grid in grids[:8])
    raise FileRefused(
        _(
            "Aucun registre dans ce fichier (%(pages)s)\u00a0: il faut une ligne de titres, puis "
            "une activité par ligne, ou des fiches au modèle de la CNIL."
        )
        % {"pages": pages}
    )


def _fiche(number: int, grid: Grid) -> Line:
    """Return what a sheet of the CNIL's model says; its number is that of the page."""
    if grid.formulas:
        return Line(number, "", refusal=f"{grid.name}\u00a0: {_('une formule.')}")
    try:
        reference, sheet = sheet_of_fiche(grid)
    except ValidationError:
        return Line(number, "", refusal=f"{grid.name}\u00a0: {_('un texte est trop long.')}")
    return Line(number, reference, sheet=sheet, said=said_in(sheet))
