"""What an establishment reads of the shared catalogue of vendors."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from portal.folding import folded
from tenants.library.models import Vendor, VendorCertificate


def names() -> tuple[str, ...]:
    """Return the name of every vendor, in the order of the alphabet."""
    return tuple(sorted(Vendor.objects.values_list("name", flat=True), key=folded))


def vendor_named(name: str) -> Vendor | None:
    """Return the vendor of that name, whatever its accents and capitals; None for no one."""
    key = folded(name)
    found = {folded(one): pk for pk, one in Vendor.objects.values_list("pk", "name")}
    return vendor_of(found[key]) if key in found else None


def vendor_of(pk: UUID | None) -> Vendor | None:
    """Return the vendor, None when the catalogue has none of that id."""
    return Vendor.objects.filter(pk=pk).first() if pk else None


def certificate_of(pk: UUID | None) -> VendorCertificate | None:
    """Return the certificate of a vendor that counts today, None without one."""
    if pk is None:
        return None
    return VendorCertificate.objects.filter(vendor_id=pk, replaced_at=None).first()


def certificate_ends(pks: Iterable[UUID | None]) -> dict[UUID, date]:
    """Return the day the certificate of each of these vendors ends; those without are out."""
    wanted = {pk for pk in pks if pk is not None}
    if not wanted:
        return {}
    found = VendorCertificate.objects.filter(vendor_id__in=wanted, replaced_at=None)
    return dict(found.values_list("vendor_id", "expires_on"))
