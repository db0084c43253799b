"""Where a person lands, and the addresses a form may send them back to."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from tenants.directory.models import Establishment
from tenants.directory.paths import desk_path, establishment_path


def only_establishment() -> Establishment | None:
    """Return the establishment of a person who has just one."""
    found = list(Establishment.objects.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def landing_of_member() -> str:
    """Return the path where somebody who is not of the firm begins."""
    place = only_establishment()
    if place is not None:
        return establishment_path(place.slug, "establishment:home")
    return desk_path("desk:establishments")


def way_back(request: HttpRequest) -> str:
    """Return the path the form asks to go back to, when it is one of ours; else the first page."""
    asked = request.POST.get("next", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return desk_path("desk:cockpit")
