"""Pages of the catalogue of vendors, for the whole firm; its DPOs and leads write it."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.casework import UNPROCESSABLE
from portal.desk.vendors import queries
from portal.desk.vendors.forms import CertificateForm, FilterForm, VendorForm, WithdrawForm
from portal.desk.vendors.spreading import spread
from tenants.directory.access import PortalRequest, allow
from tenants.directory.paths import desk_path
from tenants.directory.roles import Permission
from tenants.library import vendors as catalogue
from tenants.library.models import Vendor, VendorCertificate
from tenants.library.vendors import VendorRefused

_PAGE = 50
# The page works through the clients itself for so long; the clock does the rest.
_BUDGET_SECONDS = 2.0


@allow(Permission.READ_COCKPIT)
@require_safe
def vendors(request: PortalRequest) -> HttpResponse:
    """List the vendors; the filters stand in the address."""
    form = FilterForm(request.GET)
    today = queries.today_of(request.now)
    found = queries.vendors(**form.asked(), today=today)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "rows": queries.rows(list(page.object_list), today=today),
        "is_filtered": any(form.asked().values()),
    }
    return render(request, "desk/vendors/list.html", context)


@allow(Permission.READ_COCKPIT)
@require_safe
def detail(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Show a vendor: facts, certificates, and every client that uses it."""
    found = queries.page_of(_found(pk), today=queries.today_of(request.now))
    start = {"certificate_version": found.vendor.certificate_version}
    context = {"found": found, "withdraw_form": WithdrawForm(initial=start)}
    return render(request, "desk/vendors/detail.html", context)


@allow(Permission.MANAGE_LIBRARY)
@require_http_methods(["GET", "POST"])
def add(request: PortalRequest) -> HttpResponse:
    """Add a vendor to the catalogue."""
    form = VendorForm(request.POST or None)
    kept: list[Vendor] = []
    if request.method == "POST" and _attempt(
        form,
        lambda: kept.append(
            catalogue.add_vendor(facts=form.facts(), by=request.user, now=request.now)
        ),
    ):
        words = _("Ajouté au catalogue\u00a0: tous les clients peuvent le choisir.")
        messages.success(request, words)
        return redirect(desk_path("vendors:detail", kept[0].pk))
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/vendors/write.html", {"form": form}, status=status)


@allow(Permission.MANAGE_LIBRARY)
@require_http_methods(["GET", "POST"])
def change(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Change the public facts of a vendor."""
    vendor = _found(pk)
    if request.method != "POST":
        form = VendorForm(initial=_standing(vendor))
        return render(request, "desk/vendors/write.html", {"form": form, "vendor": vendor})
    form = VendorForm(request.POST)
    if _attempt(
        form,
        lambda: catalogue.change_vendor(
            vendor=vendor,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            by=request.user,
            now=request.now,
        ),
    ):
        messages.success(request, _("Enregistré."))
        return redirect(desk_path("vendors:detail", pk))
    vendor = _found(pk)
    _read_again(form, "version", vendor.version)
    context = {"form": form, "vendor": vendor}
    return render(request, "desk/vendors/write.html", context, status=UNPROCESSABLE)


@allow(Permission.MANAGE_LIBRARY)
@require_http_methods(["GET", "POST"])
def certify(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Give a vendor its certificate: every client that hosts health data there follows it."""
    vendor = _found(pk)
    former = VendorCertificate.objects.filter(vendor=vendor, replaced_at=None).first()
    start: dict[str, object] = {
        "certificate_version": vendor.certificate_version,
        "holder": former.holder if former else vendor.name,
        "body": former.body if former else "",
        "activities": former.activities if former else [],
        "referential": former.referential if former else "",
        "sites": former.sites if former else "",
    }
    data = request.POST if request.method == "POST" else None
    form = CertificateForm(data, has_former=former is not None, initial=start)
    if data is not None and _attempt(
        form,
        lambda: catalogue.certify(
            vendor=vendor,
            certificate_version=form.cleaned_data["certificate_version"],
            given=form.given(),
            by=request.user,
            now=request.now,
        ),
    ):
        return _spread(request, vendor, _("Certificat enregistré."))
    if form.is_bound:
        _read_again(form, "certificate_version", _found(pk).certificate_version)
    context = {"form": form, "vendor": vendor, "former": former}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/vendors/certify.html", context, status=status)


@allow(Permission.MANAGE_LIBRARY)
@require_POST
def withdraw(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Withdraw the certificate that counts: suspended or ended early."""
    vendor = _found(pk)
    form = WithdrawForm(request.POST)
    if not _attempt(
        form,
        lambda: catalogue.withdraw(
            vendor=vendor,
            certificate_version=form.cleaned_data["certificate_version"],
            by=request.user,
            now=request.now,
        ),
    ):
        for errors in form.errors.values():
            messages.warning(request, str(errors[0]))
        return redirect(desk_path("vendors:detail", pk))
    return _spread(request, vendor, _("Certificat retiré."))


@allow(Permission.MANAGE_LIBRARY)
@require_POST
def follow(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Let the clients that are behind follow the certificate now, without waiting for the clock."""
    return _spread(request, _found(pk), "")


def _spread(request: PortalRequest, vendor: Vendor, words: str) -> HttpResponse:
    """Work through the clients for a moment, then show the vendor."""
    count = spread(now=request.now, budget_seconds=_BUDGET_SECONDS, vendor_id=vendor.pk)
    told = ngettext("%(count)d client l’a suivi.", "%(count)d clients l’ont suivi.", count)
    messages.success(request, f"{words} {told % {'count': count}}".strip())
    return redirect(desk_path("vendors:detail", vendor.pk))


def _attempt(form: forms.Form, act: Callable[[], object]) -> bool:
    """Return whether the form was valid and `act` went through; a refusal goes on the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except VendorRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


def _read_again(form: forms.Form, name: str, number: int) -> None:
    """Let a form that was refused be sent again, now that the person sees this version."""
    again = QueryDict(mutable=True)
    again.update(form.data)
    again[name] = str(number)
    form.data = again


def _found(pk: UUID) -> Vendor:
    vendor = queries.vendor_of(pk)
    if vendor is None:
        raise Http404
    return vendor


def _standing(vendor: Vendor) -> dict[str, object]:
    return {name: getattr(vendor, name) for name in VendorForm.base_fields}
