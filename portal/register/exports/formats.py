"""The formats of the register's files: what each is called, how it is sent, how it is made."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from portal.register.exports import cnil, csv_file, dpv, json_file, ods, pdf, word, xlsx
from portal.register.exports.register import Register


class Format(StrEnum):
    """Every format, by the ending of its file's name."""

    PDF = "pdf"
    ODS = "ods"
    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"
    JSON = "json"
    DPV = "dpv"


@dataclass(frozen=True, slots=True)
class _Way:
    mimetype: str
    ending: str
    write: Callable[[Register], bytes]


_WAYS = {
    Format.PDF: _Way("application/pdf", "pdf", pdf.write),
    Format.ODS: _Way(ods.MIMETYPE, "ods", lambda register: ods.write(cnil.tables(register))),
    Format.XLSX: _Way(xlsx.MIMETYPE, "xlsx", lambda register: xlsx.write(cnil.tables(register))),
    Format.DOCX: _Way(word.MIMETYPE, "docx", word.write),
    Format.CSV: _Way("text/csv; charset=utf-8", "csv", csv_file.write),
    Format.JSON: _Way("application/json", "json", json_file.write),
    Format.DPV: _Way(dpv.MIMETYPE, "jsonld", dpv.write),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file made: its content, its type, the ending of its name."""

    content: bytes
    mimetype: str
    ending: str


def made(register: Register, asked: Format) -> File:
    """Return the register in the format asked for.

    Errors: xlsx.TooLongError when a text is longer than a cell of Excel.
    """
    way = _WAYS[asked]
    return File(way.write(register), way.mimetype, way.ending)
