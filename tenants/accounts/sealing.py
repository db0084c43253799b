"""Secrets of second factors, sealed before they reach the database."""

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

_PURPOSE = b"vigie second factor"


def seal(text: str) -> str:
    """Return `text` sealed under the instance's secret key."""
    return _seals().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed, under the secret key or one of its fallbacks.

    Errors: cryptography.fernet.InvalidToken when no key of the instance sealed it.
    """
    return _seals().decrypt(sealed.encode()).decode()


def _seals() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str | bytes) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return base64.urlsafe_b64encode(derivation.derive(force_bytes(secret)))
