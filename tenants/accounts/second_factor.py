"""A second factor is compulsory for the firm's people and for the operator."""

from collections.abc import Callable, Collection
from typing import Protocol, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

# Recovery codes replace a factor that is lost: they are none.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
_BOUND = frozenset({"lead", "dpo", "assistant", "operator"})
_SEEN = "second_factor"
# What stays open until a factor exists: the pages that lay it down, the proof of identity they
# ask for, the way out, the language and what watches the instance.
_OPEN_NAMES = ("mfa_index", "account_reauthenticate", "account_logout")
_OPEN_PATHS = ("/static/", "/langue/", "/sante/")


class _Actor(Protocol):
    """What the directory says of a signed-in person."""

    @property
    def roles(self) -> Collection[str]: ...


class _BoundRequest(HttpRequest):
    actor: _Actor
    needs_second_factor: bool


class SecondFactorMiddleware:
    """Send to the second factor's page whoever must have one and has none yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        ours = cast(_BoundRequest, request)
        ours.needs_second_factor = not _BOUND.isdisjoint(ours.actor.roles)
        if not ours.needs_second_factor or _has_one(request) or _is_open(request.path_info):
            return self.get_response(request)
        return redirect("mfa_index")


def forget_second_factor(request: HttpRequest) -> None:
    """Look again in the database for the person's factor at the next request."""
    request.session.pop(_SEEN, None)


def _has_one(request: HttpRequest) -> bool:
    """Return whether the person has a factor; asked once a session, not once a page."""
    if request.session.get(_SEEN):
        return True
    if not is_mfa_enabled(request.user, FACTORS):
        return False
    request.session[_SEEN] = True
    return True


def _is_open(path: str) -> bool:
    return path.startswith((*_OPEN_PATHS, *(reverse(name) for name in _OPEN_NAMES)))
