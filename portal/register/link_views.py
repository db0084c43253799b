"""From a name that the register cites: its file made in one press, or an existing one given."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.processors import queries
from portal.processors.models import ProcessorLink
from portal.refusal import CaseRefused
from portal.register.linking import adopt as adopt_citation
from portal.register.linking import relate_all
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.WRITE_REGISTER)
@require_POST
def adopt(request: EstablishmentRequest, pk: int) -> HttpResponse:
    """Make the file of a processor that the register cites, and link every activity to it."""
    citation = queries.citation_of(pk)
    if citation is None:
        return _gone(request)
    try:
        link = adopt_citation(
            establishment=request.establishment, citation=citation, by=request.user, now=request.now
        )
    except CaseRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect("processors:list")
    words = _("%(reference)s est ajouté et relié au registre. Dites ce que son contrat prévoit.")
    messages.success(request, words % {"reference": link.reference})
    return redirect("processors:detail", link.pk)


@allow(Permission.WRITE_REGISTER)
@require_POST
def relate(request: EstablishmentRequest, pk: int) -> HttpResponse:
    """Link every activity that cites that name to a file that exists."""
    citation = queries.citation_of(pk)
    link = _chosen(str(request.POST.get("fiche", "")))
    if citation is None:
        return _gone(request)
    if link is None:
        messages.warning(request, _("Choisissez d’abord la fiche à laquelle le relier."))
        return redirect("processors:list")
    try:
        count = relate_all(key=citation.key, link=link, by=request.user, now=request.now)
    except CaseRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect("processors:list")
    words = ngettext(
        "%(count)d activité reliée à %(reference)s.",
        "%(count)d activités reliées à %(reference)s.",
        count,
    )
    messages.success(request, words % {"count": count, "reference": link.reference})
    return redirect("processors:list")


def _chosen(written: str) -> ProcessorLink | None:
    try:
        return queries.link_of(UUID(written))
    except ValueError:
        return None


def _gone(request: EstablishmentRequest) -> HttpResponse:
    """Say that the register has changed since the page was read: nothing was done."""
    messages.warning(
        request, _("Le registre a changé entre-temps\u00a0: voici la liste d’aujourd’hui.")
    )
    return redirect("processors:list")
