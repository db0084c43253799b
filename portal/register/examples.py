"""What the establishment's own profession writes in each field, as an example. Pure, cached."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.utils.text import Truncator
from pydantic import BaseModel

from portal.law.reading import read
from portal.register.library import ActivityTemplate, profession
from portal.register.sheet import Sheet

_WRITTEN = Path(__file__).parent / "examples.yaml"
_LONGEST = 160
# A template's own remark is about the template; a link is not typed.
_NOT_SHOWN = frozenset({"note", "processors.link"})


@cache
def examples_of(establishment_type: str, template_ref: str) -> Mapping[str, str]:
    """Return an example by path of field, in French; a field that nobody fills has none.

    The template the activity came from (`template_ref`, "" for none) speaks first, then the
    others of the profession in their order, then what is written for it in examples.yaml.
    """
    found: dict[str, str] = {}
    templates = _templates(establishment_type)
    for template in sorted(templates, key=lambda one: one.reference != template_ref):
        for path, text in _said(template.sheet):
            found.setdefault(path, _shortened(text))
    for path, text in _written().get(establishment_type, {}).items():
        found.setdefault(path, text)
    return MappingProxyType(found)


def _templates(establishment_type: str) -> tuple[ActivityTemplate, ...]:
    try:
        return profession(establishment_type).activities
    except FileNotFoundError:
        return ()


def _said(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield each free text of a sheet with its path, the first row that says something first."""
    for name in Sheet.model_fields:
        value = getattr(sheet, name)
        rows = value if isinstance(value, tuple) else (value,)
        for row in rows:
            if isinstance(row, BaseModel):
                yield from _parts(name, row)
            elif _is_text(row) and name not in _NOT_SHOWN:
                yield name, str(row)


def _parts(name: str, row: BaseModel) -> Iterator[tuple[str, str]]:
    for part in type(row).model_fields:
        path, value = f"{name}.{part}", getattr(row, part)
        first = value[0] if isinstance(value, tuple) and value else value
        if _is_text(first) and path not in _NOT_SHOWN:
            yield path, str(first)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not isinstance(value, StrEnum) and bool(value)


def _shortened(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(_LONGEST, truncate="…")


@cache
def _written() -> dict[str, dict[str, str]]:
    return {
        record.text("type"): {path: record.text(path) for path in record.names() if path != "type"}
        for record in read(_WRITTEN).records("professions")
    }
