"""Processors and vendors for the tests, typed by hand."""

import uuid
from datetime import UTC, date, datetime

from portal.law.processors import Answer
from portal.processors.actions import add
from portal.processors.facts import Clause, Facts
from portal.processors.models import ProcessorLink
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.library.models import Vendor, VendorCertificate
from tests.conftest import owner

# Monday 2 March 2026, 10 h 00 in Paris.
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
CRITICAL = (
    "S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10", "S11", "S12", "S13",
    "S14", "S16", "S19", "S20", "S21",
)  # fmt: skip
ALL_YES = tuple(Clause(point=point, answer=Answer.YES) for point in CRITICAL)

SOFTWARE = Facts(
    name="Officinal Logiciel",
    services="Logiciel d’officine",
    contact_name="Support",
    signed_on=date(2024, 1, 15),
    starts_on=date(2024, 2, 1),
    ends_on=date(2027, 1, 31),
    notice_days=90,
    clauses=ALL_YES,
)


def linked(
    *,
    establishment: Establishment,
    by: User | None,
    facts: Facts = SOFTWARE,
    now: datetime = NOW,
) -> ProcessorLink:
    """Return the processor added. To be called inside."""
    return add(establishment=establishment, facts=facts, submission=uuid.uuid4(), by=by, now=now)


def vendor(name: str = "Nuage Santé", *, expires_on: date | None = date(2027, 6, 30)) -> Vendor:
    """Return a vendor of the catalogue, its certificate ending that day (None: without one)."""
    with owner():
        found = Vendor.objects.create(
            name=name,
            kind=Vendor.Kind.HOST,
            services="Hébergement",
            added_at=NOW,
            updated_at=NOW,
            certificate_version=0 if expires_on is None else 1,
        )
        if expires_on is not None:
            VendorCertificate.objects.create(
                vendor=found,
                holder=name,
                number="HDS-1",
                body="Certificateur",
                activities=["1", "2"],
                issued_on=date(2024, 7, 1),
                expires_on=expires_on,
                added_at=NOW,
            )
    return found


def hosted_by(found: Vendor, **changes: object) -> Facts:
    """Return the facts of a processor that hosts health data at that vendor."""
    return SOFTWARE.model_copy(
        update={"name": found.name, "vendor": str(found.pk), "hosts_health_data": True, **changes}
    )
