"""Words made comparable: the same name typed twice, an accent forgotten, is found."""

import unicodedata


def folded(text: str) -> str:
    """Return `text` without accents nor capitals, each run of spaces made one."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
