"""What leaves for Sentry and the log: the type of an error and where, never a value."""

import logging
import traceback
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, cast

import sentry_sdk
from django.conf import settings
from sentry_sdk.types import Event, Hint

_FRAME = ("filename", "module", "function", "lineno", "in_app")
_EVENT = ("event_id", "timestamp", "level", "platform", "release", "environment", "logger")
# Names of views and of tasks. A transaction named otherwise holds an address, hence its words.
_NAMED_BY_US = ("component", "route", "task")


def allowed_only(event: Event, _hint: Hint) -> Event | None:
    """Return a new event made of the allow-list: type of error, code positions, view, release.

    No message, variable, request, user, breadcrumb, query or path. A line of the log becomes the
    name of its logger.
    """
    source = cast(Mapping[str, Any], event)
    kept: dict[str, Any] = {key: source[key] for key in _EVENT if key in source}
    if (source.get("transaction_info") or {}).get("source") in _NAMED_BY_US:
        kept["transaction"] = source.get("transaction")
    values = (source.get("exception") or {}).get("values") or []
    if values:
        kept["exception"] = {"values": [_error(value) for value in values]}
    return cast(Event, kept)


def _error(value: Mapping[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames") or []
    return {
        "type": value.get("type"),
        # Sentry wants a value; ours is what the person typed as often as not.
        "value": "",
        "stacktrace": {"frames": [{k: f[k] for k in _FRAME if k in f} for f in frames]},
    }


def nothing(_event: Event, _hint: Hint) -> None:
    """Return nothing: no trace of performance leaves."""


_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WordlessFormatter(logging.Formatter):
    """Writes an error without its message, which may quote what a person typed.

    PostgreSQL for one repeats the whole row that a constraint refuses.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, not what another formatter has kept of the error."""
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: _Raised) -> str:
        """Return where each error of the chain was raised, the first cause first, and its type."""
        return "\n".join(reversed([_place(one) for one in _chain(ei[1])]))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _place(error: BaseException) -> str:
    kind = type(error)
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{frames}{kind.__module__}.{kind.__qualname__}"


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
        auto_session_tracking=False,
        server_name="vigie",
        before_send=allowed_only,
        before_send_transaction=nothing,
        _experiments=dict(experiments),  # type: ignore[arg-type]
    )
