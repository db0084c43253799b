"""Who looks after an establishment, chosen from its pages."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.desk.assigning import AssignmentForm, try_assigning
from tenants.accounts.models import User
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.models import Establishment
from tenants.directory.paths import establishment_path
from tenants.directory.roles import Permission

_UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Team:
    """The assigned DPO and the deputy, as far as they are still of the agency."""

    assigned: User | None
    deputy: User | None


def team_of(establishment: Establishment) -> Team:
    """Return who looks after `establishment`, one being inside it. One query."""
    ids = (establishment.assigned_dpo_id, establishment.deputy_dpo_id)
    found = {user.pk: user for user in User.objects.filter(pk__in=[pk for pk in ids if pk])}
    assigned, deputy = (found.get(pk or 0) for pk in ids)
    return Team(assigned=assigned, deputy=deputy)


@allow(Permission.ASSIGN_DPO)
@require_http_methods(["GET", "POST"])
def assign(request: EstablishmentRequest) -> HttpResponse:
    """Choose the assigned DPO and the deputy of this establishment."""
    place = request.establishment
    form = AssignmentForm(request.POST or None, establishment=place)
    if request.method == "POST" and try_assigning(
        form, establishment=place, by=request.user, now=request.now
    ):
        messages.success(request, _said(form))
        return redirect(establishment_path(place.slug, "establishment:home"))
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/assign.html", {"form": form}, status=status)


def _said(form: AssignmentForm) -> str:
    """Return what follows from the choice, in words."""
    names = form.names()
    if not names[1]:
        return _(
            "Les alertes vont désormais à %(assigned)s. Sans suppléant, ses absences sont"
            " couvertes par les autres DPO de l’agence."
        ) % {"assigned": names[0]}
    return _("Les alertes vont désormais à %(assigned)s\u00a0; à %(deputy)s en son absence.") % {
        "assigned": names[0],
        "deputy": names[1],
    }
