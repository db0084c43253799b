"""An incident that nobody has qualified, on the pages across establishments: never a breach."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from portal.desk import queries
from portal.desk.counting import count_open
from tenants.accounts.models import User
from tenants.agenda.models import Deadline
from tenants.directory.models import Establishment
from tenants.directory.switching import as_person
from tests.conftest import NOW, Firm
from tests.portal.desk.conftest import MakeDeadline

ClientFor = Callable[[User], Client]
BREACH, INCIDENT = Deadline.Kind.BREACH, Deadline.Kind.INCIDENT


@pytest.fixture
def incidents(establishment: Establishment, deadline: MakeDeadline) -> Establishment:
    """Return an establishment with a breach, an incident to qualify and one past its limit."""
    deadline(establishment, "INC-2026-0001", hours=31, kind=BREACH)
    deadline(establishment, "INC-2026-0002", hours=67, kind=INCIDENT)
    deadline(establishment, "INC-2026-0003", hours=-4, kind=INCIDENT)
    return establishment


def test_cockpit_when_incidents_wait_then_counted_apart_from_breaches(
    firm: Firm, incidents: Establishment
) -> None:
    with as_person(firm.dpo.pk):
        found = queries.cockpit(agency_id=None, now=NOW)

    assert [one.deadline.reference for one in found.breaches] == ["INC-2026-0001"]
    assert [one.reference for one in found.unqualified] == ["INC-2026-0003", "INC-2026-0002"]
    figures = found.figures
    assert (figures.breaches, figures.breaches_late, figures.breaches_critical) == (1, 0, 1)
    assert (figures.unqualified, figures.unqualified_late) == (2, 1)
    assert figures.unqualified_critical == 1
    assert figures.late == figures.breaches_late + figures.unqualified_late + figures.requests_late
    assert (found.counts.breaches, found.counts.unqualified, found.counts.incidents) == (1, 2, 3)


def test_count_when_incidents_wait_then_the_tab_counts_them(
    firm: Firm, incidents: Establishment
) -> None:
    with as_person(firm.dpo.pk):
        found = count_open(now=NOW)

    assert (found.open, found.late, found.incidents) == (3, 1, 3)


def test_cockpit_when_requests_are_late_by_the_dozen_then_the_incident_is_still_shown(
    firm: Firm, incidents: Establishment, deadline: MakeDeadline
) -> None:
    for number in range(14):
        deadline(incidents, f"DR-2026-00{number:02}", hours=-number - 5)

    with as_person(firm.dpo.pk):
        found = queries.cockpit(agency_id=None, now=NOW)

    assert [one.reference for one in found.unqualified] == ["INC-2026-0003", "INC-2026-0002"]
    assert len(found.feed) == 12


def test_cockpit_when_an_incident_waits_then_its_words_are_its_own(
    firm: Firm, client_for: ClientFor, establishment: Establishment, deadline: MakeDeadline
) -> None:
    deadline(establishment, "INC-2026-0002", hours=67, kind=INCIDENT, since=datetime.now(UTC))

    page = client_for(firm.dpo).get("/").content.decode()

    line = page.split('class="feed"')[1].split("</ol>")[0]
    assert "Incident à qualifier" in line
    assert "Qualifier l’incident" in line
    assert "violation" not in line.lower()
    assert "Aucune violation en cours" in page
    assert "1 incident à qualifier" in page


def test_deadlines_when_only_incidents_are_asked_then_no_breach(
    firm: Firm, client_for: ClientFor, incidents: Establishment
) -> None:
    page = client_for(firm.dpo).get("/echeances/?nature=incident").content.decode()

    assert "INC-2026-0002" in page
    assert "INC-2026-0001" not in page


def test_palette_when_its_reference_is_typed_then_it_is_an_incident_to_qualify(
    firm: Firm, client_for: ClientFor, incidents: Establishment
) -> None:
    page = client_for(firm.dpo).get("/chercher/?q=INC-2026-0002").content.decode()

    assert "Incident à qualifier" in page
    assert "alert-triangle" in page
