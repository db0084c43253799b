"""Writing a processor: one part a page, its clauses; somebody else's text beside mine."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.casework import UNPROCESSABLE, attempt, read_again
from portal.instants import zone_of
from portal.journal.queries import names_of
from portal.law.processors import progress_of
from portal.processors import actions, catalogue
from portal.processors.forms import ClausesForm, EndForm, RenewForm
from portal.processors.models import ProcessorLink
from portal.processors.refusals import ProcessorRefused, VersionConflictError
from portal.processors.sections import Page, Section, page_of, section_at
from portal.processors.views import detail_page, found
from portal.processors.words import told
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission

_CONFLICT = 409


@allow(Permission.WRITE_REGISTER)
@require_http_methods(["GET", "POST"])
def edit(request: EstablishmentRequest, pk: UUID, slug: str) -> HttpResponse:
    """Write one part of the file."""
    link, section = _active(pk), _section(slug)
    if request.method != "POST":
        return _page(request, link, page_of(section, link.facts, version=link.version))
    typed = _with_one_more(request.POST) if "add" in request.POST else request.POST
    page = page_of(section, link.facts, version=link.version, typed=typed)
    if "add" in request.POST or not page.is_valid():
        status = 200 if "add" in request.POST else UNPROCESSABLE
        return _page(request, link, page, status=status)
    clash = _write(request, link, page.form, page.changes)
    if page.form.errors or clash:
        status = _CONFLICT if clash else UNPROCESSABLE
        return _page(request, found(pk), page, clash=clash, status=status)
    messages.success(request, _("Enregistré."))
    return redirect("processors:detail", pk)


@allow(Permission.WRITE_REGISTER)
@require_http_methods(["GET", "POST"])
def clauses(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Say what the contract says of each point of article 28."""
    link = _active(pk)
    if request.method != "POST":
        return _checklist(request, link, ClausesForm(facts=link.facts, version=link.version))
    form = ClausesForm(request.POST, facts=link.facts)
    if not form.is_valid():
        return _checklist(request, link, form, status=UNPROCESSABLE)
    clash = _write(request, link, form, form.changes, act=actions.Did.CLAUSES)
    if form.errors or clash:
        status = _CONFLICT if clash else UNPROCESSABLE
        return _checklist(request, found(pk), form, clash=clash, status=status)
    messages.success(request, _("Les clauses sont enregistrées."))
    return redirect("processors:detail", pk)


@allow(Permission.WRITE_REGISTER)
@require_POST
def renew(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Record that the contract goes on: the deadline in hand is met."""
    link = found(pk)
    form = RenewForm(request.POST)
    if attempt(
        form,
        lambda: actions.renew(
            establishment=request.establishment,
            link=link,
            version=form.cleaned_data["version"],
            signed_on=form.cleaned_data["signed_on"],
            ends_on=form.cleaned_data["ends_on"],
            by=request.user,
            now=request.now,
        ),
    ):
        messages.success(request, _("Contrat renouvelé\u00a0: l’échéance est tenue."))
        return redirect("processors:detail", pk)
    return detail_page(request, found(pk), bound=form)


@allow(Permission.VALIDATE_ACTIVITY)
@require_POST
def end(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """End a processor, with the reason."""
    link = found(pk)
    form = EndForm(request.POST)
    if attempt(
        form,
        lambda: actions.end_link(
            establishment=request.establishment,
            link=link,
            why=form.cleaned_data["why"],
            by=request.user,
            now=request.now,
        ),
    ):
        messages.success(request, _("Terminé\u00a0: ses échéances s’arrêtent, sa fiche reste."))
        return redirect("processors:detail", pk)
    return detail_page(request, found(pk), bound=form)


@allow(Permission.VALIDATE_ACTIVITY)
@require_POST
def reopen(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Bring an ended processor back."""
    link = found(pk)
    try:
        actions.reopen_link(
            establishment=request.establishment, link=link, by=request.user, now=request.now
        )
    except ProcessorRefused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("Rouvert\u00a0: ses échéances reprennent."))
    return redirect("processors:detail", pk)


def _write(
    request: EstablishmentRequest,
    link: ProcessorLink,
    form: forms.Form,
    changes: Callable[[], dict[str, object]],
    *,
    act: actions.Did = actions.Did.CHANGED,
) -> VersionConflictError | None:
    """Write; return what clashes with somebody else's text. A refusal goes on the form."""
    try:
        actions.change(
            establishment=request.establishment,
            link=link,
            changes=changes(),
            version=form.cleaned_data["version"],
            by=request.user,
            now=request.now,
            act=act,
        )
    except VersionConflictError as conflict:
        read_again(form, version=conflict.theirs.number)
        return conflict
    except ProcessorRefused as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, refusal.message)
    return None


def _page(
    request: EstablishmentRequest,
    link: ProcessorLink,
    page: Page,
    *,
    clash: VersionConflictError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "link": link,
        "section": page.section,
        "page": page,
        "form": page.form,
        "names": catalogue.names() if page.section.slug == "identite" else (),
        "vendor": catalogue.vendor_of(link.vendor_id),
        **_clashing(request, clash),
    }
    return render(request, "processors/edit.html", context, status=status)


def _checklist(
    request: EstablishmentRequest,
    link: ProcessorLink,
    form: ClausesForm,
    *,
    clash: VersionConflictError | None = None,
    status: int = 200,
) -> HttpResponse:
    facts = link.facts
    context = {
        "link": link,
        "form": form,
        "progress": progress_of(facts.answers, hosts_health_data=facts.hosts_health_data),
        **_clashing(request, clash),
    }
    return render(request, "processors/clauses.html", context, status=status)


def _clashing(
    request: EstablishmentRequest, clash: VersionConflictError | None
) -> Mapping[str, object]:
    """Return what shows the other person's text beside mine."""
    if clash is None:
        return {}
    other = names_of([clash.theirs.by_id]).get(clash.theirs.by_id or 0, "")
    return {
        "clash": told(clash.theirs.facts, clash.fields),
        "is_clashing": True,
        "theirs": clash.theirs,
        "other": other,
        "zone": zone_of(request.establishment),
    }


def _active(pk: UUID) -> ProcessorLink:
    link = found(pk)
    if link.is_ended:
        raise Http404
    return link


def _section(slug: str) -> Section:
    section = section_at(slug)
    if section is None:
        raise Http404
    return section


def _with_one_more(typed: QueryDict) -> QueryDict:
    """Return what was typed, with room for one more row."""
    data = typed.copy()
    count = data.get("rows-TOTAL_FORMS", "")
    data["rows-TOTAL_FORMS"] = str(int(count) + 1 if count.isascii() and count.isdigit() else 1)
    return data
