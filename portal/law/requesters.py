"""Who may ask for what, on what proof; what allows a refusal; what must be told, and when."""

from dataclasses import dataclass
from functools import cache

from portal.law.catalogue import source_of
from portal.law.periods import LawInputError
from portal.law.reading import RULES, Record, read
from portal.law.rights import Right
from portal.law.sources import Source
from portal.law.wording import Wording


@dataclass(frozen=True, slots=True)
class Capacity:
    """In what capacity someone asks: what they may obtain, on what proof.

    `grounds` are those of which one must be stated (heirs), none elsewhere. `medical_record` is
    False for whoever may not obtain the medical record.
    """

    id: str
    label: Wording
    obtains: Wording
    proof: Wording
    grounds: tuple[Wording, ...]
    medical_record: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Refusal:
    """A ground on which a request may be refused, and the rights it concerns."""

    id: str
    rights: frozenset[Right]
    reason: Wording
    source: Source


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the person must be told, and when."""

    id: str
    what: Wording
    when: Wording
    source: Source


@dataclass(frozen=True, slots=True)
class _Requesters:
    capacities: tuple[Capacity, ...]
    refusals: tuple[Refusal, ...]
    notices: tuple[Notice, ...]


def capacities(*, for_medical_record: bool) -> tuple[Capacity, ...]:
    """Return in what capacities one may ask, those who may have the medical record if so asked.

    Source: CSP art. L.1111-7 et R.1111-1 ; loi n° 78-17 art. 84 à 86.
    """
    known = _requesters().capacities
    return tuple(one for one in known if one.medical_record or not for_medical_record)


def capacity(capacity_id: str) -> Capacity:
    """Return the capacity of that id. Raises LawInputError for one that does not exist."""
    for known in _requesters().capacities:
        if known.id == capacity_id:
            return known
    ids = ", ".join(known.id for known in _requesters().capacities)
    raise LawInputError(f"Qualité inconnue. Donnez l’une de : {ids}.", field="capacity")


def refusals(right: Right) -> tuple[Refusal, ...]:
    """Return the grounds on which that right may be refused, each with its article.

    Source: RGPD art. 11, 12, 15 à 22 ; CSP art. L.1110-4 V.
    """
    return tuple(ground for ground in _requesters().refusals if right in ground.rights)


def notices() -> tuple[Notice, ...]:
    """Return what must be told along the life of a request, in order."""
    return _requesters().notices


@cache
def _requesters() -> _Requesters:
    document = read(RULES / "requesters.yaml")
    found = _Requesters(
        capacities=tuple(_capacity(record) for record in document.records("capacities")),
        refusals=tuple(_refusal(record) for record in document.records("refusals")),
        notices=tuple(_notice(record) for record in document.records("notices")),
    )
    document.finish()
    return found


def _capacity(record: Record) -> Capacity:
    known = Capacity(
        id=record.text("id"),
        label=_both(record, "label_"),
        obtains=_both(record, "obtains_"),
        proof=_both(record, "proof_"),
        grounds=_grounds(record),
        medical_record=record.flag("medical_record", default=False),
        source=source_of(record),
    )
    record.finish()
    return known


def _grounds(record: Record) -> tuple[Wording, ...]:
    if not record.has("grounds_fr"):
        return ()
    pairs = zip(record.texts("grounds_fr"), record.texts("grounds_en"), strict=True)
    return tuple(Wording(fr=fr, en=en) for fr, en in pairs)


def _refusal(record: Record) -> Refusal:
    ground = Refusal(
        id=record.text("id"),
        rights=frozenset(Right(right) for right in record.texts("rights")),
        reason=_both(record, ""),
        source=source_of(record),
    )
    record.finish()
    return ground


def _notice(record: Record) -> Notice:
    notice = Notice(
        id=record.text("id"),
        what=_both(record, ""),
        when=_both(record, "when_"),
        source=source_of(record),
    )
    record.finish()
    return notice


def _both(record: Record, prefix: str) -> Wording:
    return Wording(fr=record.text(f"{prefix}fr"), en=record.text(f"{prefix}en"))
