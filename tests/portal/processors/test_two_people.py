"""Two at once on one processor, on two real connections: nothing is lost, nobody blocks."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from portal.desk.vendors.spreading import spread_at_the_clock
from portal.journal.queries import verify
from portal.processors.actions import change
from portal.processors.models import ProcessorLink
from tenants.agenda.models import Recurrence
from tenants.directory.switching import inside
from tenants.library.models import Vendor, VendorCertificate
from tenants.portfolio.models import ProcessorStanding
from tests.conftest import owner
from tests.portal.processors.samples import NOW, hosted_by, linked, vendor
from tests.portal.rights.test_two_people import Place, place  # noqa: F401 — committed rows


@pytest.fixture
def link(place: Place) -> Iterator[ProcessorLink]:  # noqa: F811
    """Yield a committed processor whose vendor's certificate has just changed."""
    found = vendor(expires_on=date(2027, 6, 30))
    with inside(place.establishment):
        made = linked(establishment=place.establishment, by=place.by, facts=hosted_by(found))
    with owner():
        VendorCertificate.objects.update(expires_on=date(2028, 6, 30))
        Vendor.objects.update(certificate_version=2)
    yield made
    schema = place.establishment.schema_name
    with owner():
        ProcessorStanding.objects.filter(schema_name=schema).delete()
        Recurrence.objects.filter(schema_name=schema).delete()
        VendorCertificate.objects.filter(vendor=found).delete()
        found.delete()


def _changed(place: Place, link: ProcessorLink, field: str) -> None:  # noqa: F811
    with inside(place.establishment):
        change(
            establishment=place.establishment,
            link=link,
            changes={field: f"Texte de {field}"},
            version=1,
            by=place.by,
            now=NOW,
        )


def together(*acts: Callable[[], object]) -> None:
    """Do all of `acts` at the same moment, each on its own thread and connection."""
    barrier = Barrier(len(acts))

    def act(one: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=20)
            one()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(acts)) as people:
        list(people.map(act, acts))


def test_change_when_two_write_two_fields_at_once_then_both_stand(
    place: Place,  # noqa: F811
    link: ProcessorLink,
) -> None:
    together(lambda: _changed(place, link, "notes"), lambda: _changed(place, link, "contact_name"))

    with inside(place.establishment):
        kept = ProcessorLink.objects.get()
        assert (kept.version, kept.facts.notes, kept.facts.contact_name) == (
            3, "Texte de notes", "Texte de contact_name",
        )  # fmt: skip
        assert verify().is_intact


def test_certificate_when_two_clocks_and_a_person_come_at_once_then_followed_once(
    place: Place,  # noqa: F811
    link: ProcessorLink,
) -> None:
    def clock() -> int:
        return spread_at_the_clock(now=NOW, budget_seconds=30)

    together(clock, clock, lambda: _changed(place, link, "notes"))
    clock()

    with inside(place.establishment):
        kept = ProcessorLink.objects.get()
        assert (kept.certificate_seen, kept.facts.notes) == (2, "Texte de notes")
        certificate = Recurrence.objects.get(kind=Recurrence.Kind.CERTIFICATE)
        assert (certificate.next_due_on, certificate.rounds) == (date(2028, 6, 30), 0)
        assert verify().is_intact
