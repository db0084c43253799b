"""The papers of a contract: given, read, taken away."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.casework import attempt
from portal.processors import queries
from portal.processors.documents import attach, take_away
from portal.processors.forms import DocumentForm
from portal.processors.models import ProcessorDocument
from portal.processors.views import detail_page, found
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.WRITE_REGISTER)
@require_POST
def add(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Keep a paper of the contract."""
    link = found(pk)
    form = DocumentForm(request.POST, request.FILES)
    if attempt(
        form, lambda: attach(link=link, given=form.given(), by=request.user, now=request.now)
    ):
        messages.success(request, _("Document gardé."))
        return redirect("processors:detail", pk)
    return detail_page(request, link, bound=form)


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def read(request: EstablishmentRequest, pk: UUID, document: UUID) -> HttpResponse:
    """Give a paper back as a file to save: the browser never opens it in our name."""
    kept = _document(pk, document)
    return HttpResponse(
        bytes(kept.content),
        content_type=kept.media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, kept.name) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
    )


@allow(Permission.VALIDATE_ACTIVITY)
@require_POST
def remove(request: EstablishmentRequest, pk: UUID, document: UUID) -> HttpResponse:
    """Take a paper away."""
    take_away(document=_document(pk, document), by=request.user, now=request.now)
    messages.success(request, _("Document retiré. Le journal en garde l’empreinte."))
    return redirect("processors:detail", pk)


def _document(pk: UUID, document: UUID) -> ProcessorDocument:
    kept = queries.document_of(found(pk), document)
    if kept is None:
        raise Http404
    return kept
