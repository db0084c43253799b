"""Pages of one establishment that belong to no case: its home, its members."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.desk.membership import (
    InviteForm,
    members_here,
    pending_invitation,
    pending_invitations,
)
from portal.desk.team_views import team_of
from portal.desk.views import UNPROCESSABLE
from tenants.agenda.queries import open_deadlines
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.invitations import invite as send_invitation
from tenants.directory.invitations import send_again
from tenants.directory.paths import establishment_path
from tenants.directory.roles import Permission, Role

_MAIL_WAITS = gettext_lazy(
    "L’invitation est prête, mais le courriel n’est pas parti\u00a0:"
    " renvoyez-la dans quelques minutes."
)


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def home(request: EstablishmentRequest) -> HttpResponse:
    """Show what is asked of the person here, and the few things they can do."""
    context = {
        "deadlines": list(open_deadlines()[:12]),
        "team": team_of(request.establishment),
        "next": request.get_full_path(),
    }
    return render(request, "desk/home.html", context)


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def members(request: EstablishmentRequest) -> HttpResponse:
    """List who reaches this establishment, and who was invited."""
    context = {
        "members": members_here(),
        "team": team_of(request.establishment),
        "invitations": pending_invitations() if request.actor.may(Permission.INVITE_MEMBER) else (),
    }
    return render(request, "desk/members.html", context)


@allow(Permission.INVITE_MEMBER)
@require_http_methods(["GET", "POST"])
def invite(request: EstablishmentRequest) -> HttpResponse:
    """Invite somebody into this establishment by e-mail."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invitation = send_invitation(
            email=form.cleaned_data["email"],
            role=Role(form.cleaned_data["role"]),
            establishment=request.establishment,
            by=request.user,
            now=request.now,
        )
        if invitation.mailed_at:
            messages.success(request, _("Invitation envoyée. Elle est valable sept jours."))
        else:
            messages.warning(request, _MAIL_WAITS)
        return redirect(establishment_path(request.establishment.slug, "establishment:members"))
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/invite.html", {"form": form}, status=status)


@allow(Permission.INVITE_MEMBER)
@require_POST
def invite_again(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Send an invitation again: a new link, a new week."""
    found = pending_invitation(pk)
    if found is None:
        raise Http404
    if send_again(invitation=found, now=request.now).mailed_at:
        messages.success(request, _("Invitation renvoyée\u00a0: l’ancien lien ne sert plus."))
    else:
        messages.warning(request, _MAIL_WAITS)
    return redirect(establishment_path(request.establishment.slug, "establishment:members"))
