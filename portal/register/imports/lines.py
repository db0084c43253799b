"""One activity that a file says, or why its line is refused."""

from dataclasses import dataclass

from portal.register.exports.register import Processor
from portal.register.sheet import Sheet

LONGEST_LINE = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number as people count, what it says, or why it is refused.

    `said` names the fields the file speaks of (None: all of them): the others are left as they
    are in an activity that exists already. `told` are sentences about what was read with a doubt.
    `name` is what a refused line calls its activity, as far as could be read. `processors` come
    with it: those its sheet names; the first line also brings those that no activity names.
    """

    number: int
    reference: str
    role: str = "controller"
    sheet: Sheet | None = None
    refusal: str = ""
    said: frozenset[str] | None = None
    told: tuple[str, ...] = ()
    name: str = ""
    processors: tuple[Processor, ...] = ()


def said_in(sheet: Sheet) -> frozenset[str]:
    """Return the names of the fields that say something."""
    empty = Sheet(name="")
    return frozenset(
        name for name in Sheet.model_fields if getattr(sheet, name) != getattr(empty, name)
    )
