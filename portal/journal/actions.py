"""Adding to the journal. Nothing in it is ever changed or taken away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.journal.chain import GENESIS, digest_of
from portal.journal.models import Entry, Head


# Without a savepoint of its own: an act that failed here is undone whole, never half kept.
@transaction.atomic(savepoint=False)
def hold() -> Head:
    """Return the head of the chain, locked until the surrounding transaction ends.

    Whoever holds it is alone in the establishment to write: entries and references follow each
    other without a gap. The row is made at the first use: a new schema is empty.
    """
    locked = Head.objects.select_for_update()
    head = locked.filter(pk=1).first()
    if head is None:
        # Two first acts at once: the second waits on the first's row, then finds it.
        Head.objects.bulk_create([Head(pk=1, digest=GENESIS)], ignore_conflicts=True)
        head = locked.get(pk=1)
    return head


@dataclass(frozen=True, slots=True)
class Remembered:
    """One act to add to the journal: its code, what it is about, its facts (see `record`)."""

    act: str
    reference: str
    facts: dict[str, str]


def record(
    *, act: str, reference: str, by_id: int | None, now: datetime, facts: dict[str, str]
) -> Entry:
    """Return the entry added at the end of the chain.

    `facts` holds ids, codes and instants: never a name, never a sentence taken from a case. The
    one exception is `note`, which a person writes for the journal itself, knowing that it stays.

    Side effects in order: the head is locked; the entry is written; the head moves on.
    """
    return record_all([Remembered(act, reference, facts)], by_id=by_id, now=now)[0]


@transaction.atomic(savepoint=False)
def record_all(
    remembered: Iterable[Remembered], *, by_id: int | None, now: datetime
) -> tuple[Entry, ...]:
    """Return the entries added at the end of the chain, in their order. Three queries."""
    head = hold()
    entries = []
    for one in remembered:
        head.sequence += 1
        head.digest = digest_of(
            previous=head.digest,
            sequence=head.sequence,
            at=now,
            act=one.act,
            reference=one.reference,
            by_id=by_id,
            facts=one.facts,
        )
        entries.append(
            Entry(
                sequence=head.sequence,
                at=now,
                act=one.act,
                reference=one.reference,
                by_id=by_id,
                facts=one.facts,
                digest=head.digest,
            )
        )
    made = Entry.objects.bulk_create(entries)
    head.save(update_fields=["sequence", "digest"])
    return tuple(made)
