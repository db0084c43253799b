"""The register as PDF/A-2a and PDF/UA-1: kept for years, read aloud by a screen reader.

typst refuses to write what would not be one, and reads nothing but what it is handed.
Sources: ISO 19005-2 (PDF/A-2), ISO 14289-1 (PDF/UA-1).
"""

import json
from datetime import UTC
from pathlib import Path

import typst
from django.utils.translation import override

from portal.register.exports import pages, processors
from portal.register.exports.register import Register
from portal.register.exports.words import STATES
from portal.register.picture.drawing import drawn
from portal.register.picture.facts import facts_of
from portal.register.picture.layout import flow_of
from portal.register.sheet import Sheet

_BOOK = Path(__file__).with_name("register.typ")
_INDEX_HEAD = ("N°", "Activité de traitement", "État", "Sensibles", "Page")


def write(register: Register) -> bytes:
    """Return the file: cover, index, one sheet for each activity. Raises typst's TypstError."""
    made = typst.compile(
        _BOOK,
        sys_inputs={"book": json.dumps(book_of(register), ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        ignore_system_fonts=True,
        timestamp=register.as_of.astimezone(UTC).replace(microsecond=0),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


def book_of(register: Register) -> dict[str, object]:
    """Return what the pages are made of: every word of them, none of it markup."""
    parties = [
        {
            "title": "Responsable du traitement",
            "lines": [*pages.lines_of(register.establishment), *pages.numbers_of(register)],
        }
    ]
    if register.dpo:
        parties.append(
            {
                "title": "Délégué à la protection des données",
                "lines": list(pages.lines_of(register.dpo)),
            }
        )
    return {
        "title": pages.TITLE,
        "author": register.establishment.name,
        "place": register.establishment.name,
        "as_of": pages.said_on(register),
        "redacted": pages.REDACTED if register.is_redacted else "",
        "parties": parties,
        "law": pages.LAW,
        "footer": register.establishment.name,
        "index_title": "Activités de traitement",
        "index_head": _INDEX_HEAD,
        "empty": pages.EMPTY,
        "activities": _activities(register),
        "processors": {
            "title": processors.TITLE,
            "head": processors.PAPER_HEAD,
            "widths": processors.PAPER_WIDTHS,
            "rows": processors.paper_lines(register),
        },
    }


def _activities(register: Register) -> list[dict[str, object]]:
    return [
        {
            "mark": f"activity-{number}",
            "reference": entry.reference,
            "name": entry.sheet.name,
            "state": STATES[entry.state],
            "sensitive": pages.has_sensitive(entry),
            "facts": pages.facts(entry),
            "picture": _picture(entry.sheet),
            "sections": [
                {
                    "kind": "table" if section.head else "text",
                    "title": section.title,
                    "text": section.text,
                    "head": section.head,
                    "rows": section.rows,
                    "widths": section.widths,
                }
                for section in pages.sections(entry.sheet)
            ],
        }
        for number, entry in enumerate(register.entries)
    ]


def _picture(sheet: Sheet) -> dict[str, str]:
    """Return the picture and the sentence that says it, both "" when there is nothing to draw.

    It says nothing of contracts: they are not part of the record of article 30.
    """
    with override("fr"):
        flow = flow_of(facts_of(sheet, contracts=None))
        svg = "" if flow.is_empty else drawn(flow)
    return {"svg": svg, "said": "" if flow.is_empty else f"{flow.title}. {flow.sentence}"}
