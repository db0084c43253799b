"""A second factor is compulsory for the firm's people and for the operator."""

from collections.abc import Callable
from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tenants.directory.access import FIRM, PortalRequest
from tenants.directory.paths import desk_path
from tenants.directory.roles import Role

_BOUND = FIRM | {Role.OPERATOR}
_OPEN = ("/compte/", "/static/", "/langue/", "/sante/")


class SecondFactorMiddleware:
    """Send to the second factor's page whoever must have one and has none yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(_OPEN) or not request.user.is_authenticated:
            return self.get_response(request)
        actor = cast(PortalRequest, request).actor
        if actor.roles & _BOUND and not is_mfa_enabled(request.user):
            return redirect(desk_path("mfa_index"))
        return self.get_response(request)
