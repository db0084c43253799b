"""A spreadsheet as ODS (OpenDocument 1.3), written whole: every cell is text, none a formula."""

import io
import re
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from portal.register.exports.tables import Cell, Table, column

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = re.compile(r"  +|^ | $|\t")
_STYLES = {
    "": "", "title": "ti", "block": "bl", "head": "he", "label": "la",
}  # fmt: skip
_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' office:version="1.3"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f"{_HEAD}<manifest:manifest"
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_BORDER = 'fo:border="0.5pt solid #b9c3cc" fo:padding="0.08cm"'
_LOOKS = (
    ("tx", f'fo:wrap-option="wrap" style:vertical-align="top" {_BORDER}', ""),
    ("ti", "", 'fo:font-size="16pt" fo:font-weight="bold"'),
    ("bl", f'fo:background-color="#dbe9f4" fo:wrap-option="wrap" {_BORDER}',
     'fo:font-weight="bold"'),
    ("he", f'fo:background-color="#eef3f7" fo:wrap-option="wrap" {_BORDER}',
     'fo:font-weight="bold"'),
    ("la", f'fo:wrap-option="wrap" style:vertical-align="top" {_BORDER}', 'fo:color="#37474f"'),
)  # fmt: skip


def write(tables: Iterable[Table]) -> bytes:
    """Return the file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        # First and not compressed: that is how a program knows what the file is.
        archive.writestr(zipfile.ZipInfo("mimetype"), MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", _content(tuple(tables)))
        archive.writestr(
            "styles.xml",
            f"{_HEAD}<office:document-styles {_NAMES}><office:styles/></office:document-styles>",
        )
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return made.getvalue()


def _content(tables: tuple[Table, ...]) -> str:
    widths = sorted({width for table in tables for width in table.widths})
    styles = "".join(
        f'<style:style style:name="co{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}cm"/></style:style>'
        for width in widths
    )
    styles += "".join(
        f'<style:style style:name="{name}" style:family="table-cell">'
        f"<style:table-cell-properties {cell}/><style:text-properties {text}/></style:style>"
        for name, cell, text in _LOOKS
    )
    body = "".join(map(_table, tables))
    return (
        f"{_HEAD}<office:document-content {_NAMES}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def _table(table: Table) -> str:
    columns = "".join(f'<table:table-column table:style-name="co{w}"/>' for w in table.widths)
    missing = column(table.rows) - len(table.widths)
    if missing > 0:
        columns += f'<table:table-column table:number-columns-repeated="{missing}"/>'
    rows = [
        "<table:table-row>" + ("".join(map(_cell, line)) or "<table:table-cell/>")
        + "</table:table-row>"
        for line in table.rows
    ]  # fmt: skip
    head = "".join(rows[: table.frozen_rows])
    if head:
        head = f"<table:table-header-rows>{head}</table:table-header-rows>"
    body = "".join(rows[table.frozen_rows :])
    return f"<table:table table:name={quoteattr(table.name)}>{columns}{head}{body}</table:table>"


def _cell(cell: Cell) -> str:
    style = f' table:style-name="{_STYLES[cell.look] or "tx"}"'
    span = f' table:number-columns-spanned="{cell.span}"' if cell.span > 1 else ""
    covered = "<table:covered-table-cell/>" * (cell.span - 1)
    if not cell.text:
        return f"<table:table-cell{style}{span}/>{covered}"
    lines = "".join(f"<text:p>{_line(line)}</text:p>" for line in cell.text.split("\n"))
    return (
        f'<table:table-cell{style}{span} office:value-type="string">{lines}</table:table-cell>'
        + covered
    )


def _line(text: str) -> str:
    """Return a paragraph; XML would fold its spaces, so OpenDocument counts them."""
    return _SPACES.sub(
        lambda found: (
            "<text:tab/>" if found.group() == "\t" else f'<text:s text:c="{len(found.group())}"/>'
        ),
        escape(text),
    )
