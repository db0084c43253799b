"""How long a session lives: idle, 30 minutes in an establishment, 8 hours in the firm; 12 hours."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, cast

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tenants.accounts.kept import ask_to_sign_in, keep, kept_of

# A counter shared by several people is left often, a DPO's own desk seldom.
# Source: OWASP ASVS 5.0 V7.3.1 and V7.3.2.
IDLE = timedelta(minutes=30)
IDLE_IN_THE_FIRM = timedelta(hours=8)
LONGEST = timedelta(hours=12)
# The last sight is written at most this often: no write for each page.
_WRITE_EVERY = timedelta(minutes=1)
_BEGAN, _SEEN = "began_at", "seen_at"


class _Actor(Protocol):
    """What the directory says of a signed-in person."""

    @property
    def is_firm(self) -> bool: ...


class _DatedRequest(HttpRequest):
    actor: _Actor
    now: datetime


class SessionLifeMiddleware:
    """Close a session left alone, or too old, and say so on the sign-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        ours = cast(_DatedRequest, request)
        if has_ended(
            began=_instant(request, _BEGAN),
            seen=_instant(request, _SEEN),
            is_firm=ours.actor.is_firm,
            now=ours.now,
        ):
            return _close(request)
        _see(ours)
        return self.get_response(request)


def has_ended(
    *, began: datetime | None, seen: datetime | None, is_firm: bool, now: datetime
) -> bool:
    """Return whether a session that began and was last seen at these instants is over."""
    if began is None or seen is None:
        return False
    idle = IDLE_IN_THE_FIRM if is_firm else IDLE
    return now - seen >= idle or now - began >= LONGEST


def begin_session(request: HttpRequest) -> None:
    """Count the life of the session from the next request on; forget those that have ended.

    They hold where somebody signed in from: kept no longer than they serve, by whoever comes next.
    """
    request.session.pop(_BEGAN, None)
    request.session.pop(_SEEN, None)
    now = cast(_DatedRequest, request).now
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.filter(last_seen_at__lt=now - LONGEST).delete()


def _instant(request: HttpRequest, key: str) -> datetime | None:
    written = request.session.get(key)
    return datetime.fromisoformat(written) if written else None


def _see(request: _DatedRequest) -> None:
    seen = _instant(request, _SEEN)
    if seen is not None and request.now - seen < _WRITE_EVERY:
        return
    request.session.setdefault(_BEGAN, request.now.isoformat())
    request.session[_SEEN] = request.now.isoformat()
    UserSession.objects.filter(session_key=request.session.session_key).update(
        last_seen_at=request.now
    )


def _close(request: HttpRequest) -> HttpResponse:
    """Sign out and bring to the sign-in page; what was being sent is kept in the page."""
    logout(request)
    # Nobody acts any more: the page that keeps the form is drawn for a visitor.
    del cast(_DatedRequest, request).actor
    if kept_of(request):
        return keep(request, is_signed_in=False)
    messages.info(request, _("Votre session s’est fermée\u00a0: reconnectez-vous pour continuer."))
    response = ask_to_sign_in(request)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
