"""Invitations: from the mail to the membership, and what does not pass the door."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tenants.accounts.models import User
from tenants.directory.invitations import InvitationRefused, Standing, accept, invite, send_again
from tenants.directory.models import Establishment, Invitation, Membership
from tenants.directory.roles import Role
from tenants.directory.switching import as_person, inside
from tests.conftest import PASSWORD, Firm, owner, person
from tests.tenants.accounts.conftest import proved, relay
from tests.tenants.agenda.sink import Relay

__all__ = ["relay"]
pytestmark = pytest.mark.django_db
GUEST = "maelle.guivarch@pharmacie.test"
ANSWERS = {
    "first_name": "Maëlle",
    "last_name": "Guivarch",
    "password": "trois mouettes et un phare",
}
Commit = Callable[..., AbstractContextManager[list[Callable[[], object]]]]


@pytest.fixture
def commit(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Commit:
    """Return the context at whose end the mails of the transaction leave."""
    return django_capture_on_commit_callbacks


def link_in(relay: Relay) -> str:
    """Return the path of the link of the last mail."""
    text = relay.sink.mails[-1].message.get_content()
    found = re.search(r"https://vigie\.test(/invitation/\S+)", text)
    assert found is not None, text
    return found[1]


@pytest.fixture
def invited(
    people: dict[Role, User], establishment: Establishment, relay: Relay, commit: Commit
) -> Invitation:
    """Return an invitation into the establishment, sent by its manager a moment ago."""
    with commit(execute=True), as_person(people[Role.MANAGER].pk), inside(establishment):
        return invite(
            email=f"  {GUEST.upper()} ",
            role=Role.CONTRIBUTOR,
            establishment=establishment,
            by=people[Role.MANAGER],
            now=timezone.now(),
        )


def open_link(relay: Relay) -> tuple[Client, str]:
    """Return a browser that followed the mail's link, and the page it reached."""
    client = Client()
    answer = client.get(link_in(relay))
    assert answer.headers["Location"] == "/invitation/"
    return client, client.get("/invitation/").content.decode()


def test_invitation_when_written_then_mailed_with_its_token_kept_hashed(
    invited: Invitation, relay: Relay
) -> None:
    sent = relay.sink.mails[-1]
    token = link_in(relay).split("/")[2]

    assert sent.to == (GUEST,)
    assert sent.message["Subject"].strip() == "[Vigie] Vous êtes invité à rejoindre un espace"
    assert "Pharmacie du Port" in sent.message.get_content()
    assert len(token) == 43
    with owner():
        kept = Invitation.objects.get(pk=invited.pk)
    assert kept.mailed_at is not None
    assert token not in repr(vars(kept))


def test_invitation_when_accepted_then_signed_in_at_the_establishment(
    invited: Invitation, relay: Relay, establishment: Establishment
) -> None:
    client, page = open_link(relay)

    answer = client.post("/invitation/", ANSWERS)

    assert "Rejoindre «\u00a0Pharmacie du Port\u00a0»" in page
    assert answer.headers["Location"] == f"/e/{establishment.slug}/"
    with owner():
        user = User.objects.get(email=GUEST)
        assert client.session[SESSION_KEY] == str(user.pk)
        assert (user.full_name, user.check_password(ANSWERS["password"])) == (
            "Maëlle Guivarch",
            True,
        )
        assert EmailAddress.objects.get(user=user).verified is True
        membership = Membership.objects.get(user=user)
    assert (membership.role, membership.establishment_id) == ("contributor", establishment.pk)
    assert client.get(f"/e/{establishment.slug}/").status_code == HTTPStatus.OK


def test_invitation_when_accepted_without_password_then_the_account_has_none(
    invited: Invitation, relay: Relay
) -> None:
    client, _page = open_link(relay)

    client.post("/invitation/", ANSWERS | {"password": ""})

    with owner():
        assert User.objects.get(email=GUEST).has_usable_password() is False


def test_invitation_when_the_password_is_weak_then_said_and_the_names_stay_typed(
    invited: Invitation, relay: Relay
) -> None:
    client, _page = open_link(relay)

    answer = client.post("/invitation/", ANSWERS | {"password": "PharmacieDuPort!"})

    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "repose sur un nom" in page
    assert 'value="Maëlle"' in page
    with owner():
        assert User.objects.filter(email=GUEST).exists() is False


def test_invitation_when_expired_then_says_when_and_whom_to_ask(
    invited: Invitation, relay: Relay, people: dict[Role, User]
) -> None:
    with owner():
        Invitation.objects.filter(pk=invited.pk).update(
            expires_at=timezone.now() - timedelta(seconds=1)
        )

    client, page = open_link(relay)
    refused = client.post("/invitation/", ANSWERS)

    assert "Cette invitation a expiré" in page
    assert f"Demandez-en une nouvelle à {people[Role.MANAGER].full_name}" in page
    assert refused.status_code == HTTPStatus.GONE
    with owner():
        assert User.objects.filter(email=GUEST).exists() is False


def test_invitation_when_used_then_serves_nobody_else(invited: Invitation, relay: Relay) -> None:
    first, _page = open_link(relay)
    first.post("/invitation/", ANSWERS)

    second, page = open_link(relay)
    refused = second.post("/invitation/", ANSWERS)

    assert "Cette invitation a déjà servi" in page
    assert refused.status_code == HTTPStatus.GONE
    with owner():
        assert SESSION_KEY not in second.session


@pytest.mark.parametrize("token", ["x", "a" * 43, "%2e%2e", "é", "0" * 2000])
def test_invitation_when_the_token_is_tampered_then_unknown(firm: Firm, token: str) -> None:
    client = Client()

    led = client.get(f"/invitation/{token}/")
    answer = client.get("/invitation/")

    assert led.headers["Location"] == "/invitation/"
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "Cette invitation n’est pas connue" in answer.content.decode()


def test_invitation_when_the_person_has_an_account_then_accepts_by_signing_in(
    invited: Invitation, relay: Relay, establishment: Establishment
) -> None:
    with owner():
        known = person(GUEST, "Maëlle", "Guivarch")
    proved(known)
    client, page = open_link(relay)
    assert "Vous avez déjà un compte" in page

    not_yet = client.post("/invitation/", ANSWERS)
    client.post("/compte/login/", {"login": GUEST, "password": PASSWORD, "next": "/invitation/"})
    answer = client.post("/invitation/", {"accept": "1"})

    assert not_yet.status_code == HTTPStatus.OK
    assert answer.headers["Location"] == f"/e/{establishment.slug}/"
    with owner():
        assert Membership.objects.get(user=known).role == "contributor"


def test_invitation_when_the_account_is_not_signed_in_then_the_token_alone_gives_nothing(
    invited: Invitation, relay: Relay
) -> None:
    with owner():
        known = person(GUEST, "Maëlle", "Guivarch")

    with pytest.raises(InvitationRefused) as refusal:
        accept(
            digest=invited.token_hash,
            first_name="",
            last_name="",
            password=None,
            by=None,
            now=timezone.now(),
        )

    assert refusal.value.standing is Standing.VALID
    with owner():
        assert Membership.objects.filter(user=known).exists() is False
        assert Invitation.objects.get(pk=invited.pk).accepted_at is None


def test_invitation_when_somebody_else_is_signed_in_then_not_theirs(
    invited: Invitation,
    relay: Relay,
    people: dict[Role, User],
    client_for: Callable[[User], Client],
) -> None:
    with owner():
        person(GUEST, "Maëlle", "Guivarch")
    client = client_for(people[Role.READER])
    client.get(link_in(relay))

    answer = client.post("/invitation/", {"accept": "1"})

    assert "avec un autre compte" in answer.content.decode()
    with owner():
        assert Invitation.objects.get(pk=invited.pk).accepted_at is None


def test_invitation_when_the_relay_is_down_then_stands_and_can_be_sent_again(
    people: dict[Role, User], establishment: Establishment, relay: Relay, commit: Commit
) -> None:
    relay.stop()
    with commit(execute=True), as_person(people[Role.DPO].pk), inside(establishment):
        waiting = invite(
            email=GUEST,
            role=Role.READER,
            establishment=establishment,
            by=people[Role.DPO],
            now=timezone.now(),
        )
    with owner():
        assert Invitation.objects.get(pk=waiting.pk).mailed_at is None

    relay.start()
    with commit(execute=True), as_person(people[Role.DPO].pk), inside(establishment):
        send_again(invitation=waiting, now=timezone.now())

    client, _page = open_link(relay)
    assert client.post("/invitation/", ANSWERS).headers["Location"] == f"/e/{establishment.slug}/"


def test_invitation_when_the_transaction_fails_then_no_mail_leaves(
    people: dict[Role, User], establishment: Establishment, relay: Relay, commit: Commit
) -> None:
    with commit(execute=False), inside(establishment):
        invite(
            email=GUEST, role=Role.READER, establishment=establishment, by=None, now=timezone.now()
        )

    assert relay.sink.mails == []


def test_invitation_when_made_twice_then_only_the_last_link_opens(
    invited: Invitation,
    people: dict[Role, User],
    establishment: Establishment,
    relay: Relay,
    commit: Commit,
) -> None:
    former = link_in(relay)
    with commit(execute=True), as_person(people[Role.DPO].pk), inside(establishment):
        again = invite(
            email=GUEST,
            role=Role.READER,
            establishment=establishment,
            by=people[Role.DPO],
            now=timezone.now(),
        )
    client = Client()
    client.get(former)

    assert again.pk == invited.pk
    assert client.get("/invitation/").status_code == HTTPStatus.NOT_FOUND


def test_invitation_when_accepted_then_is_not_sent_again(
    invited: Invitation, relay: Relay, establishment: Establishment
) -> None:
    client, _page = open_link(relay)
    client.post("/invitation/", ANSWERS)

    with pytest.raises(InvitationRefused) as refusal, inside(establishment):
        send_again(invitation=invited, now=timezone.now())

    assert refusal.value.standing is Standing.USED


def test_invitation_when_into_an_agency_then_a_second_factor_is_asked_at_once(
    firm: Firm, relay: Relay, commit: Commit
) -> None:
    with commit(execute=True), as_person(firm.lead.pk):
        invite(
            email="nouvelle@firm.test",
            role=Role.DPO,
            agency=firm.agency,
            by=firm.lead,
            now=timezone.now(),
        )
    client, _page = open_link(relay)

    entered = client.post("/invitation/", ANSWERS)

    assert entered.headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/compte/2fa/"


def test_invitation_when_the_account_is_born_of_another_meanwhile_then_asked_to_sign_in(
    invited: Invitation, relay: Relay
) -> None:
    client, _page = open_link(relay)
    born: list[str] = []

    def born_just_before(
        execute: Callable[..., object], sql: str, params: object, many: bool, context: object
    ) -> object:
        if sql.startswith('INSERT INTO "accounts_user"') and not born:
            born.append("elsewhere")
            execute(sql, params, many, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(born_just_before):
        answer = client.post("/invitation/", ANSWERS)

    assert born == ["elsewhere"]
    assert answer.status_code == HTTPStatus.OK
    with owner():
        assert Invitation.objects.get(pk=invited.pk).accepted_at is None
        assert not Membership.objects.filter(user__email=GUEST).exists()
