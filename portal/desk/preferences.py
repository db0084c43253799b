"""What a person chooses for themselves: language, theme, single-letter keys."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from portal.desk.landing import way_back
from tenants.accounts.models import User
from tenants.directory.access import PortalRequest, allow
from tenants.directory.roles import Permission

_THEMES = frozenset({"auto", "light", "dark"})
_YEAR = 365 * 24 * 3600


@allow(Permission.PUBLIC)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language asked for: in the account, or in a cookie before sign-in."""
    answer = HttpResponseRedirect(way_back(request))
    asked = request.POST.get("language", "")
    if asked not in dict(settings.LANGUAGES):
        return answer
    if isinstance(request.user, User):
        _keep(request.user, language=asked)
    else:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            asked,
            max_age=_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return answer


@allow(Permission.SIGNED_IN)
@require_POST
def theme(request: PortalRequest) -> HttpResponse:
    """Keep the theme asked for."""
    asked = request.POST.get("theme", "")
    if asked in _THEMES:
        _keep(request.user, theme=asked)
    return HttpResponseRedirect(way_back(request))


@allow(Permission.SIGNED_IN)
@require_POST
def single_keys(request: PortalRequest) -> HttpResponse:
    """Switch the one-letter keys (WCAG 2.1.4)."""
    _keep(request.user, single_keys=request.POST.get("single_keys") == "on")
    return HttpResponseRedirect(way_back(request))


def _keep(user: User, **chosen: str | bool) -> None:
    User.objects.filter(pk=user.pk).update(**chosen)
