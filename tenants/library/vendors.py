"""What happens to the catalogue: a vendor added or changed, its certificate given or withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tenants.accounts.models import User
from tenants.library.models import Vendor, VendorCertificate


class VendorRefused(Exception):
    """A refusal about a vendor: a sentence, and the form's field it is about (None: the whole)."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        """Keep the sentence and the name of the field."""
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A certificate as its paper says it. `corrects`: the former was mistyped, this is the same."""

    holder: str
    number: str
    body: str
    activities: tuple[str, ...]
    referential: str
    issued_on: date
    expires_on: date
    verified_on: date | None
    sites: str
    corrects: bool = False


@transaction.atomic
def add_vendor(*, facts: Mapping[str, object], by: User, now: datetime) -> Vendor:
    """Return the vendor added to the catalogue.

    Errors: VendorRefused when one bears that name already.
    """
    vendor = Vendor(**facts, added_at=now, updated_at=now, updated_by=by)
    _save(vendor, is_new=True)
    return vendor


@transaction.atomic
def change_vendor(
    *, vendor: Vendor, version: int, facts: Mapping[str, object], by: User, now: datetime
) -> Vendor:
    """Return the vendor with its new facts. Compare-and-set against a second person.

    Errors: VendorRefused when changed meanwhile, or when another bears that name.
    """
    held = _held(vendor)
    if held.version != version:
        raise VendorRefused(
            _(
                "Quelqu’un d’autre vient de modifier ce prestataire. Rien n’a été écrasé\u00a0: "
                "relisez ce qui a changé, puis enregistrez à nouveau. Votre texte est resté."
            )
        )
    for name, value in facts.items():
        setattr(held, name, value)
    held.version += 1
    held.updated_at = now
    held.updated_by = by
    _save(held, is_new=False)
    return held


@transaction.atomic
def certify(
    *, vendor: Vendor, certificate_version: int, given: Certified, by: User, now: datetime
) -> VendorCertificate:
    """Return the certificate that now counts; the former stays in the history.

    The number of the vendor's certificate rises: each client whose own is behind follows it.

    Errors: VendorRefused when it was changed meanwhile, or ends before it begins.
    """
    held = _held_certificate(vendor, certificate_version)
    if given.expires_on <= given.issued_on:
        raise VendorRefused(
            _("La fin vient avant le début\u00a0: vérifiez les deux dates."), field="expires_on"
        )
    former = VendorCertificate.objects.filter(vendor=held, replaced_at=None)
    has_former = former.update(replaced_at=now) > 0
    certificate = VendorCertificate.objects.create(
        vendor=held,
        holder=given.holder,
        number=given.number,
        body=given.body,
        activities=list(given.activities),
        referential=given.referential,
        issued_on=given.issued_on,
        expires_on=given.expires_on,
        verified_on=given.verified_on,
        sites=given.sites,
        corrects=given.corrects and has_former,
        added_at=now,
        added_by=by,
    )
    _raise(held, by=by, now=now)
    return certificate


@transaction.atomic
def withdraw(*, vendor: Vendor, certificate_version: int, by: User, now: datetime) -> bool:
    """Return whether a certificate that counted was withdrawn: suspended, or ended early.

    Errors: VendorRefused when it was changed meanwhile.
    """
    held = _held_certificate(vendor, certificate_version)
    standing = VendorCertificate.objects.filter(vendor=held, replaced_at=None)
    if not standing.update(replaced_at=now, is_withdrawn=True):
        return False
    _raise(held, by=by, now=now)
    return True


def _held(vendor: Vendor) -> Vendor:
    """Return the vendor as it stands, alone to write it."""
    return Vendor.objects.select_for_update().get(pk=vendor.pk)


def _held_certificate(vendor: Vendor, certificate_version: int) -> Vendor:
    held = _held(vendor)
    if held.certificate_version != certificate_version:
        raise VendorRefused(
            _("Quelqu’un d’autre vient de changer ce certificat\u00a0: relisez-le d’abord.")
        )
    return held


def _raise(vendor: Vendor, *, by: User, now: datetime) -> None:
    vendor.certificate_version += 1
    vendor.updated_at = now
    vendor.updated_by = by
    vendor.save(update_fields=["certificate_version", "updated_at", "updated_by"])


def _save(vendor: Vendor, *, is_new: bool) -> None:
    try:
        with transaction.atomic():
            vendor.save(force_insert=is_new)
    except IntegrityError as error:
        if "vendor_one_per_name" in str(error):
            raise VendorRefused(
                _("Le catalogue a déjà un prestataire de ce nom."), field="name"
            ) from None
        raise
