"""The environment handed to every program, and what the person set instead of ours."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from launcher.keys import Keys
from launcher.places import ROOT, Places
from launcher.say import Refusal

# Names of the variables the launcher itself set: a launcher started below does not take them
# for the person's own.
_OURS = "VIGIE_OURS"
_NAMES = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "SECRET_KEY",
    "PUBLIC_URL",
    "MEDIA_ROOT",
)
_KEPT = ("SECRET_KEY", "PUBLIC_URL", "MEDIA_ROOT")
_DROPPED = ("DEMO", "PYTHONHOME", "VIRTUAL_ENV", "WEB_POOL")
_SCHEMES = {
    "DATABASE_URL": ("postgresql", "postgres"),
    "DATABASE_OWNER_URL": ("postgresql", "postgres"),
    "REDIS_URL": ("redis", "rediss"),
    "EMAIL_URL": ("smtp", "smtps", "smtp+tls"),
    "PUBLIC_URL": ("http", "https"),
}


def given() -> dict[str, str]:
    """Return the variables of ours that the person set, by name.

    Raises Refusal when one cannot be what it should be, or when one of the database's two is
    missing.
    """
    inherited = os.environ.get(_OURS, "").split(",")
    found = {
        name: os.environ[name] for name in _NAMES if os.environ.get(name) and name not in inherited
    }
    for name, schemes in _SCHEMES.items():
        if name in found:
            _check(name=name, url=found[name], schemes=schemes)
    if ("DATABASE_URL" in found) != ("DATABASE_OWNER_URL" in found):
        raise Refusal(
            "DATABASE_URL (le compte qui sert le portail) et DATABASE_OWNER_URL (celui qui"
            " possède les tables) vont ensemble : donnez les deux, ou aucun."
        )
    return found


def _check(*, name: str, url: str, schemes: tuple[str, ...]) -> None:
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in schemes and (parts.port is None or parts.port > 0)
        is_right = is_right and bool(parts.hostname or "host=" in parts.query)
    except ValueError:
        is_right = False
    if not is_right:
        # The value is not repeated: it may hold a password.
        raise Refusal(
            f"{name} n’est pas une adresse comprise :"
            f" écrivez {schemes[0]}://compte:motdepasse@machine:port/…"
        )


@dataclass(frozen=True)
class Urls:
    """Where the servers are."""

    app: str
    owner: str
    redis: str
    email: str


def variables(
    *, urls: Urls, keys: Keys, places: Places, public_url: str, is_demo: bool
) -> dict[str, str]:
    """Return the whole environment of a program: the person's, ours where they set nothing.

    The owner's address is not in it: `as_owner` adds it for migrations and commands alone.
    """
    ours = {
        "DATABASE_URL": urls.app,
        "REDIS_URL": urls.redis,
        "EMAIL_URL": urls.email,
        "SECRET_KEY": keys.secret_key,
        "PUBLIC_URL": public_url,
        "MEDIA_ROOT": str(places.media),
        "STATIC_ROOT": str(places.static),
        "DEMO": "1" if is_demo else "0",
    }
    # The addresses are decided already, the person's among them.
    kept = {name: value for name, value in given().items() if name in _KEPT}
    theirs = {name: value for name, value in os.environ.items() if name not in (*_NAMES, *_DROPPED)}
    return {
        **theirs,
        **ours,
        **kept,
        _OURS: ",".join(name for name in _NAMES if name not in kept),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "VIGIE_VAR": str(places.var),
    }


def as_owner(environment: Mapping[str, str], *, urls: Urls) -> dict[str, str]:
    """Return the environment of a command that may change tables."""
    return {**environment, "DATABASE_URL": urls.owner, "DATABASE_OWNER_URL": urls.owner}
