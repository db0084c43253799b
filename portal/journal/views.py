"""The journal's page: its last entries, and whether the chain is whole."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.instants import zone_of
from portal.journal import queries
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission

_SHOWN = 100


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def journal(request: EstablishmentRequest) -> HttpResponse:
    """Show the last entries with the outcome of a full check of the chain, made now."""
    context = {
        "verification": queries.verify(),
        "lines": queries.lines(queries.latest_entries(_SHOWN)),
        "shown": _SHOWN,
        "zone": zone_of(request.establishment),
    }
    part = "journal/_parts/verification.html" if request.htmx else "journal/journal.html"
    return render(request, part, context)
