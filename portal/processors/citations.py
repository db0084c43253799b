"""What the register says of processors, told to this room at each version of an activity."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from portal.folding import folded
from portal.processors.models import ProcessorCitation, ProcessorLink

_LONGEST_KEY = 600


@dataclass(frozen=True, slots=True)
class Cited:
    """A processor that an activity names; `link` is an id as it was written, "" for none."""

    label: str
    link: str


@dataclass(frozen=True, slots=True)
class Citing:
    """The activity that cites."""

    id: UUID
    reference: str
    name: str


def note_citations(noted: Iterable[tuple[Citing, Iterable[Cited]]]) -> None:
    """Write whom each activity cites, in place of whom it cited before. Three queries at most."""
    kept = [(activity, tuple(cited)) for activity, cited in noted]
    rows = [
        (activity, rank, one)
        for activity, cited in kept
        for rank, one in enumerate(one for one in cited if one.label)
    ]
    ProcessorCitation.objects.filter(activity_id__in=[one.id for one, _cited in kept]).delete()
    known = _known({one.link for _activity, _rank, one in rows})
    ProcessorCitation.objects.bulk_create(
        ProcessorCitation(
            activity_id=activity.id,
            activity_reference=activity.reference,
            activity_name=activity.name,
            rank=rank,
            label=one.label,
            key=folded(one.label)[:_LONGEST_KEY],
            link_id=known.get(one.link),
        )
        for activity, rank, one in rows
    )


def _known(written: set[str]) -> dict[str, UUID]:
    """Return the links among ids as written; one that is no id, or of nobody here, is left out."""
    ids = {text: found for text in written if (found := _uuid(text))}
    if not ids:
        return {}
    here = set(ProcessorLink.objects.filter(pk__in=ids.values()).values_list("pk", flat=True))
    return {text: pk for text, pk in ids.items() if pk in here}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
