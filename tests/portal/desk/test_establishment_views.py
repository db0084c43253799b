from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from portal.register.actions import create, submit
from portal.register.sheet import Sheet
from tenants.accounts.models import User
from tenants.directory.invitations import digest_of
from tenants.directory.models import Establishment, Invitation
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import NOW, Firm, owner
from tests.portal.desk.conftest import MakeDeadline

ClientFor = Callable[[User], Client]


def test_home_when_the_manager_opens_it_then_is_told_what_is_asked(
    people: dict[Role, User],
    client_for: ClientFor,
    establishment: Establishment,
    deadline: MakeDeadline,
) -> None:
    deadline(establishment, "DR-2026-0001")
    page = client_for(people[Role.MANAGER]).get(f"/e/{establishment.slug}/").content.decode()

    assert "Ce qu’on vous demande" in page
    assert "DR-2026-0001" in page
    assert "Déclarer un incident" in page


def test_home_when_a_reader_opens_it_then_offers_nothing_they_may_not_do(
    people: dict[Role, User], client_for: ClientFor, establishment: Establishment
) -> None:
    page = client_for(people[Role.READER]).get(f"/e/{establishment.slug}/").content.decode()

    assert "Rien ne vous attend" in page
    assert "/incidents/declarer/" not in page
    assert "/demandes/nouvelle/" not in page


def test_home_when_the_register_asks_then_each_thing_has_its_link(
    people: dict[Role, User],
    client_for: ClientFor,
    firm: Firm,
    establishment: Establishment,
) -> None:
    with inside(establishment):
        laid = create(sheet=Sheet(name="Paie"), role="controller", by=firm.dpo, now=NOW)
        submit(activity=laid, version=1, by=firm.dpo, now=NOW)
    home = f"/e/{establishment.slug}/"

    manager = client_for(people[Role.MANAGER]).get(home).content.decode()
    reader = client_for(people[Role.READER]).get(home).content.decode()

    assert "1 activité du registre attend votre validation." in manager
    assert f'href="{home}registre/?etat=to_validate"' in manager
    assert "0 activités sur 1 sont validées." in manager
    assert "attend votre validation" not in reader


def test_home_when_the_register_is_empty_then_leads_to_the_ten_questions(
    people: dict[Role, User], client_for: ClientFor, establishment: Establishment
) -> None:
    home = f"/e/{establishment.slug}/"

    manager = client_for(people[Role.MANAGER]).get(home).content.decode()
    reader = client_for(people[Role.READER]).get(home).content.decode()

    assert f'href="{home}registre/questions/"' in manager
    assert f'href="{home}registre/questions/"' not in reader


def test_members_when_listed_then_hold_the_people_of_here_and_of_the_agency_only(
    people: dict[Role, User], firm: Firm, client_for: ClientFor, establishment: Establishment
) -> None:
    page = client_for(people[Role.READER]).get(f"/e/{establishment.slug}/membres/").content.decode()

    assert people[Role.MANAGER].email in page
    assert firm.dpo.email in page
    assert firm.stranger.email not in page


def test_invite_when_sent_then_waits_in_the_list_and_can_be_sent_again(
    people: dict[Role, User], client_for: ClientFor, establishment: Establishment
) -> None:
    client = client_for(people[Role.MANAGER])
    home = f"/e/{establishment.slug}/membres/"
    answer = client.post(f"{home}inviter/", {"email": "Aide@port.example", "role": "reader"})
    with owner():
        invited = Invitation.objects.get(establishment=establishment)
    former = invited.token_hash
    again = client.post(f"{home}{invited.pk}/renvoyer/")

    with owner():
        invited.refresh_from_db()
    assert (answer.headers["Location"], again.headers["Location"]) == (home, home)
    assert (invited.email, invited.role) == ("aide@port.example", Role.READER)
    assert invited.token_hash != former
    assert "aide@port.example" in client.get(home).content.decode()


def test_invite_again_when_the_invitation_is_anothers_then_does_not_exist(
    people: dict[Role, User],
    client_for: ClientFor,
    establishment: Establishment,
    other_establishment: Establishment,
) -> None:
    with owner():
        foreign = Invitation.objects.create(
            email="autre@arenes.example",
            role=Role.READER,
            establishment=other_establishment,
            token_hash=digest_of("arenes"),
            invited_at=NOW,
            expires_at=NOW + timedelta(days=7),
        )
    address = f"/e/{establishment.slug}/membres/{foreign.pk}/renvoyer/"

    assert client_for(people[Role.MANAGER]).post(address).status_code == 404
