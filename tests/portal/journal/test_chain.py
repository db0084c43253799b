"""The digest of a link, computed once by hand with sha256sum."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone

from portal.journal.chain import GENESIS, digest_of

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _digest(at: datetime = AT, facts: dict[str, str] | None = None) -> str:
    return digest_of(
        previous=GENESIS,
        sequence=1,
        at=at,
        act="request.received",
        reference="DR-2026-0001",
        by_id=7,
        facts={"right": "access"} if facts is None else facts,
    )


def test_digest_when_computed_then_covers_the_written_form() -> None:
    written = (
        '["' + "0" * 64 + '",1,"2026-03-02T09:00:00.000000+00:00","request.received",'
        '"DR-2026-0001",7,{"right":"access"}]'
    )

    assert _digest() == hashlib.sha256(written.encode()).hexdigest()


def test_digest_when_the_offset_differs_then_the_instant_is_what_counts() -> None:
    paris = timezone(timedelta(hours=1))

    assert _digest(AT.astimezone(paris)) == _digest()


def test_digest_when_the_order_of_facts_differs_then_the_same() -> None:
    assert _digest(facts={"a": "1", "b": "2"}) == _digest(facts={"b": "2", "a": "1"})
