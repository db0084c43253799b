"""« Mes alertes »: by which ways a person hears of what falls due, beside the alerts' mail."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.desk.channel_forms import CalendarForm, DigestForm
from portal.desk.channel_page import UNPROCESSABLE, page
from tenants.agenda.calendar_feed import (
    MOST_FEEDS,
    TooManyFeeds,
    create_feed,
    feeds_of,
    read_feed,
    revoke_feed,
)
from tenants.agenda.digest_choice import choose_cadence
from tenants.agenda.digest_facts import cadence_for
from tenants.agenda.models import Deadline, Digest
from tenants.directory.access import PortalRequest, allow
from tenants.directory.paths import desk_path, establishment_path
from tenants.directory.roles import Permission


@allow(Permission.SIGNED_IN)
@require_safe
def channels(request: PortalRequest) -> HttpResponse:
    """Show the person's digest and calendars."""
    return page(request)


@allow(Permission.SIGNED_IN)
@require_POST
def digest(request: PortalRequest) -> HttpResponse:
    """Keep the rhythm chosen for the digest."""
    form = DigestForm(request.POST)
    if cadence_for(tuple(request.actor.roles)) is None:
        raise Http404
    if not form.is_valid():
        return page(request, digest_form=form, status=UNPROCESSABLE)
    cadence = Digest.Cadence(form.cleaned_data["cadence"])
    choose_cadence(person=request.user, cadence=cadence, now=request.now)
    messages.success(request, _("C’est noté\u00a0: résumé %s.") % cadence.label)
    return redirect(desk_path("desk:channels"))


@allow(Permission.SIGNED_IN)
@require_POST
def create_calendar(request: PortalRequest) -> HttpResponse:
    """Make a calendar and show its address, this once."""
    form = CalendarForm(request.POST)
    if not form.is_valid():
        return page(request, calendar_form=form, status=UNPROCESSABLE)
    place = form.cleaned_data["establishment"]
    try:
        token = create_feed(person=request.user, establishment=place, now=request.now)
    except TooManyFeeds:
        form.add_error(
            None,
            _("Vous avez déjà %d agendas\u00a0: révoquez-en un pour en créer un autre.")
            % MOST_FEEDS,
        )
        return page(request, calendar_form=form, status=UNPROCESSABLE)
    return page(request, address=_address(token))


@allow(Permission.SIGNED_IN)
@require_POST
def revoke_calendar(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Close one of the person's calendars."""
    revoke_feed(get_object_or_404(feeds_of(request.user), pk=pk), now=request.now)
    messages.success(request, _("Agenda révoqué\u00a0: son adresse ne répond plus."))
    return redirect(desk_path("desk:channels"))


@allow(Permission.PUBLIC)
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program with what falls due; 404 for an address unknown or revoked."""
    content = read_feed(token, now=request.now)  # type: ignore[attr-defined]
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="vigie.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


@allow(Permission.SIGNED_IN)
@require_safe
def open_deadline_page(_request: PortalRequest, pk: UUID) -> HttpResponse:
    """Send to the page of a deadline the person may see, from an address without any name."""
    found = get_object_or_404(Deadline.objects.select_related("establishment"), pk=pk)
    return redirect(establishment_path(found.establishment.slug, "deadlines:detail", pk))


def _address(token: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + desk_path("desk:calendar", token)
