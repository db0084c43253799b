"""Accepting an invitation."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from tenants.directory import invitations
from tenants.directory.access import PortalRequest, allow
from tenants.directory.forms import AcceptanceForm
from tenants.directory.invitations import InvitationRefused, Standing
from tenants.directory.models import Invitation
from tenants.directory.paths import desk_path, establishment_path
from tenants.directory.roles import Permission

_KEPT = "invitation"


@dataclass(frozen=True, slots=True)
class Visit:
    """An invitation as its visitor meets it: `known` has an account, `is_me` signed in with it."""

    standing: Standing
    invitation: Invitation | None
    known: bool = False
    is_me: bool = False

    @property
    def place(self) -> str:
        """Name of the establishment or agency."""
        return "" if self.invitation is None else invitations.place_of(self.invitation)

    @property
    def status(self) -> HTTPStatus:
        """404 for an unknown invitation, 410 for one that no longer serves."""
        if self.standing is Standing.VALID:
            return HTTPStatus.OK
        return HTTPStatus.GONE if self.invitation else HTTPStatus.NOT_FOUND


@allow(Permission.PUBLIC)
@require_safe
@sensitive_variables()
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address at once: logs and the Referer keep addresses.

    Whatever it is worth, the answer is the same redirection; the session keeps its digest alone.
    """
    request.session[_KEPT] = invitations.digest_of(token)
    return redirect(desk_path("accounts:join"))


@allow(Permission.PUBLIC)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def join(request: HttpRequest) -> HttpResponse:
    """Show the invitation, or make its person a member and bring them where they belong."""
    visit = _visit(request)
    if visit.invitation is None or visit.standing is not Standing.VALID:
        return _page(request, visit)
    if visit.known:
        return _join_again(request, visit)
    form = AcceptanceForm(request.POST or None, invitation=visit.invitation)
    if request.method != "POST":
        return _page(request, visit, form=form)
    if not form.is_valid():
        return _page(request, visit, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _enter(request, form=form)


def _visit(request: HttpRequest) -> Visit:
    now = cast(PortalRequest, request).now
    standing, invitation = invitations.look(request.session.get(_KEPT, ""), now=now)
    if invitation is None:
        return Visit(standing=standing, invitation=None)
    return Visit(
        standing=standing,
        invitation=invitation,
        known=invitations.has_account(invitation),
        is_me=request.user.is_authenticated and request.user.email == invitation.email,
    )


def _join_again(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Let in somebody who has an account, once signed in with it."""
    if request.method != "POST" or not visit.is_me:
        return _page(request, visit)
    return _enter(request, form=None)


@sensitive_variables()
def _enter(request: HttpRequest, *, form: AcceptanceForm | None) -> HttpResponse:
    answers = {} if form is None else form.cleaned_data
    try:
        user, invitation = invitations.accept(
            digest=request.session.get(_KEPT, ""),
            first_name=answers.get("first_name", ""),
            last_name=answers.get("last_name", ""),
            password=answers.get("password") or None,
            by=request.user if request.user.is_authenticated else None,
            now=cast(PortalRequest, request).now,
        )
    except InvitationRefused:
        return _page(request, _visit(request))
    home = _home(invitation)
    if form is None:
        return redirect(home)
    # The mailbox is proved by the token: this is a sign-in, with a new key for the session.
    signed_in: HttpResponse = perform_login(request, user, redirect_url=home, email=user.email)
    return signed_in


def _home(invitation: Invitation) -> str:
    if invitation.establishment is None:
        return desk_path("desk:cockpit")
    return establishment_path(invitation.establishment.slug, "establishment:home")


def _page(
    request: HttpRequest,
    visit: Visit,
    *,
    form: AcceptanceForm | None = None,
    status: HTTPStatus | None = None,
) -> HttpResponse:
    facts = {"visit": visit, "form": form}
    return render(request, "accounts/join.html", facts, status=status or visit.status)
