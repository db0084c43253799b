"""The envelope sender of an alert: what comes back to it names its alert, and cannot be forged."""

import base64
import hashlib
import hmac
import re
from uuid import UUID

from django.conf import settings

_PURPOSE = b"vigie bounce address"
_SIGNATURE_LENGTH = 16
_ADDRESS = re.compile(
    r"alerte\+(?P<alert>[0-9a-f]{32})\.(?P<signature>[a-z2-7]{16})@", re.IGNORECASE
)


def bounce_address(alert_id: UUID) -> str:
    """Return the address to which the mail of this alert comes back when it is not delivered."""
    signature = _signature(alert_id, secret=settings.SECRET_KEY)
    return f"alerte+{alert_id.hex}.{signature}@{settings.MAIL_DOMAIN}"


def alert_of(text: str) -> UUID | None:
    """Return the alert of the first genuine bounce address in `text`, whatever its case.

    None when there is none, or when its signature is not of this instance's secret key or one of
    its fallbacks.
    """
    for found in _ADDRESS.finditer(text):
        alert_id = UUID(hex=found["alert"])
        said = found["signature"].lower()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            if hmac.compare_digest(said, _signature(alert_id, secret=secret)):
                return alert_id
    return None


def _signature(alert_id: UUID, *, secret: str | bytes) -> str:
    key = secret if isinstance(secret, bytes) else secret.encode()
    digest = hmac.digest(key, _PURPOSE + alert_id.bytes, hashlib.sha256)
    return base64.b32encode(digest).decode().lower()[:_SIGNATURE_LENGTH]
