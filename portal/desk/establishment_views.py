"""Pages of one establishment that belong to no case: its home, its members."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.desk.asks import register_facts
from portal.desk.membership import members_here, pending_invitations
from portal.desk.team_views import team_of
from tenants.agenda.queries import open_deadlines, suspended_deadlines
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def home(request: EstablishmentRequest) -> HttpResponse:
    """Show what is asked of the person here, and the few things they can do."""
    context = {
        "deadlines": list(open_deadlines()[:12]),
        "suspended": list(suspended_deadlines()[:12]),
        "register": register_facts(request.establishment, actor=request.actor),
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
