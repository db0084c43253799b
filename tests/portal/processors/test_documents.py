"""The papers of a contract: what the bytes say counts, whatever the name."""

import io
import zipfile
from collections.abc import Iterator

import pytest

from portal.journal.models import Entry
from portal.processors.documents import Given, attach, media_type_of, take_away
from portal.processors.models import ProcessorDocument
from portal.processors.refusals import ProcessorRefused
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.portal.processors.samples import NOW, linked

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@pytest.fixture
def place(establishment: Establishment) -> Iterator[Establishment]:
    """Stand inside the establishment, as a view does."""
    with inside(establishment):
        yield establishment


def packed(names: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in names.items():
            archive.writestr(name, text)
    return made.getvalue()


DOCX = packed({"[Content_Types].xml": "", "word/document.xml": ""})
ODT = packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n0000", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (ODT, "application/vnd.oasis.opendocument.text"),
    ],
)
def test_file_when_of_a_kind_that_is_kept_then_its_bytes_say_which(
    content: bytes, expected: str
) -> None:
    assert media_type_of(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00",
        b"GIF89a",
        b"PK\x03\x04 not a zip",
        packed({"xl/workbook.xml": ""}),
        packed({"word/document.xml": "", "word/vbaProject.bin": ""}),
        packed(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": "",
                "Basic/script-lb.xml": "",
            }
        ),
        PDF + b"0" * (10 * 1024 * 1024),
    ],
)
def test_file_when_empty_active_or_too_heavy_then_is_refused(content: bytes) -> None:
    with pytest.raises(ProcessorRefused) as refusal:
        media_type_of(content)

    assert refusal.value.field == "file"


def test_document_when_given_twice_then_kept_once_and_its_removal_leaves_the_digest(
    place: Establishment, by: User
) -> None:
    link = linked(establishment=place, by=by)
    given = Given(
        title="Contrat", kind="contract", day=None, name="C:\\x\\..\\contrat\n.pdf", content=PDF
    )

    first = attach(link=link, given=given, by=by, now=NOW)
    second = attach(link=link, given=given, by=by, now=NOW)
    assert (first.pk, first.name, first.size) == (second.pk, "contrat.pdf", len(PDF))

    take_away(document=first, by=by, now=NOW)

    assert ProcessorDocument.objects.count() == 0
    acts = Entry.objects.filter(act__startswith="processor.document").order_by("sequence")
    assert [(one.act, one.facts["sha256"]) for one in acts] == [
        ("processor.document_added", first.sha256),
        ("processor.document_removed", first.sha256),
    ]
