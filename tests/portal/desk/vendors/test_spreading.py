"""A certificate changed at the desk reaches every client, also when the process dies half-way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

import pytest
from django.db import connection

from portal.desk.vendors import spreading
from portal.desk.vendors.spreading import behind, spread, spread_at_the_clock
from portal.processors.models import ProcessorLink
from tenants.agenda.models import Deadline, Heartbeat, Recurrence
from tenants.directory.models import Establishment
from tenants.directory.switching import as_person, inside
from tenants.library.models import Vendor
from tenants.library.vendors import Certified, certify
from tenants.portfolio.models import ProcessorStanding
from tests.conftest import Firm, opened, owner
from tests.portal.processors.samples import NOW, hosted_by, linked, vendor

CHANGED = Certified(
    holder="Nuage Santé",
    number="HDS-2",
    body="Certificateur",
    activities=("1",),
    referential="v2.0",
    issued_on=date(2026, 1, 1),
    expires_on=date(2026, 5, 1),
    verified_on=None,
    sites="",
)


@dataclass(frozen=True)
class Clients:
    """A vendor and its clients: two of the firm, one of the other agency."""

    vendor: Vendor
    mine: tuple[Establishment, ...]
    theirs: Establishment


@pytest.fixture
def clients(firm: Firm) -> Clients:
    """Return three clients that host health data at the vendor, and one that does not."""
    found = vendor(expires_on=date(2028, 1, 1))
    places = [opened(firm.agency, name) for name in ("Pharmacie A", "Pharmacie B")]
    theirs = opened(firm.other_agency, "Pharmacie C")
    for place in (*places, theirs):
        with inside(place):
            facts = hosted_by(found, ends_on=None, notice_days=None)
            linked(establishment=place, by=None, facts=facts)
    return Clients(found, tuple(places), theirs)


def changed(clients: Clients, firm: Firm) -> None:
    """Change the certificate as the DPO does: nothing else happens yet."""
    with as_person(firm.dpo.pk):
        certify(vendor=clients.vendor, certificate_version=1, given=CHANGED, by=firm.dpo, now=NOW)


def ends() -> Iterator[tuple[str, date]]:
    """Yield the name of each client and the day its certificate falls due there."""
    with owner():
        for one in Recurrence.objects.select_related("establishment").order_by(
            "establishment__name"
        ):
            yield one.establishment.name, one.next_due_on


NEW, OLD = date(2026, 5, 1), date(2028, 1, 1)


def test_page_when_the_certificate_changes_then_the_clients_of_the_person_follow(
    clients: Clients, firm: Firm
) -> None:
    changed(clients, firm)

    with as_person(firm.dpo.pk):
        count = spread(now=NOW, budget_seconds=60, vendor_id=clients.vendor.pk)

    assert count == 2
    assert dict(ends()) == {"Pharmacie A": NEW, "Pharmacie B": NEW, "Pharmacie C": OLD}
    with owner():
        assert Deadline.objects.filter(state="open").count() == 2


def test_clock_when_it_turns_then_those_of_every_agency_follow_and_it_says_so(
    clients: Clients, firm: Firm
) -> None:
    changed(clients, firm)

    first = spread_at_the_clock(now=NOW, budget_seconds=60)
    second = spread_at_the_clock(now=NOW, budget_seconds=60)

    assert (first, second) == (3, 0)
    assert dict(ends()) == {"Pharmacie A": NEW, "Pharmacie B": NEW, "Pharmacie C": NEW}
    with owner():
        assert Deadline.objects.filter(state="open").count() == 3
        assert Heartbeat.objects.filter(driver="vendors").exists()


def test_page_when_it_dies_half_way_then_what_is_left_is_still_behind_and_the_clock_goes_on(
    clients: Clients, firm: Firm
) -> None:
    changed(clients, firm)
    ticks = count()

    with as_person(firm.dpo.pk):
        # One turn of the loop, then the budget is spent: as if the process had been killed there.
        done = spread(now=NOW, budget_seconds=2, clock=lambda: float(next(ticks)))
        left = behind().count()

    assert (done, left) == (1, 1)
    assert spread_at_the_clock(now=NOW, budget_seconds=60) == 2
    assert dict(ends()) == {"Pharmacie A": NEW, "Pharmacie B": NEW, "Pharmacie C": NEW}


def test_clock_when_one_client_fails_then_the_others_follow(
    clients: Clients, firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    changed(clients, firm)
    broken = clients.mine[0]
    with inside(broken):
        ProcessorLink.objects.update(content={"unreadable": True})

    assert spread_at_the_clock(now=NOW, budget_seconds=60) == 2
    assert dict(ends()) == {"Pharmacie A": OLD, "Pharmacie B": NEW, "Pharmacie C": NEW}
    assert [record.getMessage() for record in caplog.records] == [
        "A certificate could not be followed."
    ]
    assert broken.name not in caplog.text


def test_link_when_another_process_works_on_it_then_it_is_left_to_it(
    clients: Clients, firm: Firm
) -> None:
    changed(clients, firm)
    with owner():
        [first, *_others] = ProcessorStanding.objects.order_by("establishment__name")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("begin")
            cursor.execute(
                "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"follow {first.link_id}"],
            )
            assert spread_at_the_clock(now=NOW, budget_seconds=60) == 2
            cursor.execute("rollback")
    finally:
        other.close()

    assert spread_at_the_clock(now=NOW, budget_seconds=60) == 1


def test_driver_when_it_beats_then_the_timetable_knows_its_name() -> None:
    assert spreading.DRIVER == "vendors"
