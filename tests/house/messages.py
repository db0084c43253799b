"""What the portal says: gathered from the sources, merged into the English translation.

To be run from the root of the project when words were added or changed:
`.venv/bin/python -m tests.house.messages`. It keeps what is translated, adds what is new with an
empty translation, drops what is gone, and prints what is left to translate. Needs no gettext
program.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "portal" / "locale" / "en" / "LC_MESSAGES" / "django.po"
_FOLDERS = ("portal", "tenants")
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_HEADER = b"""# Vigie in English. Terms as in docs/glossary.yaml.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def sources() -> list[Path]:
    """Return the modules and templates that speak to people, in a stable order."""
    return sorted(
        path
        for folder in _FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix == ".py" or (path.suffix in (".html", ".txt") and "templates" in path.parts)
    )


def said() -> Catalog:
    """Return every message of the sources: plurals, contexts, and the files that say it."""
    found = Catalog(locale="en", fuzzy=False)
    for path in sources():
        for message, context in _messages(path):
            found.add(message, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return found


def translated() -> Catalog:
    """Return the English translation as it stands in the repository."""
    with PO.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def untranslated(catalog: Catalog) -> list[Message]:
    """Return the messages whose translation is missing, in part or doubtful."""
    return [message for message in catalog if message.id and not _is_said_in_english(message)]


def english(message: Message) -> tuple[str, ...]:
    """Return the translation of a message: one text, or the singular and the plural."""
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(message.string or ())


def merge() -> list[Message]:
    """Bring the translation to the sources' state and return what is left to translate."""
    catalog = translated() if PO.exists() else Catalog(locale="en", fuzzy=False)
    catalog.update(said(), no_fuzzy_matching=True, update_creation_date=False)
    write(catalog)
    return untranslated(catalog)


def write(catalog: Catalog) -> None:
    """Write the translation in the repository, in the order of the files that say it.

    No date of its own: a file that changes with each run hides what changed.
    """
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        file.write(_HEADER)
        write_po(
            file, catalog, width=100, sort_by_file=True, ignore_obsolete=True, omit_header=True
        )


def _messages(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django writes a template as calls among blanked words; their indentation means nothing.
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines)
    for _line, message, _comments, context in extract(
        "python", BytesIO(text.encode()), keywords=_KEYWORDS
    ):
        yield message, context


def _is_said_in_english(message: Message) -> bool:
    return not message.fuzzy and all(english(message) or [""])


if __name__ == "__main__":
    for left in merge():
        sys.stdout.write(f"{left.id!r}\n")
