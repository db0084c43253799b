"""The register as PDF, Word and linked data: whole, and nothing in it is run as markup."""

import io
import json
import zipfile

import pytest
from docx import Document

from portal.register.exports.formats import Format, made
from portal.register.exports.pdf import book_of
from portal.register.exports.register import redacted
from portal.register.sheet import Sheet
from tests.portal.register.files_samples import FULL, entry, register


def test_pdf_when_made_then_says_it_is_a_2a_and_ua_1() -> None:
    file = made(register(), Format.PDF)

    assert file.content.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in file.content
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in file.content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in file.content


@pytest.mark.parametrize("text", ['#panic("x")', "$ \\ *_`<a> @b", "// x", '"]#[', "a\n\n= b"])
def test_pdf_when_text_looks_like_markup_then_is_printed_not_run(text: str) -> None:
    sheet = FULL.model_copy(update={"name": text, "note": text, "software": (text,)})

    assert made(register(entry(sheet)), Format.PDF).content.startswith(b"%PDF")


def test_pdf_when_the_register_is_empty_then_is_made_all_the_same() -> None:
    empty = register().model_copy(update={"entries": (), "dpo": None})

    assert made(empty, Format.PDF).content.startswith(b"%PDF")


def test_word_when_made_then_has_a_heading_for_each_activity_and_its_tables() -> None:
    file = made(register(), Format.DOCX)

    document = Document(io.BytesIO(file.content))
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == [
        "Activités de traitement",
        "TRT-001 — Dispensation des ordonnances",
        "TRT-002 — Tierce maintenance",
    ]
    cells = [cell.text for cell in document.tables[1].rows[1].cells]
    assert (
        cells[0]
        == "Délivrer les médicaments\n– Analyse ; interactions\n– Ordonnancier | stupéfiants"
    )
    assert cells[1] == ("Obligation légale (art. 6 §1 c)\nMission d’intérêt public (art. 6 §1 e)")


def test_word_when_text_holds_a_control_character_then_opens_all_the_same() -> None:
    file = made(register(entry(Sheet(name="Paie\u0007", note="a\u0000b"))), Format.DOCX)

    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert "Paie " in archive.read("word/document.xml").decode()


def test_dpv_when_made_then_uses_the_terms_of_the_vocabulary() -> None:
    document = json.loads(made(register(), Format.DPV).content)

    process, other = document["dpv:hasPersonalDataProcess"]
    assert document["@type"] == "dpv:ROPA"
    assert process["dpv:hasLegalBasis"] == [
        {"@id": "eu-gdpr:A6-1-c"},
        {"@id": "eu-gdpr:A6-1-e"},
        {"@id": "eu-gdpr:A9-2-h"},
    ]
    assert process["dpv:hasDataController"] == [
        {"@type": "dpv:DataController", "label": "Pharmacie des Lilas"}
    ]
    assert process["dpv:hasProcessing"] == [
        {"@type": "dpv:Processing", "label": "Enregistrement"},
        {"@type": "dpv:Processing", "label": "Transmission ; par MSSanté"},
        {
            "@type": "dpv:Transfer",
            "label": "Messagerie",
            "dpv:hasCountry": {"@type": "dpv:Country", "label": "États-Unis"},
            "dpv:hasLegalBasis": {"@id": "eu-gdpr:A45-3"},
        },
    ]
    assert [data["@type"] for data in process["dpv:hasPersonalData"]] == [
        "dpv:PersonalData",
        "dpv:SpecialCategoryPersonalData",
        "dpv:SpecialCategoryPersonalData",
        "dpv:PersonalData",
    ]
    assert other["dpv:hasDataProcessor"] == [
        {"@type": "dpv:DataProcessor", "label": "Pharmacie des Lilas"}
    ]


@pytest.mark.parametrize("asked", [asked for asked in Format if asked is not Format.PDF])
def test_file_when_redacted_then_no_format_says_a_measure(asked: Format) -> None:
    secret = "Chiffrement des postes"

    whole, cut = made(register(), asked), made(redacted(register()), asked)

    assert secret in _text(whole.content)
    assert secret not in _text(cut.content)


def test_pdf_when_redacted_then_its_pages_say_no_measure() -> None:
    whole = json.dumps(book_of(register()), ensure_ascii=False)
    cut = json.dumps(book_of(redacted(register())), ensure_ascii=False)

    assert "Chiffrement des postes" in whole
    assert "Chiffrement des postes" not in cut
    assert "Version communicable" in cut


def _text(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return " ".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())
