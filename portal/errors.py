"""What leaves for Sentry: the type of an error and where it happened, never a value."""

from collections.abc import Mapping
from typing import Any, cast

import sentry_sdk
from django.conf import settings
from sentry_sdk.types import Event, Hint

_FRAME = ("filename", "module", "function", "lineno", "in_app")
_EVENT = ("event_id", "timestamp", "level", "platform", "release", "environment")


def allowed_only(event: Event, _hint: Hint) -> Event | None:
    """Return a new event made of the allow-list: type of error, code positions, release.

    No message, variable, request, user, breadcrumb, query or path: the route of the error is its
    frames.
    """
    source = cast(Mapping[str, Any], event)
    kept: dict[str, Any] = {key: source[key] for key in _EVENT if key in source}
    values = (source.get("exception") or {}).get("values") or []
    kept["exception"] = {"values": [_error(value) for value in values]}
    return cast(Event, kept)


def _error(value: Mapping[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames") or []
    return {
        "type": value.get("type"),
        "stacktrace": {"frames": [{k: f[k] for k in _FRAME if k in f} for f in frames]},
    }


def nothing(_event: Event, _hint: Hint) -> None:
    """Return nothing: no trace of performance leaves."""


def start_sentry(**experiments: str) -> None:
    """Start error reports when SENTRY_DSN is set; otherwise do nothing."""
    if not settings.SENTRY_DSN:
        return
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=settings.RELEASE or None,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        send_default_pii=False,
        server_name="vigie",
        before_send=allowed_only,
        before_send_transaction=nothing,
        _experiments=dict(experiments),  # type: ignore[arg-type]
    )
