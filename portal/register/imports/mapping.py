"""Their columns, our fields: the places a column may go, the guess, the choice that was made."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict

from portal.law.reading import read
from portal.register.exports.cells import plain
from portal.register.exports.words import FIELDS
from portal.register.fields import fields, label_of, sections
from portal.register.imports.tables import Table

_DATA = Path(__file__).parent / "targets.yaml"
# A title shorter than this is too common to be looked for inside another.
_LONG_ENOUGH = 6


@dataclass(frozen=True, slots=True)
class Target:
    """A place where a column may go: « purposes.legal_bases », « role », « reference »."""

    code: str
    group: str
    takes_many: bool
    titles: tuple[str, ...]

    @property
    def label(self) -> str:
        """Its name in the language of the page: that of the field, then of a part but the first."""
        if self.code == "role":
            return _("Rôle (responsable ou sous-traitant)")
        if self.code == "reference":
            return _("Numéro dans l’autre registre")
        field = self.code.partition(".")[0]
        if self.code == whole(field):
            return label_of(field)
        return f"{label_of(field)}, {label_of(self.code).lower()}"


class Mapping(BaseModel):
    """What was chosen for the columns of a table: their index, from 0, and the target's code.

    A column that is not there is left out. `role` is that of a line no column says the role of.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[int, str]
    role: Literal["controller", "processor"] = "controller"

    @property
    def names(self) -> bool:
        """Whether a column gives the name, without which no activity is known."""
        return "name" in self.columns.values()


@cache
def targets() -> dict[str, Target]:
    """Return every target by its code, in the order of the sheet."""
    return {
        record.text("code"): Target(
            record.text("code"),
            record.text("group"),
            record.flag("many", default=False),
            tuple(plain(title) for title in record.texts("titles")),
        )
        for record in read(_DATA).records("targets")
    }


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the targets by section of the sheet, as a list of choices."""
    return [
        (section.label, [(one.code, one.label) for one in _of(section.id)])
        for section in sections()
        if any(_of(section.id))
    ]


def _of(group: str) -> tuple[Target, ...]:
    return tuple(target for target in targets().values() if target.group == group)


@cache
def known_titles() -> dict[str, str]:
    """Return the target's code of every title that is known word for word."""
    found = {plain(label): whole(name) for name, label in FIELDS.items()}
    for path, field in fields().items():
        if path in targets() and "." not in path:
            found.setdefault(plain(field.words.fr), path)
            found.setdefault(plain(field.words.en), path)
    for target in targets().values():
        found |= dict.fromkeys(target.titles, target.code)
    return found


def whole(name: str) -> str:
    """Return the target of one of our own columns: the field, or the first of its parts."""
    return next(code for code in targets() if code.partition(".")[0] == name)


def guess(table: Table) -> Mapping:
    """Return where each column seems to go, by its title; each place is given once or for many."""
    columns: dict[int, str] = {}
    taken: set[str] = set()
    for find in (known_titles().get, _inside):
        for index, title in enumerate(table.plain_titles):
            code = find(title) if index not in columns else None
            if code and (code not in taken or targets()[code].takes_many):
                columns[index] = code
                taken.add(code)
    return Mapping(columns=dict(sorted(columns.items())))


def _inside(title: str) -> str | None:
    """Return the target whose longest known title stands inside this one, as whole words."""
    best = max(_standing(title), key=lambda pair: len(pair[0]), default=None)
    return best[1] if best else None


def _standing(title: str) -> Iterator[tuple[str, str]]:
    for known, code in known_titles().items():
        if len(known) >= _LONG_ENOUGH and re.search(rf"(?<!\w){re.escape(known)}(?!\w)", title):
            yield known, code
