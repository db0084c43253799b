"""« Mes alertes »: a digest's rhythm; calendars made, read by their address and revoked."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from django.test import Client

from tenants.accounts.models import User
from tenants.agenda.models import CalendarFeed, Digest
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tests.conftest import Firm, owner

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


def test_deadline_address_when_unknown_or_another_s_then_404(
    firm: Firm, client_for: ClientFor
) -> None:
    answer = client_for(firm.dpo).get(f"/echeances/{uuid.uuid4()}/")

    assert answer.status_code == 404
