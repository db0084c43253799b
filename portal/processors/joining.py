"""Two people at once on one processor: what both wrote in different places stands."""

from collections.abc import Mapping

from portal.processors.facts import Clause, Facts
from portal.processors.models import ProcessorLink
from portal.processors.refusals import VersionConflictError


def joined(link: ProcessorLink, changes: Mapping[str, object], *, version: int) -> Facts:
    """Return what the link says with `changes`, which were read from `version`.

    Errors: VersionConflictError when somebody else wrote one of the same fields since.
    """
    theirs = link.facts
    if version == link.version:
        return _with(theirs, changes)
    read = link.versions.filter(number=version).first()
    standing = link.versions.get(number=link.version)
    if read is None:
        raise VersionConflictError(standing, tuple(changes))
    base = read.facts
    mine = _with(base, changes)
    ours = {name for name in changes if getattr(mine, name) != getattr(base, name)}
    clashing = tuple(name for name in ours if _clashes(name, base, theirs, mine))
    if clashing:
        raise VersionConflictError(standing, clashing)
    taken: dict[str, object] = {name: getattr(mine, name) for name in ours}
    if "clauses" in taken:
        taken["clauses"] = _clauses(base, theirs, mine)
    return _with(theirs, taken)


def _with(facts: Facts, changes: Mapping[str, object]) -> Facts:
    return Facts.model_validate({**facts.model_dump(), **changes})


def _clashes(name: str, base: Facts, theirs: Facts, mine: Facts) -> bool:
    if name == "clauses":
        before, other, own = (_by_point(one) for one in (base, theirs, mine))
        return any(
            before.get(point) != own.get(point)
            and before.get(point) != other.get(point)
            and own.get(point) != other.get(point)
            for point in {*other, *own}
        )
    was, is_now, wanted = (getattr(one, name) for one in (base, theirs, mine))
    return bool(is_now not in (was, wanted))


def _clauses(base: Facts, theirs: Facts, mine: Facts) -> tuple[Clause, ...]:
    """Return the clauses that either changed, in the order of the points."""
    before, other, own = (_by_point(one) for one in (base, theirs, mine))
    kept = {
        point: own.get(point) if own.get(point) != before.get(point) else other.get(point)
        for point in sorted({*other, *own})
    }
    return tuple(clause for clause in kept.values() if clause is not None)


def _by_point(facts: Facts) -> dict[str, Clause]:
    return {clause.point: clause for clause in facts.clauses}
