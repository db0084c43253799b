"""The chain: each entry's digest covers the one before it, so that no link can be changed alone."""

import hashlib
import json
from datetime import UTC, datetime

GENESIS = "0" * 64


def digest_of(
    *,
    previous: str,
    sequence: int,
    at: datetime,
    act: str,
    reference: str,
    by_id: int | None,
    facts: dict[str, str],
) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of an entry and of the digest before it.

    `at` is any aware instant: its UTC form, to the microsecond, is what is covered.
    """
    link = [
        previous,
        sequence,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        act,
        reference,
        by_id,
        facts,
    ]
    text = json.dumps(link, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
