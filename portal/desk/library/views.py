"""Pages of the library: the shelf, a template and who holds it, its versions."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.desk.counting import FIRM_ZONE
from portal.desk.library import queries
from portal.desk.library.drafting import known_version
from portal.desk.library.forms import ShelfForm
from portal.desk.opening import agencies_open_to
from portal.register.differences import differences
from portal.register.masters import Master, master_of
from portal.register.sheet import Sheet
from portal.register.shown import shown
from tenants.directory.access import PortalRequest, allow
from tenants.directory.roles import Permission

_ROLE = "controller"


@allow(Permission.READ_COCKPIT)
@require_safe
def shelf(request: PortalRequest) -> HttpResponse:
    """List the templates: who holds each, who is behind, who owes an answer."""
    form = ShelfForm(request.GET)
    context = {
        "form": form,
        "shelved": queries.shelf(form.sought()),
        "new": queries.drafts_of_new(),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "zone": FIRM_ZONE,
    }
    return render(request, "desk/library/shelf.html", context)


@allow(Permission.READ_COCKPIT)
@require_safe
def template(request: PortalRequest, reference: str) -> HttpResponse:
    """Show a template as it stands, what is being written of it, and who holds it."""
    master = found(reference)
    draft = queries.draft_of(reference)
    mine = {agency.pk for agency in agencies_open_to(request.user)}
    holders = queries.holders(master)
    context = {
        **facts_of(master),
        "sections": shown(master.sheet, role=_ROLE),
        "draft": draft,
        "changes": differences(master.sheet, Sheet.model_validate(draft.content)) if draft else (),
        "holders": holders,
        "mine": mine,
        "behind": sum(one.is_behind and one.can_take for one in holders),
        "may_push": any(one.can_take and one.establishment.agency_id in mine for one in holders),
    }
    return render(request, "desk/library/template.html", context)


@allow(Permission.READ_COCKPIT)
@require_safe
def history(request: PortalRequest, reference: str) -> HttpResponse:
    """Show every version of a template, and what changed between two of them."""
    master = found(reference)
    versions = queries.versions(reference)
    numbers = [one.number for one in versions] or [master.version]
    after = _number(request, "a", default=master.version)
    before = _number(request, "de", default=max([n for n in numbers if n < after], default=after))
    old, new = known_version(reference, before), known_version(reference, after)
    if old is None or new is None:
        raise Http404
    context = {
        **facts_of(master),
        "versions": versions,
        "before": before,
        "after": after,
        "changes": differences(old, new),
    }
    return render(request, "desk/library/history.html", context)


def found(reference: str) -> Master:
    """Return the template, or raise Http404."""
    master = master_of(reference)
    if master is None:
        raise Http404
    return master


def facts_of(master: Master) -> dict[str, object]:
    """Return what every page of a template shows at its head."""
    return {"master": master, "types": queries.labels_of(master.types), "zone": FIRM_ZONE}


def _number(request: PortalRequest, name: str, *, default: int) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else default
