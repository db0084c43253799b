"""« Mes alertes »: a digest's rhythm; calendars made, read by their address and revoked."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from portal.law.periods import Due
from tenants.accounts.models import User
from tenants.agenda.actions import open_deadline
from tenants.agenda.models import CalendarFeed, ChatChannel, Deadline, Digest
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import NOW, Firm, owner
from tests.tenants.agenda.chat_sink import ChatSink

ClientFor = Callable[[User], Client]
PAGE = "/preferences/alertes/"


def address_in(answer: object) -> str:
    """Return the path of the calendar shown in a page; "" when it shows none."""
    content = answer.content.decode()  # type: ignore[attr-defined]
    found = re.search(r'value="[^"]*(/calendrier/[^"]+\.ics)"', content)
    return found[1] if found else ""


def test_digest_when_a_rhythm_is_chosen_then_it_is_kept(firm: Firm, client_for: ClientFor) -> None:
    client = client_for(firm.dpo)

    answer = client.post("/preferences/resume/", {"cadence": "weekly"}, follow=True)

    with owner():
        digest = Digest.objects.get()
    assert (digest.person_id, digest.cadence) == (firm.dpo.pk, "weekly")
    assert digest.next_run_at > datetime.now(UTC)
    assert "résumé chaque lundi" in answer.content.decode()


def test_digest_when_the_rhythm_is_unknown_then_nothing_is_written(
    firm: Firm, client_for: ClientFor
) -> None:
    answer = client_for(firm.dpo).post("/preferences/resume/", {"cadence": "hourly"})

    with owner():
        assert not Digest.objects.exists()
    assert answer.status_code == 422


def test_digest_when_the_role_has_none_then_it_is_not_offered(
    people: dict[Role, User], client_for: ClientFor
) -> None:
    client = client_for(people[Role.READER])

    page, refused = client.get(PAGE), client.post("/preferences/resume/", {"cadence": "daily"})

    assert 'action="/preferences/resume/"' not in page.content.decode()
    assert refused.status_code == 404


def test_calendar_when_created_then_its_address_is_shown_once_and_answers_without_account(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    client = client_for(firm.dpo)

    made = client.post("/preferences/agendas/creer/", {})

    path = address_in(made)
    assert path
    assert address_in(client.get(PAGE)) == ""
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        200,
        "text/calendar; charset=utf-8",
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert Client().post(path).status_code == 405


def test_calendar_when_revoked_then_its_address_is_unknown(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    client = client_for(firm.dpo)
    path = address_in(client.post("/preferences/agendas/creer/", {}))
    with owner():
        feed = CalendarFeed.objects.get()

    client.post(f"/preferences/agendas/{feed.pk}/revoquer/")

    revoked, wrong = Client().get(path), Client().get("/calendrier/inconnu.ics")
    assert (revoked.status_code, wrong.status_code) == (404, 404)
    assert revoked.content == wrong.content


def test_calendar_when_another_revokes_it_then_404_and_it_still_answers(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    path = address_in(client_for(firm.dpo).post("/preferences/agendas/creer/", {}))
    with owner():
        feed = CalendarFeed.objects.get()

    answer = client_for(firm.lead).post(f"/preferences/agendas/{feed.pk}/revoquer/")

    assert (answer.status_code, Client().get(path).status_code) == (404, 200)


def test_calendar_when_asked_for_another_s_establishment_then_it_is_refused(
    firm: Firm, other_establishment: Establishment, client_for: ClientFor
) -> None:
    answer = client_for(firm.dpo).post(
        "/preferences/agendas/creer/", {"establishment": other_establishment.pk}
    )

    with owner():
        assert not CalendarFeed.objects.exists()
    assert answer.status_code == 422


def test_deadline_address_when_followed_then_leads_its_own_people_to_its_page(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    due = datetime(2026, 4, 1, tzinfo=UTC)
    with inside(establishment):
        deadline = open_deadline(
            establishment=establishment,
            kind=Deadline.Kind.REQUEST,
            rule_id="R-ART12-1M",
            reference="DR-2026-0001",
            path="/unused/",
            due=Due(
                rule_id="R-ART12-1M",
                starts_at=NOW,
                at=due,
                on=due.date(),
                steps=(),
                sources=(),
                zone="Europe/Paris",
            ),
            now=NOW,
        )
    path = f"/echeances/{deadline.pk}/"

    led, stranger = client_for(firm.dpo).get(path), client_for(firm.stranger).get(path)

    assert led.headers["Location"] == f"/e/{establishment.slug}{path}"
    assert stranger.status_code == 404


@pytest.fixture
def sink(settings: Settings) -> Iterator[ChatSink]:
    """Yield a chat service on the machine itself, allowed for the test."""
    settings.CHAT_PRIVATE_HOSTS = True
    sink = ChatSink()
    sink.start()
    yield sink
    sink.stop()


def test_chat_when_added_then_its_code_is_asked_and_makes_it_serve(
    firm: Firm, client_for: ClientFor, sink: ChatSink
) -> None:
    client = client_for(firm.dpo)
    typed = {
        "service": "mattermost",
        "address": f"http://127.0.0.1:{sink.port}/hooks/3ccdd113474722377935",
    }

    added = client.post("/preferences/messagerie/ajouter/", typed, follow=True)

    [(_path, body)] = sink.taken
    [code] = re.findall(r"[A-Z2-7]{4}-[A-Z2-7]{4}", body)
    with owner():
        channel = ChatChannel.objects.get()
    verify = f"/preferences/messagerie/{channel.pk}/verifier/"
    assert f'action="{verify}"' in added.content.decode()
    assert "3ccdd113474722377935" not in added.content.decode()
    assert client.post(verify, {"code": "AAAA-AAAA"}).status_code == 422
    assert "Vérifiée" in client.post(verify, {"code": code}, follow=True).content.decode()
    client.post(f"/preferences/messagerie/{channel.pk}/retirer/")
    with owner():
        assert not ChatChannel.objects.exists()


def test_chat_when_the_address_is_wrong_then_says_what_to_do(
    firm: Firm, client_for: ClientFor
) -> None:
    answer = client_for(firm.dpo).post(
        "/preferences/messagerie/ajouter/",
        {"service": "slack", "address": "https://cabinet.fr/hooks/1"},
    )

    assert answer.status_code == 422
    assert "recopiez-la en entier" in answer.content.decode()


def test_chat_when_it_is_another_s_then_404(
    firm: Firm, client_for: ClientFor, sink: ChatSink
) -> None:
    with owner():
        channel = ChatChannel.objects.create(
            person=firm.dpo,
            service="mattermost",
            sealed_url="unused",
            created_at=datetime.now(UTC),
        )
    client = client_for(firm.lead)

    answers = [
        client.post(f"/preferences/messagerie/{channel.pk}/{act}/", {"code": "x"}).status_code
        for act in ("verifier", "retirer")
    ]

    assert answers == [404, 404]
