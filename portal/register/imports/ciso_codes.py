"""The codes of CISO Assistant and what they are in our register (ciso.yaml)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.law.reading import read
from portal.register.exports.cells import plain

_DATA = Path(__file__).parent / "ciso.yaml"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code is here: `meaning` is ours, `label` its name in French ("" without one)."""

    meaning: str
    label: str


def code_of(table: str, written: str) -> Code | None:
    """Return what a cell says, by its code or its English or French label; None when unknown."""
    return _table(table).get(plain(written))


@cache
def _table(name: str) -> dict[str, Code]:
    found: dict[str, Code] = {}
    for record in read(_DATA).records(name):
        code = Code(record.text("is"), record.optional_text("fr"))
        for key in ("code", "en", "fr"):
            if record.has(key):
                found.setdefault(plain(record.text(key)), code)
    return found
