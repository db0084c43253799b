"""What the words of a template say: the family of data, the kind of recipient, the legal bases."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.law.reading import Record, read
from portal.register.sheet import DataFamily, LegalBasis, RecipientKind

_WORDS = Path(__file__).parent / "recognition.yaml"
_BASIS = re.compile(r"art\. 6 §1 ([a-f])\b")
# What a template says it leaves out must not make it a family of data.
_LEFT_OUT = re.compile(r"\((?:sans|hors|pas de|jamais|anonymis)[^)]*\)")


def folded(text: str) -> str:
    """Return the text in lower case, without accents, with straight apostrophes."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@dataclass(frozen=True, slots=True)
class _Named:
    code: str
    pattern: re.Pattern[str]


def legal_bases(text: str) -> tuple[LegalBasis, ...]:
    """Return the bases of GDPR art. 6(1) whose letters the text cites, in its order."""
    return tuple(dict.fromkeys(LegalBasis(letter) for letter in _BASIS.findall(text)))


def data_family(label: str) -> DataFamily:
    """Return the most sensitive family the label speaks of, OTHER when it names none."""
    return DataFamily(_first("families", label) or DataFamily.OTHER)


def recipient_kind(label: str) -> RecipientKind:
    """Return who the label speaks of, OTHER for the persons themselves and the unknown."""
    return RecipientKind(_first("recipients", label) or RecipientKind.OTHER)


def speaks_of(subject: str, text: str) -> bool:
    """Return whether the text holds a word of the subject (a list of recognition.yaml)."""
    return _subjects()[subject].search(folded(text)) is not None


def _first(table: str, label: str) -> str | None:
    said = _LEFT_OUT.sub("", folded(label))
    return next((one.code for one in _tables()[table] if one.pattern.search(said)), None)


@cache
def _document() -> Record:
    return read(_WORDS)


@cache
def _tables() -> dict[str, tuple[_Named, ...]]:
    return {
        table: tuple(_named(record) for record in _document().records(table))
        for table in ("families", "recipients")
    }


@cache
def _subjects() -> dict[str, re.Pattern[str]]:
    lists = [name for name in _document().names() if name not in {"families", "recipients"}]
    return {name: _pattern(_document().texts(name)) for name in lists}


def _named(record: Record) -> _Named:
    named = _Named(record.text("code"), _pattern(record.texts("words")))
    record.finish()
    return named


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match a word of up to three letters whole, a longer one by its beginning."""
    return re.compile(
        "|".join(
            rf"(?<!\w){re.escape(folded(word))}" + (r"(?!\w)" if len(word) <= 3 else "")
            for word in words
        )
    )
