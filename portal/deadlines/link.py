"""The link of an alert's message, /a/<alert>/: it says that the alert was seen, then leads on."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from portal.deadlines.actions import mark_seen
from tenants.agenda.models import Alert
from tenants.directory.access import PortalRequest, allow
from tenants.directory.paths import establishment_path
from tenants.directory.roles import Permission


@allow(Permission.SIGNED_IN)
@require_GET
def follow(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Send on to the deadline's page. An alert that is not the person's to see does not exist.

    A GET that writes: only who is signed in reaches it, so no scanner of mail does, and following
    the link twice writes once.
    """
    alert = Alert.objects.select_related("deadline__establishment").filter(pk=pk).first()
    if alert is None:
        raise Http404
    mark_seen(alert=alert, by=request.user, now=request.now)
    deadline = alert.deadline
    return redirect(
        establishment_path(deadline.establishment.slug, "deadlines:detail", deadline.pk)
    )
