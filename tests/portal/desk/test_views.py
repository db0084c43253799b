from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenants.accounts.models import User
from tenants.agenda.models import Deadline
from tenants.directory.models import Establishment, Membership
from tenants.directory.roles import Role
from tests.conftest import Firm, opened, owner
from tests.portal.desk.conftest import MakeDeadline

ClientFor = Callable[[User], Client]
AT_MOST = 12


def test_cockpit_when_the_portfolio_grows_then_asks_no_more_queries(
    firm: Firm, client_for: ClientFor, establishment: Establishment, deadline: MakeDeadline
) -> None:
    client = client_for(firm.dpo)
    deadline(establishment, "INC-2026-0001", hours=40, kind=Deadline.Kind.BREACH, since=_now())
    small = _queries(client)
    second = opened(firm.agency, "EHPAD des Embruns")
    for number in range(20):
        deadline(establishment, f"DR-2026-1{number:03}", hours=number, since=_now())
        kind = Deadline.Kind.BREACH
        deadline(second, f"INC-2026-1{number:03}", hours=number, kind=kind, since=_now())
    large = _queries(client)

    assert large == small
    assert large <= AT_MOST


def test_cockpit_when_nothing_is_open_then_says_what_will_appear(
    firm: Firm, client_for: ClientFor
) -> None:
    page = client_for(firm.dpo).get("/").content.decode()

    assert "Aucune échéance ouverte" in page
    assert "Aucune violation en cours" in page


def test_cockpit_when_the_clock_never_turned_then_warns(firm: Firm, client_for: ClientFor) -> None:
    page = client_for(firm.dpo).get("/").content.decode()

    assert "Les alertes n’ont encore jamais tourné sur cette instance." in page


def test_cockpit_when_a_manager_comes_then_they_land_in_their_establishment(
    people: dict[Role, User], client_for: ClientFor, establishment: Establishment
) -> None:
    answer = client_for(people[Role.MANAGER]).get("/")

    assert answer.headers["Location"] == f"/e/{establishment.slug}/"


def test_cockpit_when_the_operator_comes_then_sees_the_instance_and_no_establishment(
    people: dict[Role, User], client_for: ClientFor, establishment: Establishment
) -> None:
    page = client_for(people[Role.OPERATOR]).get("/", follow=True)

    assert page.redirect_chain == [("/instance/", 302)]
    assert establishment.name not in page.content.decode()


@pytest.mark.parametrize("address", ["/?agence=9999", "/?agence=x", "/?agence=%00"])
def test_cockpit_when_the_agency_is_nonsense_then_shows_everything(
    firm: Firm, client_for: ClientFor, address: str
) -> None:
    assert client_for(firm.dpo).get(address).status_code == 200


def test_acknowledge_when_posted_then_is_kept_once_and_by_whom(
    firm: Firm, client_for: ClientFor, establishment: Establishment, deadline: MakeDeadline
) -> None:
    one = deadline(establishment, "DR-2026-0001")
    answer = client_for(firm.dpo).post(f"/echeances/{one.pk}/prendre-en-charge/", {"next": "/"})
    client_for(firm.lead).post(f"/echeances/{one.pk}/prendre-en-charge/")

    assert answer.headers["Location"] == "/"
    with owner():
        one.refresh_from_db()
    assert one.acknowledged_by == firm.dpo


def test_acknowledge_when_htmx_asks_then_answers_with_the_row_alone(
    firm: Firm, client_for: ClientFor, establishment: Establishment, deadline: MakeDeadline
) -> None:
    one = deadline(establishment, "DR-2026-0001")
    address = f"/echeances/{one.pk}/prendre-en-charge/"
    page = client_for(firm.dpo).post(address, headers={"HX-Request": "true"}).content.decode()

    assert "prise en charge par Maël Rivoal" in page
    assert "<html" not in page


def test_acknowledge_when_the_deadline_is_anothers_then_it_does_not_exist(
    firm: Firm, client_for: ClientFor, other_establishment: Establishment, deadline: MakeDeadline
) -> None:
    one = deadline(other_establishment, "DR-2026-0001")
    answer = client_for(firm.dpo).post(f"/echeances/{one.pk}/prendre-en-charge/")

    assert answer.status_code == 404


def test_acknowledge_when_manager_elsewhere_but_reader_here_then_is_refused(
    people: dict[Role, User],
    client_for: ClientFor,
    firm: Firm,
    establishment: Establishment,
    deadline: MakeDeadline,
) -> None:
    reader = people[Role.READER]
    elsewhere = opened(firm.agency, "Pharmacie du Large")
    with owner():
        Membership.objects.create(user=reader, role=Role.MANAGER, establishment=elsewhere)
    one = deadline(establishment, "DR-2026-0001")
    answer = client_for(reader).post(f"/echeances/{one.pk}/prendre-en-charge/")

    assert answer.status_code == 403


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_acknowledge_when_asked_to_go_elsewhere_then_stays_at_home(
    firm: Firm,
    client_for: ClientFor,
    establishment: Establishment,
    deadline: MakeDeadline,
    elsewhere: str,
) -> None:
    one = deadline(establishment, "DR-2026-0001")
    address = f"/echeances/{one.pk}/prendre-en-charge/"
    answer = client_for(firm.dpo).post(address, {"next": elsewhere})

    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    "address", ["/echeances/", "/echeances/?etat=all&nature=breach&page=99", "/etablissements/?q=x"]
)
def test_lists_when_opened_then_answer(firm: Firm, client_for: ClientFor, address: str) -> None:
    assert client_for(firm.dpo).get(address).status_code == 200


def test_search_when_nothing_answers_then_says_what_to_try_and_escapes(
    firm: Firm, client_for: ClientFor
) -> None:
    page = client_for(firm.dpo).get("/chercher/", {"q": "<script>"}).content.decode()

    assert "Rien ne répond à ces mots." in page
    assert "<script>" not in page


@pytest.mark.parametrize("asked", ["q=%00", "q=pharm%00acie", "e=%00", "q=x&e=a%00b"])
def test_search_when_a_null_character_is_typed_then_answers(
    firm: Firm, client_for: ClientFor, asked: str
) -> None:
    assert client_for(firm.dpo).get(f"/chercher/?{asked}").status_code == 200


def test_search_when_opened_inside_then_offers_what_can_be_done_there(
    firm: Firm,
    client_for: ClientFor,
    establishment: Establishment,
    other_establishment: Establishment,
) -> None:
    client = client_for(firm.dpo)
    here = client.get("/chercher/", {"e": establishment.slug}).content.decode()
    there = client.get("/chercher/", {"e": other_establishment.slug}).content.decode()

    assert "Déclarer un incident" in here
    assert other_establishment.name not in there


def _queries(client: Client) -> int:
    """Return how many statements the cockpit costs, changes of role counted, once warm."""
    for _visit in range(2):  # the first writes the session
        client.get("/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").status_code == 200
    # Counted now: the log they are sliced from is emptied by the next request.
    return len(asked)


def _now() -> datetime:
    return datetime.now(UTC)
