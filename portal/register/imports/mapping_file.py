"""A mapping written by hand as JSON, by titles, for the command line.

{"sheet": "Feuil1", "role": "controller", "columns": {"Intitulé": "name", "But": "purposes.text"}}
"""

from typing import Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, ValidationError

from portal.register.exports.cells import plain
from portal.register.imports.mapping import Mapping, targets
from portal.register.imports.refusals import FileRefused
from portal.register.imports.tables import Table


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sheet: str = ""
    role: Literal["controller", "processor"] = "controller"
    columns: dict[str, str]


def mapping_written(content: bytes, tables: tuple[Table, ...]) -> tuple[int, Mapping]:
    """Return the index of the table and what its columns are.

    Errors: FileRefused when it is malformed, or names a page, a title or a field that is not there.
    """
    try:
        written = _Written.model_validate_json(content)
    except ValidationError as error:
        where = " / ".join(str(step) for step in error.errors()[0]["loc"])
        words = _("Cette correspondance de colonnes est mal écrite (à\u00a0: %(where)s).")
        raise FileRefused(words % {"where": where or "JSON"}) from None
    page = _page(written.sheet, tables)
    columns: dict[int, str] = {}
    titles = tables[page].plain_titles
    for title, code in written.columns.items():
        if plain(title) not in titles:
            raise _unknown(title)
        if code not in targets():
            raise _unknown(code)
        columns[titles.index(plain(title))] = code
    mapping = Mapping(columns=columns, role=written.role)
    if not mapping.names:
        raise FileRefused(_("Aucune colonne ne donne le nom («\u00a0name\u00a0»)."))
    return page, mapping


def _page(name: str, tables: tuple[Table, ...]) -> int:
    if not name:
        return 0
    found = (index for index, table in enumerate(tables) if plain(table.name) == plain(name))
    page = next(found, None)
    if page is None:
        raise _unknown(name)
    return page


def _unknown(word: str) -> FileRefused:
    return FileRefused(
        _("«\u00a0%(word)s\u00a0» n’est ni un titre de ce fichier, ni un champ connu.")
        % {"word": word}
    )
