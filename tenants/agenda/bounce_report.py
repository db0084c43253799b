"""What a mail that came back says: a delivery report (RFC 3464) read with distrust.

Anybody can write to the address of a bounce: only a report whose address carries our signature
is believed, and nothing is ever answered, so that no loop can begin.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from uuid import UUID

from tenants.agenda.bounce_address import alert_of
from tenants.agenda.relay import REPLY_LENGTH, without_addresses

# What a report says stands at its beginning; the message it returns, which may be large, follows.
MOST_BYTES = 1024 * 1024
_MOST_RECIPIENTS = 50
_MOST_DEPTH = 20
_ENVELOPE = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_CODE = re.compile(r"\b[245]\d\d(?=[ -])")


class NotAReport(ValueError):
    """The message says nothing that can be believed about an alert; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What became of the mail for one recipient.

    Shape: `addresses` in lower case, as first written and as finally tried; `status` as RFC 3463
    has it (5.1.1); `code` the last SMTP reply, if told; `is_over` when no more will be tried.
    """

    addresses: frozenset[str] = field(repr=False)
    status: str
    code: int | None
    words: str
    is_over: bool

    @property
    def is_permanent(self) -> bool:
        """Whether the address itself is at fault for good (5.x.x)."""
        return self.is_over and self.status.startswith("5")


@dataclass(frozen=True, slots=True)
class Report:
    """The alert whose mail came back or waits, and each recipient it did not reach."""

    alert_id: UUID
    failures: tuple[Failure, ...]


def read_report(raw: bytes, *, sent_to: str = "") -> Report:
    """Return what the message `raw` reports; `sent_to` is its envelope recipient when known.

    A delivery that went well is no failure: the report is then empty. Errors: NotAReport for
    anything else than a report addressed to a genuine bounce address.
    """
    try:
        message = BytesParser(policy=compat32).parsebytes(raw[:MOST_BYTES])
        alert_id = _alert_of(message, sent_to=sent_to)
        status = next(_parts(message, content_type="message/delivery-status"), None)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError):
        # The parser of the standard library has raised each of these on forged messages.
        raise NotAReport("Ce message ne peut pas être lu.") from None
    if alert_id is None:
        raise NotAReport("Ce message ne porte l’adresse de retour d’aucune alerte.")
    if status is None:
        raise NotAReport("Ce message n’est pas un rapport de remise (RFC 3464).")
    blocks = status.get_payload()
    if not isinstance(blocks, list):
        raise NotAReport("Ce rapport de remise est vide.")
    said = [block for block in blocks[: _MOST_RECIPIENTS + 1] if isinstance(block, Message)]
    found = [_failure(block) for block in said]
    return Report(alert_id, tuple(failure for failure in found if failure is not None))


def _alert_of(message: Message, *, sent_to: str) -> UUID | None:
    written = [str(value) for name in _ENVELOPE for value in message.get_all(name, [])]
    return alert_of(" ".join([sent_to, *written]))


def _parts(message: Message, *, content_type: str, depth: int = 0) -> Iterator[Message]:
    """Yield the parts of that type, but never those of a message that is merely returned."""
    if message.get_content_type() == content_type:
        yield message
    elif message.get_content_maintype() == "multipart" and depth < _MOST_DEPTH:
        inner = message.get_payload()
        for part in inner if isinstance(inner, list) else []:
            if isinstance(part, Message):
                yield from _parts(part, content_type=content_type, depth=depth + 1)


def _failure(block: Message) -> Failure | None:
    """Return what a recipient's block says; None for the block about the message, or a success."""
    action = str(block.get("Action", "")).strip().lower()
    if action not in {"failed", "delayed"}:
        return None
    words = " ".join(str(block.get("Diagnostic-Code", "")).split())
    said = _STATUS.search(str(block.get("Status", ""))) or _STATUS.search(words)
    code = _CODE.search(words)
    is_over = action == "failed"
    return Failure(
        addresses=frozenset(_addresses(block)),
        status=said.group() if said else ("5.0.0" if is_over else "4.0.0"),
        code=int(code.group()) if code else None,
        words=without_addresses(words)[:REPLY_LENGTH].replace("\0", ""),
        is_over=is_over,
    )


def _addresses(block: Message) -> Iterator[str]:
    for name in ("Original-Recipient", "Final-Recipient"):
        _kind, _semicolon, address = str(block.get(name, "")).partition(";")
        if "@" in address:
            yield address.strip().strip("<>").lower()
