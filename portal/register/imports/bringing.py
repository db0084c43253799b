"""From the lines of a file to the register: the fate of each, then all of them or none."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from portal.register.actions import Did, create, save
from portal.register.exports.cells import plain
from portal.register.imports.processors import Known, at_home, known_here, make_missing
from portal.register.imports.reading import Line
from portal.register.imports.refusals import FileRefused
from portal.register.models import Activity, State
from tenants.accounts.models import User

_TWICE = "une autre ligne porte le même nom."
_NAMELESS = "Nom du traitement : manque."


class Kind(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a line: `activity` is the one it changes, `why` says a refusal."""

    line: Line
    kind: Kind
    activity: Activity | None = None
    why: str = ""


def fates(lines: tuple[Line, ...]) -> tuple[Fate, ...]:
    """Return what would become of each line, in the same order. Two queries, inside.

    An activity is known by its name and its role: a number of another establishment says nothing
    here. An archived one is never changed; what bears its name is added beside it.
    """
    known = {
        (plain(activity.name), activity.role): activity
        for activity in Activity.objects.exclude(state=State.ARCHIVED).order_by("-reference")
    }
    seen: set[tuple[str, str]] = set()
    links = known_here() if any(line.processors for line in lines) else {}
    return tuple(_fate(_placed(line, links), known, seen) for line in lines)


def _placed(line: Line, links: Known) -> Line:
    """Return the line with links of this establishment, where its file brings processors."""
    return replace(line, sheet=at_home(line, links)) if line.processors else line


def _fate(line: Line, known: dict[tuple[str, str], Activity], seen: set[tuple[str, str]]) -> Fate:
    if line.sheet is None:
        return Fate(line, Kind.REFUSED, why=line.refusal)
    key = (plain(line.sheet.name), line.role)
    if not key[0]:
        return Fate(line, Kind.REFUSED, why=_NAMELESS)
    if key in seen:
        return Fate(line, Kind.REFUSED, why=_TWICE)
    seen.add(key)
    activity = known.get(key)
    if activity is None:
        return Fate(line, Kind.ADDED)
    return Fate(line, Kind.SAME if activity.sheet == line.sheet else Kind.CHANGED, activity)


@transaction.atomic
def bring(lines: tuple[Line, ...], *, by: User | None, now: datetime) -> tuple[Fate, ...]:
    """Write every line in the register, or none; return what became of each.

    What is added is a draft; what is changed awaits its validation again. The processors that the
    file brings and that are not known here by their name come first.

    Errors: FileRefused when a line is refused; VersionConflictError when someone changed an
    activity meanwhile.
    """
    make_missing(lines, known=known_here(), by=by, now=now)
    found = fates(lines)
    if any(fate.kind is Kind.REFUSED for fate in found):
        raise FileRefused("Des lignes sont refusées : rien n’a été importé.")
    for fate in found:
        _write(fate, by=by, now=now)
    return found


def _write(fate: Fate, *, by: User | None, now: datetime) -> None:
    sheet = fate.line.sheet
    if sheet is None or fate.kind is Kind.SAME:
        return
    if fate.activity is None:
        create(sheet=sheet, role=fate.line.role, by=by, now=now, act=Did.IMPORTED)
        return
    save(
        activity=fate.activity,
        sheet=sheet,
        version=fate.activity.version,
        why="",
        by=by,
        now=now,
        act=Did.IMPORTED,
    )
