"""Accepting an invitation."""

from typing import cast

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tenants.accounts.forms import AcceptanceForm
from tenants.directory import invitations
from tenants.directory.access import PortalRequest, allow
from tenants.directory.invitations import InvitationRefused, Standing
from tenants.directory.models import Invitation
from tenants.directory.paths import desk_path, establishment_path
from tenants.directory.roles import Permission

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@allow(Permission.PUBLIC)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation, or make its person a member and bring them where they belong."""
    now = cast(PortalRequest, request).now
    standing, invitation = invitations.look(token, now=now)
    if invitation is None or standing is not Standing.VALID:
        return _page(request, standing, invitation, status=410 if invitation else 404)
    known = invitations.has_account(invitation)
    is_me = request.user.is_authenticated and request.user.email == invitation.email
    form = AcceptanceForm(request.POST or None, email=invitation.email)
    if request.method != "POST" or (known and not is_me) or (not known and not form.is_valid()):
        return _page(request, standing, invitation, form=form, known=known, is_me=is_me)
    answers = form.cleaned_data if not known else {}
    try:
        user, invitation = invitations.accept(
            token=token,
            first_name=answers.get("first_name", ""),
            last_name=answers.get("last_name", ""),
            password=answers.get("password", ""),
            now=now,
        )
    except InvitationRefused as refusal:
        return _page(request, refusal.standing, invitation, status=410)
    if not known:
        login(request, user, backend=_BACKEND)
    return redirect(_home(invitation))


def _home(invitation: Invitation) -> str:
    if invitation.establishment is None:
        return desk_path("desk:cockpit")
    return establishment_path(invitation.establishment.slug, "establishment:home")


def _page(
    request: HttpRequest,
    standing: Standing,
    invitation: Invitation | None,
    *,
    form: AcceptanceForm | None = None,
    known: bool = False,
    is_me: bool = False,
    status: int = 200,
) -> HttpResponse:
    place = (invitation.establishment or invitation.agency) if invitation else None
    facts = {
        "standing": standing.value,
        "invitation": invitation,
        "place": getattr(place, "name", ""),
        "form": form,
        "known": known,
        "is_me": is_me,
    }
    response = render(request, "accounts/accept.html", facts, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
