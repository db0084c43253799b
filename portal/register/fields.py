"""What a sheet is made of: sections, and each field with its label, its article and its example."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from portal.law.reading import Record, read
from portal.law.wording import Wording

_DATA = Path(__file__).parent / "fields.yaml"
NEEDS = ("always", "possible", "case", "advised", "none")
_NOTHING = Wording("", "")


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the form. `slug` is its French name in an address."""

    id: str
    slug: str
    words: Wording
    lead_words: Wording

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return spoken(self.words)

    @property
    def lead(self) -> str:
        """What it asks, in one sentence."""
        return spoken(self.lead_words)


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `needs` maps a role to one of NEEDS; empty for the parts of a repeated field.

    `path` is « purposes » or « purposes.legal_bases ».
    """

    path: str
    section: str
    words: Wording
    source: str
    needs: dict[str, str]
    why_words: Wording
    example_words: Wording

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return spoken(self.words)

    @property
    def why(self) -> str:
        """Why it is asked, in one sentence; "" when the name says it."""
        return spoken(self.why_words)

    @property
    def example(self) -> str:
        """What a colleague of the profession wrote; "" when there is none."""
        return spoken(self.example_words)


def spoken(words: Wording) -> str:
    """Return the words in the language of the page."""
    return words.en if (get_language() or "fr").startswith("en") else words.fr


@cache
def sections() -> tuple[Section, ...]:
    """Return the sections in the order of the form."""
    return tuple(_section(record) for record in read(_DATA).records("sections"))


@cache
def fields() -> dict[str, Field]:
    """Return every field by its path, in the order of the form."""
    found = (_field(record) for record in read(_DATA).records("fields"))
    return {field.path: field for field in found}


def fields_of(section: str) -> tuple[Field, ...]:
    """Return the whole fields of a section, without their parts."""
    return tuple(field for field in fields().values() if field.section == section)


def section_at(slug: str) -> Section | None:
    """Return the section of that address, None when there is none."""
    return next((section for section in sections() if section.slug == slug), None)


def label_of(path: str) -> str:
    """Return the label of a field; the path itself when a later release added it."""
    field = fields().get(path)
    return field.label if field else path


def _section(record: Record) -> Section:
    return Section(
        id=record.text("id"),
        slug=record.text("slug"),
        words=_words(record, ""),
        lead_words=_words(record, "lead_"),
    )


def _field(record: Record) -> Field:
    roles = ("controller", "processor")
    return Field(
        path=record.text("id"),
        section=record.optional_text("section"),
        words=_words(record, ""),
        source=record.text("ref"),
        needs={role: record.choice(role, NEEDS) for role in roles if record.has(role)},
        why_words=_words(record, "why_"),
        example_words=_words(record, "example_"),
    )


def _words(record: Record, prefix: str) -> Wording:
    if not record.has(f"{prefix}fr"):
        return _NOTHING
    return Wording(record.text(f"{prefix}fr"), record.text(f"{prefix}en"))
