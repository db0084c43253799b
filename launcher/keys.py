"""Passwords and keys of one instance, drawn once and kept in a file only its owner reads."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from launcher.say import Refusal


@dataclass(frozen=True)
class Keys:
    """What the embedded servers and the sessions are locked with."""

    superuser_password: str
    owner_password: str
    app_password: str
    valkey_password: str
    secret_key: str


def _drawn() -> Keys:
    return Keys(**{field.name: secrets.token_urlsafe(48) for field in fields(Keys)})


def keys(path: Path) -> Keys:
    """Return the keys kept at `path`, drawn and written (mode 600) when there are none.

    Raises Refusal when the file is there and cannot be understood: drawing new keys would lock
    the person out of the data they have.
    """
    if not path.exists():
        _write(path, _drawn())
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Keys(**{field.name: str(kept[field.name]) for field in fields(Keys)})
    except (ValueError, KeyError, TypeError, UnicodeDecodeError):
        raise Refusal(
            f"Le fichier des clés {path} est illisible : remettez-le d’une sauvegarde,"
            " ou repartez d’un dossier neuf par --var."
        ) from None


def _write(path: Path, drawn: Keys) -> None:
    # Written whole beside, then renamed: a full disk never leaves half a key.
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(drawn), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
