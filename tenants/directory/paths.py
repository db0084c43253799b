"""Addresses of the portal's two sides: the desk at /, an establishment under /e/<slug>/."""

import re
from uuid import UUID

from django.urls import get_resolver

DESK_URLS = "portal.urls"
ESTABLISHMENT_URLS = "portal.urls_establishment"
PREFIX = "/e/"
# Django keeps the prefix of an included list as a regular expression: its hyphens are escaped.
_ESCAPED = re.compile(r"\\(.)")


def _reverse(urlconf: str, name: str, args: tuple[str | int | UUID, ...]) -> str:
    resolver = get_resolver(urlconf)
    namespaces, _colon, view = name.rpartition(":")
    prefix = ""
    for namespace in filter(None, namespaces.split(":")):
        extra, resolver = resolver.namespace_dict[namespace]
        prefix += _ESCAPED.sub(r"\1", extra)
    return "/" + prefix + str(resolver.reverse(view, *args))


def desk_path(name: str, *args: str | int | UUID) -> str:
    """Return the path of a page of the desk, from anywhere, without establishment prefix."""
    return _reverse(DESK_URLS, name, args)


def establishment_path(slug: str, name: str, *args: str | int | UUID) -> str:
    """Return the path of a page of the establishment `slug`, from anywhere."""
    return PREFIX + slug + _reverse(ESTABLISHMENT_URLS, name, args)
