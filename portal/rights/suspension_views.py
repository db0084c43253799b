"""Acts that stop and restart the period of a request, or take its answer back."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.casework import attempt
from portal.instants import zone_of
from portal.rights import suspending
from portal.rights.detail import detail_page, done_with, found_or_404
from portal.rights.suspension_forms import ReopenForm, ResumeForm, SuspendForm
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.ANSWER_REQUEST)
@require_POST
def suspend(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Record the question that stops the period."""
    found = found_or_404(pk)
    form = SuspendForm(request.POST, zone=zone_of(request.establishment))
    if attempt(
        form,
        lambda: suspending.suspend(
            establishment=request.establishment,
            request=found,
            version=form.cleaned_data["version"],
            asked=form.asked(),
            by=request.user,
            now=request.now,
        ),
    ):
        return done_with(request, found, _("Délai suspendu jusqu’à la réponse de la personne."))
    return detail_page(request, found_or_404(pk), bound=form)


@allow(Permission.ANSWER_REQUEST)
@require_POST
def resume(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Record the person's answer: the period runs again."""
    found = found_or_404(pk)
    form = ResumeForm(request.POST, zone=zone_of(request.establishment))
    if attempt(
        form,
        lambda: suspending.resume(
            establishment=request.establishment,
            request=found,
            version=form.cleaned_data["version"],
            answered_at=form.cleaned_data["answered_at"],
            by=request.user,
            now=request.now,
        ),
    ):
        return done_with(request, found, _("Le délai a repris\u00a0: voici la nouvelle échéance."))
    return detail_page(request, found_or_404(pk), bound=form)


@allow(Permission.ANSWER_REQUEST)
@require_POST
def reopen(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Take back an answer recorded by mistake."""
    found = found_or_404(pk)
    form = ReopenForm(request.POST)
    if attempt(
        form,
        lambda: suspending.reopen(
            establishment=request.establishment,
            request=found,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=request.now,
        ),
    ):
        return done_with(request, found, _("Demande rouverte, avec son échéance d’origine."))
    return detail_page(request, found_or_404(pk), bound=form)
