"""Names of schemas and addresses: generated, never typed, checked before they reach SQL."""

import re
import secrets
import string

from django.utils.text import slugify

SCHEMA_PATTERN = r"^e_[a-z0-9]{12}$"
SLUG_PATTERN = r"^[a-z][a-z0-9-]{1,46}[a-z0-9]$"

_SCHEMA = re.compile(SCHEMA_PATTERN.removesuffix("$") + r"\Z")
_SLUG = re.compile(SLUG_PATTERN.removesuffix("$") + r"\Z")
_ALPHABET = string.ascii_lowercase + string.digits


def new_schema_name() -> str:
    """Return a random schema name, also the name of the establishment's PostgreSQL role.

    Random rather than numbered: two databases of one cluster share their roles.
    """
    return "e_" + "".join(secrets.choice(_ALPHABET) for _ in range(12))


def is_schema_name(name: str) -> bool:
    """Return whether `name` may name an establishment's schema."""
    return _SCHEMA.match(name) is not None


def is_slug(slug: str) -> bool:
    """Return whether `slug` may stand in a path after /e/."""
    return _SLUG.match(slug) is not None


def slug_for(name: str, *, taken: frozenset[str]) -> str:
    """Return the first free address for `name`: accents dropped, then numbered from 2."""
    stem = slugify(name.lower().replace("œ", "oe").replace("æ", "ae"))[:40].strip("-")
    if not stem or not stem[0].isalpha():
        stem = f"etablissement-{stem}".strip("-")
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)
