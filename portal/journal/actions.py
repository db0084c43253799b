"""Adding to the journal. Nothing in it is ever changed or taken away."""

from datetime import datetime

from django.db import transaction

from portal.journal.chain import GENESIS, digest_of
from portal.journal.models import Entry, Head


@transaction.atomic
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


@transaction.atomic
def record(
    *, act: str, reference: str, by_id: int | None, now: datetime, facts: dict[str, str]
) -> Entry:
    """Return the entry added at the end of the chain.

    `facts` holds ids, codes and instants: never a name, never a sentence taken from a case. The
    one exception is `note`, which a person writes for the journal itself, knowing that it stays.

    Side effects in order: the head is locked; the entry is written; the head moves on.
    """
    head = hold()
    sequence = head.sequence + 1
    digest = digest_of(
        previous=head.digest,
        sequence=sequence,
        at=now,
        act=act,
        reference=reference,
        by_id=by_id,
        facts=facts,
    )
    entry = Entry.objects.create(
        sequence=sequence,
        at=now,
        act=act,
        reference=reference,
        by_id=by_id,
        facts=facts,
        digest=digest,
    )
    head.sequence = sequence
    head.digest = digest
    head.save(update_fields=["sequence", "digest"])
    return entry
