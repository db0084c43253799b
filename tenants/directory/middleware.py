"""The three doors of a request: the portal's role, the establishment, the permission."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import set_script_prefix
from django.views.defaults import page_not_found

from tenants.accounts.kept import ask_to_sign_in
from tenants.directory.access import (
    EstablishmentRequest,
    PortalRequest,
    actor_at_the_desk,
    actor_inside,
)
from tenants.directory.models import Establishment
from tenants.directory.names import is_slug
from tenants.directory.paths import ESTABLISHMENT_URLS, PREFIX
from tenants.directory.roles import Permission
from tenants.directory.switching import as_person, inside

Next = Callable[[HttpRequest], HttpResponse]

# Views of libraries, which carry no mark: the modules whose every view is open to all, and those
# for signed-in people. Everything else that carries no mark does not answer.
LIBRARY_VIEWS: dict[str, Permission] = {
    "allauth.account.views": Permission.PUBLIC,
    "allauth.mfa.base.views": Permission.PUBLIC,
    "allauth.mfa.totp.views": Permission.SIGNED_IN,
    "allauth.mfa.webauthn.views": Permission.PUBLIC,
    "allauth.mfa.recovery_codes.views": Permission.SIGNED_IN,
    "allauth.usersessions.views": Permission.SIGNED_IN,
    "django.views.i18n": Permission.PUBLIC,
}


class PortalMiddleware:
    """First door: the whole request acts as the portal's role, for nobody yet."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cast(PortalRequest, request).now = datetime.now(UTC)
        set_script_prefix("/")
        with as_person(None):
            return self.get_response(request)


class PersonMiddleware:
    """After authentication: rows are those the signed-in person may see."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        ours = cast(PortalRequest, request)
        with as_person(ours.user.pk):
            ours.actor = actor_at_the_desk(ours.user.pk)
            return self.get_response(request)


class EstablishmentMiddleware:
    """Second door: /e/<slug>/… acts inside that establishment, if it is one of the person's.

    Row-level security hides the establishments of others, so unknown and foreign are one case.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        slug, slash, rest = request.path_info.removeprefix(PREFIX).partition("/")
        establishment = _find(slug) if slash else None
        if establishment is None:
            return _not_found(request)
        ours = cast(EstablishmentRequest, request)
        ours.establishment = establishment
        ours.actor = actor_inside(ours.user.pk, establishment=establishment)
        _shift(request, prefix=PREFIX + slug, rest=rest)
        with inside(establishment):
            return self.get_response(request)


def _find(slug: str) -> Establishment | None:
    if not is_slug(slug):
        return None
    mine = Establishment.objects.select_related("agency").filter(slug=slug)
    return cast(Establishment | None, mine.first())


def _not_found(request: HttpRequest) -> HttpResponse:
    return page_not_found(request, Http404())


def _shift(request: HttpRequest, *, prefix: str, rest: str) -> None:
    request.path_info = "/" + rest
    request.META["SCRIPT_NAME"] = prefix
    request.urlconf = ESTABLISHMENT_URLS
    set_script_prefix(prefix + "/")


class PermissionMiddleware:
    """Third door: a view answers only to those who hold the permission it is marked with."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        _args: tuple[object, ...],
        _kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        """Return None to let the view answer, a redirection to sign-in, or refuse with 403."""
        permission = permission_of(view)
        if permission is None:
            raise PermissionDenied
        if permission is Permission.PUBLIC:
            return None
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        if not cast(PortalRequest, request).actor.may(permission):
            raise PermissionDenied
        return None


def permission_of(view: Callable[..., HttpResponseBase]) -> Permission | None:
    """Return what `view` asks for; None when nothing was said, which refuses everybody."""
    marked = getattr(view, "permission", None)
    if isinstance(marked, Permission):
        return marked
    source = getattr(view, "view_class", view)
    return LIBRARY_VIEWS.get(source.__module__)
