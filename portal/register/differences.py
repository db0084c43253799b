"""What differs between two sheets, field by field, in the words of a page. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.translation import gettext as _
from pydantic import BaseModel

from portal.register.fields import label_of
from portal.register.sheet import Sheet
from portal.register.words import said


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changed. `before` and `after` are "" for what was not there.

    `path` is « volume » or « purposes[1].legal_bases », counted from 1.
    """

    path: str
    label: str
    before: str
    after: str


def differences(a: Sheet, b: Sheet) -> tuple[Difference, ...]:
    """Return what changed from `a` to `b`, in the order of the sheet's fields.

    The rows of a list are matched by their first field, then by their place: a row that only
    moved has not changed.
    """
    return tuple(found for name in Sheet.model_fields for found in _of_field(name, a=a, b=b))


def changed_fields(a: Sheet, b: Sheet) -> frozenset[str]:
    """Return the names of the whole fields that differ."""
    return frozenset(name for name in Sheet.model_fields if getattr(a, name) != getattr(b, name))


def _of_field(name: str, *, a: Sheet, b: Sheet) -> Iterator[Difference]:
    before, after = getattr(a, name), getattr(b, name)
    if before == after:
        return
    if _is_rows(before) or _is_rows(after):
        yield from _of_rows(name, before=before, after=after)
    elif isinstance(before, BaseModel):
        yield from _of_part(name, name, before=before, after=after)
    else:
        yield Difference(name, label_of(name), said(before), said(after))


def _is_rows(value: object) -> bool:
    return isinstance(value, tuple) and any(isinstance(row, BaseModel) for row in value)


def _of_rows(
    name: str, *, before: tuple[BaseModel, ...], after: tuple[BaseModel, ...]
) -> Iterator[Difference]:
    for place, (old, new) in enumerate(_matched(before, after), start=1):
        at = f"{name}[{place}]"
        if old is None or new is None:
            yield Difference(at, label_of(name), summary_of(old), summary_of(new))
        else:
            yield from _of_part(name, at, before=old, after=new)


def _matched(
    before: tuple[BaseModel, ...], after: tuple[BaseModel, ...]
) -> list[tuple[BaseModel | None, BaseModel | None]]:
    """Return the pairs (before, after), the new order first, then what is gone."""
    left = list(before)
    pairs: list[tuple[BaseModel | None, BaseModel | None]] = []
    for new in after:
        old = next((one for one in left if key_of(one) == key_of(new)), None)
        if old is not None:
            left.remove(old)
        pairs.append((old, new))
    # A row renamed in place keeps no key: what is left on both sides is matched in order.
    alone = [place for place, (old, _new) in enumerate(pairs) if old is None]
    for place, gone in zip_longest(alone, left):
        if place is None:
            pairs.append((gone, None))
        else:
            pairs[place] = (gone, pairs[place][1])
    return pairs


def _of_part(name: str, at: str, *, before: BaseModel, after: BaseModel) -> Iterator[Difference]:
    for part in type(after).model_fields:
        old, new = getattr(before, part), getattr(after, part)
        if old != new:
            label = f"{label_of(name)}, {label_of(f'{name}.{part}').lower()}"
            if part != key_name(after):
                label = f"{label} ({key_of(after)})" if key_of(after) else label
            yield Difference(f"{at}.{part}", label, _said(part, old), _said(part, new))


def _said(part: str, value: object) -> str:
    """Return a part in words: a link is an id, which says nothing to a reader."""
    return (_("reliée") if value else "") if part == "link" else said(value)


def key_name(row: BaseModel) -> str:
    """Return the name of the field by which a row is known: its first."""
    return next(iter(type(row).model_fields))


def key_of(row: BaseModel) -> str:
    """Return the words by which a row is known."""
    return said(getattr(row, key_name(row)))


def summary_of(row: BaseModel | None) -> str:
    """Return a row on one line: what is said of it, empty parts left out; "" for no row."""
    if row is None:
        return ""
    default = type(row).model_fields
    kept = (
        said(getattr(row, name))
        for name in default
        if name != "link"
        and getattr(row, name) != default[name].default
        and not isinstance(getattr(row, name), bool)
    )
    return ", ".join(words for words in kept if words)
