"""The papers of a contract: kept if they are what they say, given back, taken away."""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.journal.actions import hold, record
from portal.journal.acts import Act
from portal.processors.models import ProcessorDocument, ProcessorLink
from portal.processors.refusals import ProcessorRefused
from tenants.accounts.models import User

MOST_BYTES = 10 * 1024 * 1024
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ODT = "application/vnd.oasis.opendocument.text"
_SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
_LONGEST_NAME = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file as it was given, and what the person says of it."""

    title: str
    kind: str
    day: date | None
    name: str
    content: bytes


@transaction.atomic
def attach(*, link: ProcessorLink, given: Given, by: User, now: datetime) -> ProcessorDocument:
    """Return the document kept, or the one that holds the same bytes already.

    Errors: ProcessorRefused when it is empty, too heavy or of a kind that is not kept.
    """
    media_type = media_type_of(given.content)
    hold()
    digest = hashlib.sha256(given.content).hexdigest()
    same = ProcessorDocument.objects.filter(link=link, sha256=digest).defer("content").first()
    if same is not None:
        return same
    document = ProcessorDocument.objects.create(
        link=link,
        title=given.title,
        kind=given.kind,
        day=given.day,
        name=_safe_name(given.name),
        media_type=media_type,
        size=len(given.content),
        sha256=digest,
        content=given.content,
        added_at=now,
        added_by_id=by.pk,
    )
    _remember(Act.PROCESSOR_DOCUMENT_ADDED, document, link, by=by, now=now)
    return document


@transaction.atomic
def take_away(*, document: ProcessorDocument, by: User, now: datetime) -> None:
    """Delete the document; the journal keeps its digest, and who took it away."""
    hold()
    _remember(Act.PROCESSOR_DOCUMENT_REMOVED, document, document.link, by=by, now=now)
    document.delete()


def media_type_of(content: bytes) -> str:
    """Return the type that the bytes themselves say, whatever the name of the file.

    Errors: ProcessorRefused when it is empty, too heavy or of a kind that is not kept.
    """
    if not content:
        raise ProcessorRefused(_("Ce fichier est vide."), field="file")
    if len(content) > MOST_BYTES:
        raise ProcessorRefused(_("Ce fichier pèse plus de 10\u00a0Mo."), field="file")
    for mark, media_type in _SIGNATURES.items():
        if content.startswith(mark):
            return media_type
    found = _office_type(content) if content.startswith(b"PK") else ""
    if not found:
        raise ProcessorRefused(
            _("Seuls les fichiers PDF, Word (.docx), ODT, PNG et JPEG sont gardés ici."),
            field="file",
        )
    return found


def _office_type(content: bytes) -> str:
    """Return the type of a text document that holds no macro, "" for anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError):
        return ""
    # OpenDocument writes its type first and unpacked, at a known place.
    if content[38 : 38 + len(_ODT)] == _ODT.encode() and "content.xml" in names:
        return "" if any(name.startswith("Basic/") for name in names) else _ODT
    has_macro = any("vbaProject" in name for name in names)
    return _DOCX if "word/document.xml" in names and not has_macro else ""


def _safe_name(name: str) -> str:
    """Return the last part of the name, without control characters, its ending kept."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable()).strip() or "document"
    if len(plain) <= _LONGEST_NAME:
        return plain
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(ending) - 1]}{dot}{ending}"[-_LONGEST_NAME:]


def _remember(
    act: Act, document: ProcessorDocument, link: ProcessorLink, *, by: User, now: datetime
) -> None:
    facts = {"document": str(document.pk), "sha256": document.sha256}
    record(act=act.value, reference=link.reference, by_id=by.pk, now=now, facts=facts)
