"""What awaits an answer is never lost from sight: cockpit, lists, counters, palette, digest."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from portal.desk import queries
from portal.desk.counting import count_open
from tenants.accounts.models import User
from tenants.agenda.actions import suspend_deadline
from tenants.agenda.digest_facts import facts_for
from tenants.agenda.models import Deadline
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import as_person, inside
from tests.conftest import NOW, Firm
from tests.portal.desk.conftest import MakeDeadline

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def _suspended(
    write: MakeDeadline,
    place: Establishment,
    reference: str,
    *,
    days: int,
    recorded: datetime | None = None,
    now: datetime = NOW,
) -> Deadline:
    """Return a deadline suspended `days` days before `now`, recorded then unless said."""
    since = now - timedelta(days=days)
    deadline = write(place, reference, since=now)
    with inside(place):
        return suspend_deadline(deadline=deadline, since=since, now=recorded or since)


def test_cockpit_when_some_sleep_then_counted_and_the_old_ones_told_first(
    firm: Firm,
    establishment: Establishment,
    other_establishment: Establishment,
    deadline: MakeDeadline,
) -> None:
    deadline(establishment, "DR-2026-0001", hours=100)
    _suspended(deadline, establishment, "DR-2026-0002", days=16)
    _suspended(deadline, establishment, "DR-2026-0003", days=14)
    _suspended(deadline, establishment, "DR-2026-0004", days=40)
    _suspended(deadline, other_establishment, "DR-2026-0002", days=50)

    with as_person(firm.dpo.pk):
        found = queries.cockpit(agency_id=None, now=NOW)
        counted = count_open(now=NOW)

    told = [(one.deadline.reference, one.days) for one in found.suspended.asleep]
    assert told == [("DR-2026-0004", 40), ("DR-2026-0002", 16)]
    assert (found.suspended.count, found.suspended.days) == (3, 15)
    assert [one.reference for one in found.feed] == ["DR-2026-0001"]
    assert found.counts == counted
    assert (counted.open, counted.suspended, counted.requests) == (1, 3, 4)


def test_cockpit_when_an_agency_is_chosen_then_only_its_own_sleep(
    firm: Firm,
    establishment: Establishment,
    other_establishment: Establishment,
    deadline: MakeDeadline,
) -> None:
    _suspended(deadline, establishment, "DR-2026-0001", days=16)
    _suspended(deadline, other_establishment, "DR-2026-0002", days=20)
    with as_person(firm.lead.pk):
        everywhere = queries.cockpit(agency_id=None, now=NOW).suspended
        here = queries.cockpit(agency_id=firm.agency.pk, now=NOW).suspended

    assert (here.count, here.everywhere) == (1, everywhere.everywhere)
    assert [one.deadline.reference for one in here.asleep] == ["DR-2026-0001"]


def test_pages_when_one_sleeps_then_each_says_it(
    firm: Firm, client_for: ClientFor, establishment: Establishment, deadline: MakeDeadline
) -> None:
    today = datetime.now(UTC)
    _suspended(deadline, establishment, "DR-2026-0002", days=16, now=today)
    browser = client_for(firm.dpo)

    cockpit = browser.get("/").content.decode()
    running = browser.get("/echeances/").content.decode()
    asleep = browser.get("/echeances/?etat=suspended").content.decode()
    places = browser.get("/etablissements/").content.decode()
    palette = browser.get("/chercher/?q=DR-2026-0002").content.decode()
    home = browser.get(f"/e/{establishment.slug}/").content.decode()

    assert "Délais suspendus" in cockpit
    assert "Sans réponse depuis plus de 15 jours" in cockpit
    assert "<b>16\u00a0j</b>" in cockpit
    assert "Un délai suspendu n’est pas sur la frise" in cockpit
    assert "et 1 suspendue" in cockpit
    assert "Un délai suspendu attend la réponse d’une personne" in running
    assert "<b>suspendue</b>" in asleep
    assert "Relancer la personne" in asleep
    assert "1 suspendue" in places
    assert "Aucune échéance</span>" not in places
    assert "Pharmacie du Port, suspendue" in palette
    assert "<b>suspendue</b>" in home
    assert "Rien ne vous attend" not in home


def test_home_when_nothing_sleeps_then_nothing_is_said_of_it(
    people: dict[Role, User], client_for: ClientFor, establishment: Establishment
) -> None:
    page = client_for(people[Role.MANAGER]).get(f"/e/{establishment.slug}/").content.decode()

    assert "suspendue" not in page
    assert "Rien ne vous attend" in page


def test_digest_when_some_sleep_then_news_once_and_the_old_ones_each_time(
    firm: Firm, establishment: Establishment, deadline: MakeDeadline
) -> None:
    yesterday = NOW - timedelta(days=1)
    _suspended(deadline, establishment, "DR-2026-0001", days=14)
    _suspended(deadline, establishment, "DR-2026-0002", days=16)
    _suspended(deadline, establishment, "DR-2026-0003", days=20, recorded=NOW - timedelta(hours=2))

    with as_person(firm.dpo.pk):
        found = facts_for(firm.dpo.pk, since=yesterday, now=NOW)

    assert [one.reference for one in found.asleep] == ["DR-2026-0002"]
    assert [one.reference for one in found.changed] == ["DR-2026-0003"]
    assert not found.is_calm
