"""The mails caught: one file each, read back for the pages."""

import itertools
import os
import re
import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

_NAME = re.compile(r"\d{20}-\d{4}\Z")
_LINK = re.compile(r"https?://[^\s<>\"']+")
_TRAILING = ".,;:!?)»"


@dataclass(frozen=True)
class Mail:
    """A mail as the pages show it. `text` is the plain part; HTML is never rendered."""

    name: str
    sender: str
    recipients: str
    subject: str
    sent: str
    text: str
    headers: tuple[tuple[str, str], ...]

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses in the text, in order."""
        return tuple(found.group().rstrip(_TRAILING) for found in _LINK.finditer(self.text))


class Box:
    """The folder of the mails."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._counter = itertools.count()
        self._lock = threading.Lock()

    def keep(self, content: bytes, *, stamp: int) -> str:
        """Write a mail received at `stamp` (nanoseconds) and return its name, once on the disk."""
        with self._lock:
            name = f"{stamp:020d}-{next(self._counter) % 10_000:04d}"
        beside = self._folder / f"{name}.new"
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(self._folder / f"{name}.eml")
        return name

    def names(self) -> list[str]:
        """Return the names, the newest first."""
        return sorted((path.stem for path in self._folder.glob("*.eml")), reverse=True)

    def raw(self, name: str) -> bytes | None:
        """Return a mail as it came, None when there is none of that name."""
        if not _NAME.match(name):
            return None
        try:
            return (self._folder / f"{name}.eml").read_bytes()
        except FileNotFoundError:
            return None

    def mail(self, name: str) -> Mail | None:
        """Return a mail to show, None when there is none of that name."""
        content = self.raw(name)
        if content is None:
            return None
        message = message_from_bytes(content, policy=policy.default)
        return Mail(
            name=name,
            sender=str(message.get("From", "")),
            recipients=str(message.get("To", "")),
            subject=str(message.get("Subject", "")),
            sent=str(message.get("Date", "")),
            text=_text_of(message),
            headers=tuple((key, str(value)) for key, value in message.items()),
        )


def _text_of(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain",))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeDecodeError):
        # A charset nobody knows: better odd letters than no mail.
        return bytes(part.get_payload(decode=True) or b"").decode("latin-1")
