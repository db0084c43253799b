"""The DPO's pages across establishments."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.desk import queries
from portal.desk.acknowledging import take_charge
from portal.desk.context import frame_of
from portal.desk.finding import findings
from portal.desk.forms import DeadlineFilterForm, EstablishmentFilterForm
from portal.desk.greeting import sentence
from portal.desk.landing import landing_of_member, way_back
from portal.desk.opening import OpeningForm, agencies_open_to, try_opening
from tenants.agenda import watch
from tenants.agenda.models import Deadline
from tenants.directory.access import PortalRequest, allow
from tenants.directory.models import Establishment
from tenants.directory.paths import desk_path, establishment_path
from tenants.directory.roles import Permission

_PAGE = 50
UNPROCESSABLE = 422


@allow(Permission.SIGNED_IN)
@require_safe
def cockpit(request: PortalRequest) -> HttpResponse:
    """Show the cockpit to the firm; send everybody else to where their work is."""
    if not request.actor.may(Permission.READ_COCKPIT):
        if request.actor.may(Permission.READ_INSTANCE):
            return redirect(desk_path("desk:instance"))
        return redirect(landing_of_member())
    agency = request.GET.get("agence", "")
    found = queries.cockpit(agency_id=int(agency) if agency.isdecimal() else None, now=request.now)
    context = {
        "cockpit": found,
        "sentence": sentence(found.figures),
        "watch": watch.look(),
        "nav": frame_of(request, found.counts),
        "next": request.get_full_path(),
    }
    return render(request, "desk/cockpit.html", context)


@allow(Permission.SIGNED_IN)
@require_safe
def deadlines(request: PortalRequest) -> HttpResponse:
    """List the deadlines; the filters stand in the address."""
    form = DeadlineFilterForm(request.GET, agencies=queries.my_agencies())
    found = queries.deadlines(asked=form.asked(), now=request.now)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "next": request.get_full_path(), **_leaf(page)}
    return render(request, "desk/deadlines.html", context)


@allow(Permission.ACKNOWLEDGE_ALERT)
@require_POST
def acknowledge(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Take an alert in charge; answer with its row when htmx asks, else go back."""
    taken = take_charge(pk=pk, by=request.user, now=request.now)
    if request.htmx:
        return render(
            request,
            "desk/_parts/acknowledged.html",
            {"deadline": taken.deadline, "said": taken.said},
        )
    messages.add_message(request, taken.level, taken.said)
    return redirect(way_back(request))


@allow(Permission.SIGNED_IN)
@require_safe
def establishments(request: PortalRequest) -> HttpResponse:
    """List the person's establishments, the nearest end first."""
    form = EstablishmentFilterForm(request.GET, agencies=queries.my_agencies())
    found = queries.establishments(asked=form.asked(), now=request.now)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/establishments.html", {"form": form, **_leaf(page)})


@allow(Permission.OPEN_ESTABLISHMENT)
@require_http_methods(["GET", "POST"])
def open_one(request: PortalRequest) -> HttpResponse:
    """Open an establishment: one form, one action."""
    form = OpeningForm(
        request.POST or None, agencies=agencies_open_to(request.user), by=request.user
    )
    if request.method == "POST":
        place = try_opening(form, by=request.user, now=request.now)
        if place is not None:
            messages.success(request, _("%s est ouvert.") % place.name)
            return redirect(establishment_path(place.slug, "establishment:home"))
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/open.html", {"form": form}, status=status)


@allow(Permission.SIGNED_IN)
@require_safe
def search(request: PortalRequest) -> HttpResponse:
    """Answer the palette with pages, establishments and references."""
    found = findings(
        words=_plain(request.GET.get("q", ""))[:80],
        slug=_plain(request.GET.get("e", "")),
        actor=request.actor,
    )
    return render(request, "desk/_parts/findings.html", {"findings": found})


@allow(Permission.READ_INSTANCE)
@require_safe
def instance(request: PortalRequest) -> HttpResponse:
    """Show the operator how the clock turns, and nothing of any establishment."""
    return render(request, "desk/instance.html", {"watch": watch.look()})


def _plain(typed: str) -> str:
    """Return `typed` without the null characters, which PostgreSQL refuses."""
    return typed.replace("\0", "").strip()


def _leaf(page: Page[Deadline] | Page[Establishment]) -> dict[str, object]:
    """Return what the foot of a list shows: the page and the numbers around it."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers)}
