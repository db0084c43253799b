"""What changed of a processor between two versions, in words."""

from dataclasses import dataclass

from portal.processors.facts import Facts
from portal.processors.words import label_of, text_of


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed: its label, what it said before and after, "" for nothing."""

    label: str
    before: str
    after: str


def changes_between(before: Facts, after: Facts) -> tuple[Change, ...]:
    """Return the fields that differ, in the order of the file."""
    return tuple(
        Change(label_of(name), text_of(before, name), text_of(after, name))
        for name in Facts.model_fields
        if getattr(before, name) != getattr(after, name)
    )
