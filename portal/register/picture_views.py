"""The picture of an activity as a file, for a report."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from portal.processors.queries import contract_states
from portal.register.picture.drawing import drawn
from portal.register.picture.facts import facts_of
from portal.register.picture.layout import flow_of
from portal.register.views import found, past_of, today_of
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def picture(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Give the picture, of today or of the version asked for; 404 when nothing can be drawn."""
    activity = found(pk)
    past, _moment = past_of(request, activity)
    number = past.number if past else activity.version
    # Of a past version nothing is said of contracts: those of today were not those of then.
    contracts = None if past else contract_states(today=today_of(request))
    flow = flow_of(facts_of(past.sheet if past else activity.sheet, contracts=contracts))
    if flow.is_empty:
        raise Http404
    name = f"{activity.reference}-V{number}-{request.establishment.slug}.svg"
    return HttpResponse(
        drawn(flow),
        content_type="image/svg+xml",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
