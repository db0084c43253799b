"""The register as a Word document, for those who annotate it: headings, tables, nothing active."""

import io
from collections.abc import Iterable, Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import _Row

from portal.register.exports import pages, processors
from portal.register.exports.cells import xml_safe
from portal.register.exports.register import Entry, Register
from portal.register.exports.words import STATES

MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Centimetres between the margins of an A4 page.
_BREADTH = 17
_INDEX_HEAD = ("N°", "Activité de traitement", "État", "Sensibles")


def write(register: Register) -> bytes:
    """Return the file: first page, list, one page or more for each activity, processors."""
    document = Document()
    _prepare(document, register)
    _first_page(document, register)
    for entry in register.entries:
        document.add_page_break()  # type: ignore[no-untyped-call]
        _activity(document, entry)
    _processors(document, register)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _prepare(document: WordDocument, register: Register) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    document.styles["Normal"].font.size = Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    known = document.core_properties
    known.title = pages.TITLE
    known.author = xml_safe(register.establishment.name)
    known.language = "fr-FR"
    known.comments = ""
    known.created = known.modified = register.as_of.replace(tzinfo=None)


def _first_page(document: WordDocument, register: Register) -> None:
    document.add_heading(pages.TITLE, level=0)
    document.add_paragraph(pages.said_on(register))
    if register.is_redacted:
        document.add_paragraph(pages.REDACTED)
    place = (*pages.lines_of(register.establishment), *pages.numbers_of(register))
    _party(document, "Responsable du traitement", place)
    if register.dpo:
        _party(document, "Délégué à la protection des données", pages.lines_of(register.dpo))
    document.add_paragraph(pages.LAW)
    document.add_heading("Activités de traitement", level=1)
    if not register.entries:
        document.add_paragraph(pages.EMPTY)
        return
    _table(
        document,
        _INDEX_HEAD,
        (
            (entry.reference, entry.sheet.name, STATES[entry.state], pages.has_sensitive(entry))
            for entry in register.entries
        ),
        widths=(3, 9, 3, 2),
    )


def _party(document: WordDocument, title: str, lines: Iterable[str]) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(title).bold = True
    for line in lines:
        paragraph.add_run().add_break()
        paragraph.add_run(xml_safe(line))


def _activity(document: WordDocument, entry: Entry) -> None:
    document.add_heading(xml_safe(f"{entry.reference} — {entry.sheet.name}"), level=1)
    document.add_paragraph(pages.facts(entry))
    for section in pages.sections(entry.sheet):
        document.add_heading(section.title, level=2)
        if section.head:
            _table(document, section.head, section.rows, widths=section.widths)
        else:
            document.add_paragraph(xml_safe(section.text))


def _processors(document: WordDocument, register: Register) -> None:
    rows = processors.paper_lines(register)
    if not rows:
        return
    document.add_page_break()  # type: ignore[no-untyped-call]
    document.add_heading(processors.TITLE, level=1)
    _table(document, processors.PAPER_HEAD, rows, widths=processors.PAPER_WIDTHS)


def _table(
    document: WordDocument,
    head: tuple[str, ...],
    rows: Iterable[tuple[str, ...]],
    *,
    widths: tuple[int, ...],
) -> None:
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.autofit = False
    sizes = [Cm(_BREADTH * width / sum(widths)) for width in widths]
    _fill(table.rows[0], head, sizes)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for texts in rows:
        _fill(table.add_row(), texts, sizes)


def _fill(line: _Row, texts: tuple[str, ...], sizes: Sequence[Length]) -> None:
    for cell, text, size in zip(line.cells, texts, sizes, strict=True):
        cell.text, cell.width = xml_safe(text), size
