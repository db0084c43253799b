"""From the lines of a file to the register: the fate of each, then all of them or none."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from portal.journal.actions import hold
from portal.register.actions import Did, New, create_all, save
from portal.register.exports.cells import plain
from portal.register.imports.lines import Line
from portal.register.imports.processors import Known, at_home, known_here, make_missing
from portal.register.imports.refusals import FileRefused
from portal.register.models import Activity, State
from portal.register.sheet import Sheet
from tenants.accounts.models import User


class Kind(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a line: `activity` is the one it changes, `why` says a refusal.

    `sheet` is what the register would say: that of the line, what it does not speak of kept.
    """

    line: Line
    kind: Kind
    activity: Activity | None = None
    why: str = ""
    sheet: Sheet | None = None


def fates(lines: Iterable[Line]) -> tuple[Fate, ...]:
    """Return what would become of each line, in the same order. Two queries, inside.

    An activity is known by its name and its role: a number of another establishment says nothing
    here. An archived one is never changed; what bears its name is added beside it.
    """
    known = {
        (plain(activity.name), activity.role): activity
        for activity in Activity.objects.exclude(state=State.ARCHIVED).order_by("-reference")
    }
    seen: set[tuple[str, str]] = set()
    every = tuple(lines)
    links = known_here() if any(line.processors for line in every) else {}
    return tuple(_fate(_placed(line, links), known, seen) for line in every)


def _placed(line: Line, links: Known) -> Line:
    """Return the line with links of this establishment, where its file brings processors."""
    return replace(line, sheet=at_home(line, links)) if line.processors else line


def _fate(line: Line, known: dict[tuple[str, str], Activity], seen: set[tuple[str, str]]) -> Fate:
    if line.sheet is None:
        return Fate(line, Kind.REFUSED, why=line.refusal)
    key = (plain(line.sheet.name), line.role)
    if not key[0]:
        return Fate(line, Kind.REFUSED, why=_("Nom du traitement\u00a0: manque."))
    if key in seen:
        return Fate(line, Kind.REFUSED, why=_("une autre ligne porte le même nom."))
    seen.add(key)
    activity = known.get(key)
    if activity is None:
        return Fate(line, Kind.ADDED, sheet=line.sheet)
    standing = activity.sheet
    sheet = _laid_over(standing, line)
    return Fate(line, Kind.SAME if standing == sheet else Kind.CHANGED, activity, sheet=sheet)


def _laid_over(standing: Sheet, line: Line) -> Sheet:
    """Return the sheet of the line; what its file does not speak of stays as it stands."""
    sheet = line.sheet or standing
    if line.said is None:
        return sheet
    return standing.model_copy(update={name: getattr(sheet, name) for name in line.said})


def seal_of(found: Iterable[Fate]) -> str:
    """Return what changes as soon as a fate does: a person confirms the fates they have read."""
    told = (
        f"{fate.line.number} {fate.kind} {fate.activity.pk} {fate.activity.version}"
        if fate.activity
        else f"{fate.line.number} {fate.kind}"
        for fate in found
    )
    return sha256("\n".join(told).encode()).hexdigest()


def counts_of(found: Iterable[Fate]) -> dict[Kind, int]:
    """Return how many lines have each fate, every kind named."""
    counted = Counter(fate.kind for fate in found)
    return {kind: counted[kind] for kind in Kind}


@transaction.atomic
def bring(
    lines: Iterable[Line], *, by: User | None, now: datetime, only_valid: bool = False
) -> tuple[Fate, ...]:
    """Write every line in the register, or none; return what became of each.

    What is added is a draft; what is changed awaits its validation again. Each fate holds the
    activity as it was written. `only_valid` leaves the refused lines out: someone chose so. The
    processors that the file brings and that are not known here by their name come first.

    Errors: FileRefused when a line is refused, or none is valid; VersionConflictError when someone
    changed an activity meanwhile.
    """
    # Two people bring the same file: the second waits here, then sees what the first has added.
    hold()
    every = tuple(lines)
    make_missing(every, known=known_here(), by=by, now=now)
    found = fates(every)
    if all(fate.kind is Kind.REFUSED for fate in found):
        raise FileRefused(_("Aucune ligne n’est valable\u00a0: rien n’a été importé."))
    if not only_valid and any(fate.kind is Kind.REFUSED for fate in found):
        raise FileRefused(_("Des lignes sont refusées\u00a0: rien n’a été importé."))
    added = iter(_added(found, by=by, now=now))
    return tuple(
        replace(fate, activity=next(added))
        if fate.kind is Kind.ADDED
        else _changed(fate, by=by, now=now)
        for fate in found
    )


def _added(found: tuple[Fate, ...], *, by: User | None, now: datetime) -> tuple[Activity, ...]:
    """Return the activities of the fates that add one, in their order."""
    new = [
        New(fate.sheet, fate.line.role)
        for fate in found
        if fate.kind is Kind.ADDED and fate.sheet is not None
    ]
    return create_all(new, by=by, now=now, act=Did.IMPORTED) if new else ()


def _changed(fate: Fate, *, by: User | None, now: datetime) -> Fate:
    if fate.kind is not Kind.CHANGED or fate.sheet is None or fate.activity is None:
        return fate
    saved = save(
        activity=fate.activity,
        sheet=fate.sheet,
        version=fate.activity.version,
        why="",
        by=by,
        now=now,
        act=Did.IMPORTED,
    )
    return replace(fate, activity=saved)
