"""Reading the journal, and checking that it is whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import QuerySet, Subquery

from portal.journal.acts import label_of
from portal.journal.chain import GENESIS, digest_of
from portal.journal.models import Entry, Head
from tenants.accounts.models import User
from tenants.directory.roles import Role


class HeadSeen(TypedDict):
    """What a reading of the chain adds to an entry: the head's sequence and digest."""

    head_sequence: int | None
    head_digest: str | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ChainedEntry = WithAnnotations[Entry, HeadSeen]
else:
    ChainedEntry = Entry


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a page shows it: UTC instant, words, full name or "" when not visible here.

    `note` is what the person chose to write with the act, `until` the instant it puts off to,
    `about` the member it concerns and the roles, in words.
    """

    sequence: int
    at: datetime
    label: str
    reference: str
    by: str
    note: str = ""
    until: datetime | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of `verify()`: the number of entries read, and the first broken link if any.

    `broken_at` is the sequence at which the chain parts; one past the last when entries are
    missing at its end.
    """

    is_intact: bool
    count: int
    broken_at: int | None
    digest: str


def entries_of(reference: str) -> QuerySet[Entry]:
    """Return the entries about `reference`, the latest first."""
    return Entry.objects.filter(reference=reference).order_by("-sequence")


def latest_entries(limit: int) -> QuerySet[Entry]:
    """Return the last `limit` entries, the latest first."""
    return Entry.objects.order_by("-sequence")[:limit]


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the full names of those people that the establishment may see."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    return {user.pk: user.full_name for user in User.objects.filter(pk__in=wanted)}


def lines(entries: Iterable[Entry]) -> tuple[Line, ...]:
    """Return `entries` as a page shows them, in the same order. Two queries in all."""
    found = list(entries)
    names = names_of([*(one.by_id for one in found), *(_member_of(one) for one in found)])
    return tuple(
        Line(
            sequence=entry.sequence,
            at=entry.at,
            label=label_of(entry.act),
            reference=entry.reference,
            by=names.get(entry.by_id or 0, ""),
            note=entry.facts.get("note", ""),
            until=_instant(entry.facts.get("until", "")),
            about=_about(entry, names=names),
        )
        for entry in found
    )


def _member_of(entry: Entry) -> int | None:
    written = entry.facts.get("member", "")
    return int(written) if written else None


def _about(entry: Entry, *, names: Mapping[int, str]) -> str:
    """Return whom an act on a member concerns, and the role, or both roles when it changed."""
    if not entry.act.startswith(("member.", "staff.", "invitation.")):
        return ""
    codes = (entry.facts.get("former_role", ""), entry.facts.get("role", ""))
    roles = " → ".join(str(Role(code).label) for code in codes if code in Role)
    return ", ".join(filter(None, (names.get(_member_of(entry) or 0, ""), roles)))


def _instant(written: str) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def verify() -> Verification:
    """Return whether every entry still carries the digest it was given, up to the head.

    Entries and head are read in one statement: an act recorded meanwhile is in both or in neither.
    """
    previous, count = GENESIS, 0
    ends: tuple[int | None, str | None] = _head()
    for entry in _chained().iterator(chunk_size=1000):
        if entry.sequence != count + 1 or entry.digest != _expected(entry, previous=previous):
            return Verification(False, count, count + 1, previous)
        previous, count = entry.digest, entry.sequence
        ends = (entry.head_sequence, entry.head_digest)
    is_intact = ends == (count, previous)
    return Verification(is_intact, count, None if is_intact else count + 1, previous)


def _chained() -> QuerySet[ChainedEntry]:
    """Return the entries in order, each with the head of the chain as it stands with them."""
    head = Head.objects.filter(pk=1)
    chained: QuerySet[ChainedEntry] = Entry.objects.order_by("sequence").annotate(
        head_sequence=Subquery(head.values("sequence")), head_digest=Subquery(head.values("digest"))
    )
    return chained


def _head() -> tuple[int, str]:
    """Return where the chain must end when no entry is left."""
    head = Head.objects.filter(pk=1).first()
    return (head.sequence, head.digest) if head else (0, GENESIS)


def _expected(entry: Entry, *, previous: str) -> str:
    return digest_of(
        previous=previous,
        sequence=entry.sequence,
        at=entry.at,
        act=entry.act,
        reference=entry.reference,
        by_id=entry.by_id,
        facts=entry.facts,
    )
