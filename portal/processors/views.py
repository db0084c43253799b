"""Pages of processors: the list, a new one, one of them, its history."""

from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.casework import UNPROCESSABLE, done, made, or_404, read_again
from portal.instants import to_local, zone_of
from portal.processors import actions, catalogue, queries
from portal.processors.facts import Facts
from portal.processors.forms import AddForm, DocumentForm, EndForm, FilterForm, RenewForm
from portal.processors.history import changes_between
from portal.processors.models import ProcessorLink, ProcessorLinkVersion
from portal.processors.page import case_of
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission

_PAGE = 50


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def processors(request: EstablishmentRequest) -> HttpResponse:
    """List the processors, and the names of the register that have no file."""
    form = FilterForm(request.GET)
    words, only = form.asked()
    today = to_local(request.now, zone=zone_of(request.establishment)).date()
    found = queries.rows(words=words, only=only, today=today)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "is_filtered": bool(words or only),
        "has_any": ProcessorLink.objects.exists() if not found else True,
        "unlinked": queries.unlinked(),
        "choices": [one for one in queries.choices() if not one.is_ended],
        "zone": zone_of(request.establishment),
    }
    return render(request, "processors/list.html", context)


@allow(Permission.WRITE_REGISTER)
@require_http_methods(["GET", "POST"])
def add(request: EstablishmentRequest) -> HttpResponse:
    """Add a processor, chosen from the catalogue by its name or typed."""
    form = AddForm(request.POST or None)
    if request.method == "POST":
        link = made(form, lambda: _added(request, form))
        if link is not None:
            words = _("%(reference)s est ajouté. Une chose à la fois, maintenant.")
            said = words % {"reference": link.reference}
            return done(request, said, to="processors:detail", pk=link.pk)
    context = {"form": form, "names": catalogue.names()}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "processors/add.html", context, status=status)


def _added(request: EstablishmentRequest, form: AddForm) -> ProcessorLink:
    vendor = catalogue.vendor_named(form.cleaned_data["name"])
    facts = Facts(
        name=vendor.name if vendor else form.cleaned_data["name"],
        vendor=str(vendor.pk) if vendor else "",
        services=form.cleaned_data["services"] or (vendor.services if vendor else ""),
        hosts_health_data=form.cleaned_data["hosts_health_data"],
    )
    return actions.add(
        establishment=request.establishment,
        facts=facts,
        submission=form.submission_of(),
        by=request.user,
        now=request.now,
    )


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def detail(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Show a processor: facts, clauses, papers, activities that use it, deadlines."""
    return detail_page(request, found(pk))


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def history(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Show every version of a processor, and what changed between two of them."""
    link = found(pk)
    versions = queries.history(link)
    by_number = {one.version.number: one.version for one in versions}
    after = _chosen(request, "a", by_number, default=link.version)
    before = _chosen(request, "de", by_number, default=max(after.number - 1, 1))
    context = {
        "link": link,
        "versions": versions,
        "before": before,
        "after": after,
        "changes": changes_between(before.facts, after.facts),
        "zone": zone_of(request.establishment),
    }
    return render(request, "processors/history.html", context)


def found(pk: UUID) -> ProcessorLink:
    """Return the processor; a stranger's is not found."""
    return or_404(queries.link_of(pk))


def detail_page(
    request: EstablishmentRequest, link: ProcessorLink, *, bound: forms.Form | None = None
) -> HttpResponse:
    """Answer with the page; a refused form comes back with what was typed."""
    case = case_of(link, establishment=request.establishment, now=request.now)
    start: dict[str, object] = {"version": link.version}
    fresh: tuple[forms.Form, ...] = (
        EndForm(initial=start),
        RenewForm(initial=start),
        DocumentForm(),
    )
    shown = {str(form.prefix): form for form in fresh}
    if bound is not None:
        if "version" in bound.fields:
            read_again(bound, version=link.version)
        shown[str(bound.prefix)] = bound
    context = {
        "case": case,
        "zone": zone_of(request.establishment),
        "refused_form": bound,
        **{f"{prefix}_form": form for prefix, form in shown.items()},
    }
    status = 200 if bound is None else UNPROCESSABLE
    return render(request, "processors/detail.html", context, status=status)


def _chosen(
    request: EstablishmentRequest,
    name: str,
    by_number: dict[int, ProcessorLinkVersion],
    *,
    default: int,
) -> ProcessorLinkVersion:
    asked = request.GET.get(name, "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else default
    if number not in by_number:
        raise Http404
    return by_number[number]
