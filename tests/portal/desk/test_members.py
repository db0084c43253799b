"""Leaving an establishment: what the pages ask, what changes at the next request."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from portal.journal.models import Entry
from portal.journal.queries import latest_entries, lines, verify
from tenants.accounts.models import User
from tenants.agenda.calendar_feed import create_feed, feeds_of, read_feed
from tenants.agenda.digest_facts import facts_for
from tenants.agenda.recipients import directory_for
from tenants.directory.invitations import Standing, digest_of, look
from tenants.directory.models import Establishment, Invitation, Membership
from tenants.directory.roles import Role
from tenants.directory.switching import as_person, at_the_clock, inside
from tests.conftest import NOW, owner, person
from tests.portal.desk.conftest import MakeDeadline

ClientFor = Callable[[User], Client]
AWARE = {"aware": "on"}


def home_of(place: Establishment) -> str:
    return f"/e/{place.slug}/membres/"


def row_of(user: User) -> Membership:
    with owner():
        return Membership.objects.get(user=user)


def acts(place: Establishment) -> list[tuple[str, dict[str, str]]]:
    with inside(place):
        return list(Entry.objects.order_by("sequence").values_list("act", "facts"))


@pytest.fixture
def second(establishment: Establishment) -> User:
    """Return a second manager, so that the first may leave."""
    with owner():
        user = person("associee@pharmacie.test", "Anne", "Le Bris")
        Membership.objects.create(user=user, role=Role.MANAGER, establishment=establishment)
    return user


def test_remove_when_the_manager_is_signed_in_then_404_at_the_next_click(
    people: dict[Role, User], second: User, client_for: ClientFor, establishment: Establishment
) -> None:
    leaver, colleague = client_for(people[Role.MANAGER]), client_for(second)
    before = leaver.get(home_of(establishment)).status_code
    address = f"{home_of(establishment)}{row_of(people[Role.MANAGER]).pk}/retirer/"
    asked = colleague.get(address).content.decode()
    answer = colleague.post(address)

    assert "cesse à la page suivante" in asked
    assert answer.headers["Location"] == home_of(establishment)
    assert (before, leaver.get(home_of(establishment)).status_code) == (200, 404)
    assert leaver.post(f"{home_of(establishment)}inviter/").status_code == 404
    assert establishment.slug not in leaver.get("/etablissements/").content.decode()


def test_remove_when_done_then_the_journal_still_names_the_person_and_is_whole(
    people: dict[Role, User], second: User, client_for: ClientFor, establishment: Establishment
) -> None:
    reader = people[Role.READER]
    pk = row_of(reader).pk
    client_for(second).post(f"{home_of(establishment)}{pk}/retirer/")

    assert acts(establishment) == [("member.removed", {"member": str(reader.pk), "role": "reader"})]
    with inside(establishment):
        [line] = lines(latest_entries(1))
        assert verify().is_intact is True
    assert (line.label, line.about) == ("Membre retiré", "Reader Le Goff, lecteur")
    assert line.by == "Anne Le Bris"


def test_remove_when_it_is_the_last_manager_then_the_page_says_so_and_refuses(
    people: dict[Role, User], client_for: ClientFor, establishment: Establishment
) -> None:
    address = f"{home_of(establishment)}{row_of(people[Role.MANAGER]).pk}/retirer/"
    client = client_for(people[Role.DPO])

    page, answer = client.get(address).content.decode(), client.post(address)

    assert "C’est le dernier responsable du traitement" in page
    assert "Retirer l’accès" not in page
    assert answer.status_code == 422
    assert acts(establishment) == []


def test_remove_when_it_is_oneself_then_a_second_yes_is_asked(
    people: dict[Role, User], second: User, client_for: ClientFor, establishment: Establishment
) -> None:
    client = client_for(second)
    address = f"{home_of(establishment)}{row_of(second).pk}/retirer/"

    page, without = client.get(address).content.decode(), client.post(address)
    with_it = client.post(address, AWARE)

    assert "Vous retirer vous-même" in page
    assert without.status_code == 422
    assert with_it.headers["Location"] == "/"
    assert client.get(home_of(establishment)).status_code == 404


def test_remove_when_the_member_is_of_the_agency_or_of_another_place_then_not_found(
    people: dict[Role, User],
    client_for: ClientFor,
    establishment: Establishment,
    other_establishment: Establishment,
) -> None:
    with owner():
        foreign = Membership.objects.create(
            user=person("autre@arenes.test", "Zoé", "Roux"),
            role=Role.READER,
            establishment=other_establishment,
        )
    client = client_for(people[Role.MANAGER])
    answers = [
        client.post(f"{home_of(establishment)}{pk}/{act}/").status_code
        for pk in (row_of(people[Role.ASSISTANT]).pk, foreign.pk)
        for act in ("retirer", "role")
    ]

    assert answers == [404] * 4


def test_remove_when_deadlines_were_taken_in_charge_then_said_before(
    people: dict[Role, User],
    second: User,
    client_for: ClientFor,
    establishment: Establishment,
    deadline: MakeDeadline,
) -> None:
    held = deadline(establishment, "DR-2026-0007")
    with owner():
        type(held).objects.filter(pk=held.pk).update(
            acknowledged_at=NOW, acknowledged_by=people[Role.MANAGER]
        )
    address = f"{home_of(establishment)}{row_of(people[Role.MANAGER]).pk}/retirer/"

    page = client_for(second).get(address).content.decode()

    assert "1 échéance qu’elle a prise en charge reste à tenir" in page
    assert "DR-2026-0007" in page


def test_role_when_changed_then_in_force_at_the_next_request_and_remembered(
    people: dict[Role, User], client_for: ClientFor, establishment: Establishment
) -> None:
    reader = client_for(people[Role.READER])
    address = f"{home_of(establishment)}{row_of(people[Role.READER]).pk}/role/"
    before = reader.get(f"/e/{establishment.slug}/demandes/nouvelle/").status_code

    client_for(people[Role.MANAGER]).post(address, {"role": "contributor"})

    assert before == 403
    assert reader.get(f"/e/{establishment.slug}/demandes/nouvelle/").status_code == 200
    assert acts(establishment) == [
        (
            "member.role_changed",
            {
                "member": str(people[Role.READER].pk),
                "role": "contributor",
                "former_role": "reader",
            },
        )
    ]
    with inside(establishment):
        assert lines(latest_entries(1))[0].about == "Reader Le Goff, lecteur → contributeur"


def test_role_when_the_last_manager_gives_it_up_then_refused_beside_the_field(
    people: dict[Role, User], client_for: ClientFor, establishment: Establishment
) -> None:
    address = f"{home_of(establishment)}{row_of(people[Role.MANAGER]).pk}/role/"

    answer = client_for(people[Role.MANAGER]).post(address, {"role": "reader"} | AWARE)

    assert answer.status_code == 422
    assert "C’est le dernier responsable du traitement" in answer.content.decode()
    assert row_of(people[Role.MANAGER]).role == "manager"


def test_invitation_when_cancelled_then_its_link_is_unknown(
    people: dict[Role, User], client_for: ClientFor, establishment: Establishment
) -> None:
    with owner():
        invited = Invitation.objects.create(
            email="aide@port.example",
            role=Role.READER,
            establishment=establishment,
            token_hash=digest_of("jeton"),
            invited_at=NOW,
            expires_at=NOW + timedelta(days=7),
        )
    client = client_for(people[Role.MANAGER])
    address = f"{home_of(establishment)}{invited.pk}/annuler/"

    asked = client.get(address).content.decode()
    answer = client.post(address)

    assert "aide@port.example" in asked
    assert answer.headers["Location"] == home_of(establishment)
    assert look(digest_of("jeton"), now=NOW)[0] is Standing.UNKNOWN
    assert client.post(address).status_code == 404
    assert acts(establishment) == [
        ("invitation.cancelled", {"invitation": str(invited.pk), "role": "reader"})
    ]


def test_invite_when_already_a_member_then_refused(
    people: dict[Role, User], client_for: ClientFor, establishment: Establishment
) -> None:
    answer = client_for(people[Role.MANAGER]).post(
        f"{home_of(establishment)}inviter/",
        {"email": people[Role.READER].email.upper(), "role": "manager"},
    )

    assert answer.status_code == 422
    assert "déjà membre" in answer.content.decode()


def test_alerts_digest_and_calendar_when_the_manager_is_removed_then_go_to_who_is_left(
    people: dict[Role, User],
    second: User,
    client_for: ClientFor,
    establishment: Establishment,
    deadline: MakeDeadline,
) -> None:
    manager = people[Role.MANAGER]
    deadline(establishment, "DR-2026-0001")
    with as_person(manager.pk):
        token = create_feed(person=manager, establishment=establishment, now=NOW)
    address = f"/calendrier/{token}.ics"
    before = Client().get(address).status_code

    client_for(second).post(f"{home_of(establishment)}{row_of(manager).pk}/retirer/")

    with at_the_clock():
        told = directory_for([establishment], now=NOW).reach(
            audience="manager", establishment=establishment
        )
    assert [one.person_id for one in told.recipients] == [second.pk]
    with as_person(manager.pk):
        facts = facts_for(manager.pk, since=NOW - timedelta(days=1), now=NOW)
        assert facts.is_calm
        assert list(feeds_of(manager)) == []
    assert (before, Client().get(address).status_code) == (200, 404)
    assert read_feed(token, now=NOW) is None
