"""The page where the register is taken away, as people use it."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.register.exports import json_file
from portal.register.models import Activity
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.register.samples import CAMERAS, DISPENSING, kept

Browser = Callable[[User], Client]


@pytest.fixture
def activity(establishment: Establishment, firm: Firm) -> Activity:
    """Return the first of two activities of the register."""
    with inside(establishment):
        first = kept(by=firm.dpo)
        kept(by=firm.dpo, sheet=CAMERAS)
        return first


def at(place: Establishment, query: str = "") -> str:
    return f"/e/{place.slug}/registre/fichiers/{query}"


def test_page_when_a_reader_opens_it_then_every_format_is_offered(
    establishment: Establishment, people: dict[Role, User], client_for: Browser
) -> None:
    page = client_for(people[Role.READER]).get(at(establishment)).content.decode()

    assert page.count('name="format"') == 7
    assert "Version communicable" in page


def test_download_when_whole_then_holds_every_activity(
    establishment: Establishment, firm: Firm, activity: Activity, client_for: Browser
) -> None:
    answer = client_for(firm.dpo).get(at(establishment, "telecharger/?format=json"))

    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith(
        f'attachment; filename="registre-{establishment.slug}-'
    )
    found = json_file.read(answer.content)
    assert [entry.sheet for entry in found.entries] == [DISPENSING, CAMERAS]


def test_download_when_of_one_activity_then_holds_it_alone(
    establishment: Establishment, firm: Firm, activity: Activity, client_for: Browser
) -> None:
    client = client_for(firm.dpo)

    page = client.get(at(establishment, f"?activite={activity.pk}")).content.decode()
    answer = client.get(at(establishment, f"telecharger/?format=json&activite={activity.pk}"))

    assert f'name="activite" value="{activity.pk}"' in page
    assert answer["Content-Disposition"].startswith('attachment; filename="TRT-001-')
    assert [entry.reference for entry in json_file.read(answer.content).entries] == ["TRT-001"]


def test_download_when_the_list_is_filtered_then_holds_what_the_list_shows(
    establishment: Establishment, firm: Firm, activity: Activity, client_for: Browser
) -> None:
    client = client_for(firm.dpo)

    page = client.get(at(establishment, "?q=video")).content.decode()
    answer = client.get(at(establishment, "telecharger/?format=json&q=video"))

    assert 'name="q" value="video"' in page
    assert "1 activité, selon le filtre de la liste." in page
    assert [entry.sheet for entry in json_file.read(answer.content).entries] == [CAMERAS]


def test_download_when_of_a_day_before_then_says_what_it_said(
    establishment: Establishment, firm: Firm, activity: Activity, client_for: Browser
) -> None:
    client = client_for(firm.dpo)

    before = client.get(at(establishment, "telecharger/?format=json&au=2026-03-01"))
    after = client.get(at(establishment, "telecharger/?format=json&au=2026-03-02"))

    assert json_file.read(before.content).entries == ()
    assert len(json_file.read(after.content).entries) == 2


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("format=exe", "exe"),
        ("format=json&au=2089-01-01", "Ce jour n’est pas encore venu."),
        ("format=json&au=hier", "date"),
    ],
)
def test_download_when_it_cannot_be_made_then_the_page_says_why(
    establishment: Establishment, firm: Firm, client_for: Browser, query: str, message: str
) -> None:
    answer = client_for(firm.dpo).get(at(establishment, f"telecharger/?{query}"))

    assert answer.status_code == 422
    assert message in answer.content.decode()


@pytest.mark.parametrize("asked", ["pas-un-numero", "6b1f3f0e-8f5a-4c8b-9d57-3d8f2a8f0b11"])
def test_page_when_the_activity_is_not_of_here_then_404(
    establishment: Establishment, firm: Firm, client_for: Browser, asked: str
) -> None:
    client = client_for(firm.dpo)

    assert client.get(at(establishment, f"?activite={asked}")).status_code == 404
    assert (
        client.get(at(establishment, f"telecharger/?format=pdf&activite={asked}")).status_code
        == 404
    )


def test_page_when_a_stranger_asks_then_404(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    client = client_for(firm.stranger)

    assert client.get(at(establishment)).status_code == 404
    assert client.get(at(establishment, "telecharger/?format=pdf")).status_code == 404
