"""Pages of the activities across establishments: the list, and the views kept of it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.casework import UNPROCESSABLE, View, attempt, or_404
from portal.desk.activities import keeping, queries
from portal.desk.activities.forms import MORE, FilterForm, ViewForm
from portal.desk.counting import FIRM_ZONE
from portal.register.models import State
from tenants.directory.access import PortalRequest, allow
from tenants.directory.paths import desk_path
from tenants.directory.roles import Permission
from tenants.portfolio.models import ActivityStanding

_PAGE = 50


@allow(Permission.READ_COCKPIT)
@require_safe
def activities(request: PortalRequest) -> HttpResponse:
    """List the activities of every establishment; the filters stand in the address."""
    within = queries.portfolio()
    form = FilterForm(request.GET, within=within)
    wanted, query = form.wanted(now=request.now), form.query()
    counts = queries.counts(wanted, within=within)
    found = queries.activities(wanted, within=within)
    page = _pages(found, count=counts[wanted.state]).get_page(request.GET.get("page"))
    views = queries.views_of(request.user)
    context = {
        "form": form,
        "more": [form[name] for name in MORE],
        "states": _states(counts, current=wanted.state),
        "views": views,
        "may_keep": bool(query) and all(one.query != query for one in views),
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "rows": queries.rows(page.object_list, within=within),
        "query": query,
        "is_filtered": bool(query),
        "is_empty": not query and not any(counts.values()),
        "zone": FIRM_ZONE,
    }
    return render(request, "desk/activities/list.html", context)


@allow(Permission.READ_COCKPIT)
@require_safe
def kept(request: PortalRequest) -> HttpResponse:
    """List the views that the person keeps."""
    context = {"views": queries.views_of(request.user)}
    return render(request, "desk/activities/views.html", context)


@allow(Permission.READ_COCKPIT)
@require_http_methods(["GET", "POST"])
def keep(request: PortalRequest) -> HttpResponse:
    """Keep the filter of the address under a name."""
    query = FilterForm(request.GET, within=queries.portfolio()).query()
    form = ViewForm(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda: keeping.keep(
            name=form.cleaned_data["name"], query=query, by=request.user, now=request.now
        ),
    ):
        messages.success(request, _("Vue gardée\u00a0: elle est au-dessus de la liste."))
        return HttpResponseRedirect(f"{desk_path('activities:list')}?{query}")
    status = UNPROCESSABLE if form.is_bound else 200
    context = {"form": form, "query": query}
    return render(request, "desk/activities/view_save.html", context, status=status)


@allow(Permission.READ_COCKPIT)
@require_POST
def remove(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Take one of the person's views away."""
    view = or_404(queries.view_of(pk, person=request.user))
    keeping.remove(view=view)
    messages.success(request, _("Vue «\u00a0%(name)s\u00a0» retirée.") % {"name": view.name})
    return HttpResponseRedirect(desk_path("activities:views"))


def _pages(found: QuerySet[ActivityStanding], *, count: int) -> "Paginator[ActivityStanding]":
    """Return the pages of rows that are counted already."""
    paginator = Paginator(found, _PAGE)
    paginator.__dict__["count"] = count
    return paginator


def _states(counts: dict[str, int], *, current: str) -> tuple[View, ...]:
    """Return the states, each with what the rest of the filter would show of it."""
    named = [
        ("", _("Toutes")),
        (State.DRAFT.value, _("Brouillons")),
        (State.TO_VALIDATE.value, _("À valider")),
        (State.VALIDATED.value, _("Validées")),
        (State.ARCHIVED.value, _("Archivées")),
    ]
    return tuple(View(state, label, counts[state], state == current) for state, label in named)
