"""How fast processors are read and a certificate spread: `./vigie bench processors [clients]`."""

import sys
import time
import uuid
from datetime import UTC, date, datetime, timedelta

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

from portal.desk.vendors.spreading import spread_at_the_clock  # noqa: E402
from portal.processors.actions import add  # noqa: E402
from tenants.directory.models import EstablishmentType  # noqa: E402
from tenants.directory.provisioning import open_establishment  # noqa: E402
from tenants.directory.switching import inside  # noqa: E402
from tenants.library.models import Vendor  # noqa: E402
from tenants.library.vendors import Certified, add_vendor, certify  # noqa: E402
from tests.bench.register import PLAIN_FILES, place_of, visits  # noqa: E402
from tests.portal.processors.samples import SOFTWARE, hosted_by  # noqa: E402

_LINKS = 200


def certificate(ends_on: date) -> Certified:
    """Return a certificate that ends on that day."""
    return Certified(
        holder="Mesure",
        number=f"HDS-{ends_on}",
        body="Mesure",
        activities=("1",),
        referential="v2.0",
        issued_on=date(2024, 1, 1),
        expires_on=ends_on,
        verified_on=None,
        sites="",
    )


def main(clients: int = 300) -> None:
    """Measure the lists, the page of a vendor, and a certificate that reaches every client."""
    now = datetime.now(UTC)
    dpo, place = place_of(20, now=now)
    vendor = add_vendor(
        facts={"name": f"Mesure {now:%f}", "kind": Vendor.Kind.HOST}, by=dpo, now=now
    )
    facts = hosted_by(vendor, ends_on=None, notice_days=None)
    for number in range(clients):
        client = open_establishment(
            agency=place.agency,
            type=EstablishmentType.PHARMACY,
            name=f"Client {number} {now:%f}",
            territory="FR-METRO",
            by=dpo,
            now=now,
        )
        with inside(client):
            add(establishment=client, facts=facts, submission=uuid.uuid4(), by=dpo, now=now)
    with inside(place):
        for number in range(_LINKS):
            named = SOFTWARE.model_copy(update={"name": f"Sous-traitant {number}"})
            add(establishment=place, facts=named, submission=uuid.uuid4(), by=dpo, now=now)
    certify(
        vendor=vendor,
        certificate_version=0,
        given=certificate(now.date() + timedelta(days=60)),
        by=dpo,
        now=now,
    )
    started = time.perf_counter()
    followed = spread_at_the_clock(now=now, budget_seconds=600)
    took = time.perf_counter() - started
    sys.stdout.write(f"certificate spread to {followed} clients in {took:.2f} s\n")
    connection.cursor().execute("analyze")
    browser = Client(headers={"host": "localhost"})
    browser.force_login(dpo)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": now.timestamp()}]
    session.save()
    for label, address in (
        (f"{_LINKS} links", f"/e/{place.slug}/sous-traitants/"),
        ("catalogue", "/prestataires/"),
        (f"{clients} clients", f"/prestataires/{vendor.pk}/"),
    ):
        with override_settings(STORAGES=PLAIN_FILES):
            visits(browser, address, label)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
