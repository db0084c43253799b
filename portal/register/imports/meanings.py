"""What the words of another register mean in ours: bases, safeguards, fates, roles, answers."""

import re
from functools import cache
from pathlib import Path

from portal.law.reading import read
from portal.register.exports.cells import plain
from portal.register.recognition import data_family
from portal.register.sheet import DataFamily, Fate, LegalBasis, Screening, TransferTool

_WORDS = Path(__file__).parent / "meanings.yaml"
# « art. 6 §1 c », « 6.1.c », « article 6(1)(c) ».
_CITED = re.compile(r"\b6\s*[§.(,-]*\s*1\s*[).,-]*\s*\(?\s*([a-f])\b")
_YES = frozenset({"oui", "o", "x", "1", "vrai", "true", "yes", "y", "actif"})
_NO = frozenset({"non", "n", "0", "faux", "false", "no", "inactif"})


def legal_bases(text: str) -> tuple[LegalBasis, ...]:
    """Return the bases of GDPR art. 6(1) that the text names or cites, by letter."""
    said = plain(text)
    named = {code for code, pattern in _table("legal_bases") if pattern.search(said)}
    return tuple(LegalBasis(letter) for letter in sorted(named | set(_CITED.findall(said))))


def tool(text: str) -> TransferTool | None:
    """Return what a transfer rests on, None when the words are not known."""
    code = _first("tools", text)
    return TransferTool(code) if code else None


def fate(text: str) -> Fate | None:
    """Return what becomes of the data, None when the words are not known."""
    code = _first("fates", text)
    return Fate(code) if code else None


def screening(text: str) -> Screening | None:
    """Return the outcome of the screening for an impact assessment, None when not known."""
    code = _first("screenings", text)
    return Screening(code) if code else None


def role(text: str) -> str | None:
    """Return controller or processor, None when the words are not known."""
    return _first("roles", text)


def truth(text: str) -> bool | None:
    """Return yes or no, None when the words are neither."""
    said = plain(text)
    if said in _YES:
        return True
    return False if said in _NO else None


def family(label: str) -> DataFamily:
    """Return the family of data that the label speaks of, OTHER when it names none."""
    known = data_family(label)
    if known is DataFamily.OTHER:
        known = DataFamily(_first("families", label) or DataFamily.OTHER)
    return known


def is_nothing(text: str) -> bool:
    """Return whether the text says that there is nothing."""
    return not text.strip() or plain(text).rstrip(" .") in _nothing()


@cache
def _nothing() -> frozenset[str]:
    return frozenset(plain(word) for word in read(_WORDS).texts("nothing"))


def _first(table: str, text: str) -> str | None:
    said = plain(text)
    return next((code for code, pattern in _table(table) if pattern.search(said)), None)


@cache
def _table(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (record.text("code"), _pattern(record.texts("words")))
        for record in read(_WORDS).records(name)
    )


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match a word of up to four letters whole, a longer one by its beginning."""
    return re.compile(
        "|".join(
            rf"(?<!\w){re.escape(plain(word))}" + (r"(?!\w)" if len(word) <= 4 else "")
            for word in words
        )
    )
