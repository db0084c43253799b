"""Reading the catalogue: the list, one vendor, its certificates, every client that uses it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.desk.counting import FIRM_ZONE
from portal.desk.vendors.spreading import behind
from portal.instants import to_local
from portal.law.processors import Certificate, certificate_of, rules
from portal.processors.states import ContractState, Known, Standing, certificate_words, standing_of
from tenants.library.models import Vendor, VendorCertificate
from tenants.portfolio.models import ProcessorStanding

SORTS = {"": ("name",), "clients": ("-clients", "name"), "fin": ("expires_on", "name")}
_GRAVITY = {
    ContractState.NON_COMPLIANT: 0,
    ContractState.EXPIRED: 1,
    ContractState.MISSING: 2,
    ContractState.EXPIRING: 3,
    ContractState.OK: 4,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A vendor in the list, the state of its certificate, and how many clients the person sees."""

    vendor: Vendor
    certificate: Certificate
    expires_on: date | None
    clients: int

    @property
    def certificate_label(self) -> str:
        """The certificate in words, in the language of the page."""
        return certificate_words(self.certificate)


@dataclass(frozen=True, slots=True)
class Client:
    """An establishment that uses the vendor, and where its contract stands."""

    row: ProcessorStanding
    standing: Standing


@dataclass(frozen=True, slots=True)
class VendorPage:
    """All that the page of a vendor shows; `waiting` clients have yet to follow its certificate."""

    vendor: Vendor
    certificate: VendorCertificate | None
    state: Certificate
    past: tuple[VendorCertificate, ...]
    clients: tuple[Client, ...]
    waiting: int

    @property
    def state_label(self) -> str:
        """The certificate in words, in the language of the page."""
        return certificate_words(self.state)

    @property
    def wrong(self) -> int:
        """How many clients have something wrong."""
        return sum(one.standing.contract.is_wrong for one in self.clients)


def today_of(now: datetime) -> date:
    """Return the civil day where the firm works."""
    return to_local(now, zone=FIRM_ZONE).date()


def vendors(*, words: str, kind: str, only: str, sort: str, today: date) -> QuerySet[Vendor]:
    """Return the vendors asked for, each with `expires_on` and `clients`. One query."""
    certificate = VendorCertificate.objects.filter(vendor=OuterRef("pk"), replaced_at=None)
    using = (
        ProcessorStanding.objects.filter(vendor_id=OuterRef("pk"), state="active")
        .order_by()
        .values("vendor_id")
        .annotate(count=Count("establishment_id", distinct=True))
        .values("count")
    )
    found = Vendor.objects.annotate(
        expires_on=Subquery(certificate.values("expires_on")[:1]),
        clients=Coalesce(Subquery(using, output_field=IntegerField()), 0),
    ).order_by(*SORTS.get(sort, SORTS[""]))
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(services__icontains=word))
    if kind:
        found = found.filter(kind=kind)
    return found.filter(_narrowed(only, today=today))


def _narrowed(only: str, *, today: date) -> Q:
    soon = today + timedelta(days=rules().soon_days)
    return {
        "expire": Q(expires_on__lt=today),
        "bientot": Q(expires_on__gte=today, expires_on__lte=soon),
        "sans-certificat": Q(expires_on=None),
        "sans-accord": ~Q(agreement=Vendor.Agreement.YES),
        "hors-eee": Q(hosting_area__in=[Vendor.Area.BOTH, Vendor.Area.OUTSIDE])
        | ~Q(parent_country=""),
        "utilises": Q(clients__gt=0),
    }.get(only, Q())


def rows(found: list[Vendor], *, today: date) -> tuple[Row, ...]:
    """Return the vendors of `vendors()` as the list shows them. No query."""
    return tuple(_row(vendor, today=today) for vendor in found)


def _row(vendor: Vendor, *, today: date) -> Row:
    expires_on: date | None = getattr(vendor, "expires_on", None)
    return Row(vendor, _state(expires_on, today), expires_on, int(getattr(vendor, "clients", 0)))


def vendor_of(pk: UUID) -> Vendor | None:
    """Return the vendor, None when the catalogue has none of that id."""
    return Vendor.objects.select_related("updated_by").filter(pk=pk).first()


def page_of(vendor: Vendor, *, today: date) -> VendorPage:
    """Return what the page of `vendor` shows on a civil day. Three queries.

    Only the clients that the person may see: row-level security leaves out the others.
    """
    every = list(vendor.certificates.select_related("added_by").order_by("-added_at", "-pk"))
    current = next((one for one in every if one.replaced_at is None), None)
    expires_on = current.expires_on if current else None
    return VendorPage(
        vendor=vendor,
        certificate=current,
        state=_state(expires_on, today),
        past=tuple(one for one in every if one.replaced_at is not None),
        clients=_clients(vendor, expires_on=expires_on, today=today),
        waiting=behind(vendor_id=vendor.pk).count(),
    )


def _clients(vendor: Vendor, *, expires_on: date | None, today: date) -> tuple[Client, ...]:
    found = ProcessorStanding.objects.filter(vendor_id=vendor.pk, state="active")
    clients = (
        Client(row, standing_of(_known(row, expires_on), today=today))
        for row in found.select_related("establishment__agency")
    )
    return tuple(
        sorted(
            clients,
            key=lambda one: (_GRAVITY[one.standing.contract], one.row.establishment.name),
        )
    )


def _known(row: ProcessorStanding, expires_on: date | None) -> Known:
    return Known(
        is_ended=row.state != "active",
        signed_on=row.signed_on,
        ends_on=row.contract_ends_on,
        renewal_months=row.renewal_months,
        compliance=row.compliance,
        hosts_health_data=row.hosts_health_data,
        certificate_ends_on=expires_on,
    )


def _state(expires_on: date | None, today: date) -> Certificate:
    return certificate_of(
        hosts_health_data=True,
        has_certificate=expires_on is not None,
        expires_on=expires_on,
        today=today,
    )
