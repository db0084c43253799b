"""The journal: it only grows, and what is changed behind its back is found."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from portal.journal.actions import hold, record
from portal.journal.models import Entry, Head
from portal.journal.queries import entries_of, latest_entries, lines, verify
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import as_owner, inside
from tests.conftest import NOW, Firm

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]


def _three(by: User | None = None) -> None:
    for number in (1, 2, 3):
        record(
            act="request.received",
            reference=f"DR-2026-000{number}",
            by_id=by.pk if by else None,
            now=NOW + timedelta(minutes=number),
            facts={"right": "access"},
        )


def test_verify_when_nothing_was_written_then_intact(establishment: Establishment) -> None:
    with inside(establishment):
        outcome = verify()

    assert (outcome.is_intact, outcome.count, outcome.broken_at) == (True, 0, None)


def test_record_when_called_then_entries_follow_and_the_chain_holds(
    establishment: Establishment,
) -> None:
    with inside(establishment):
        _three()

        assert [entry.sequence for entry in latest_entries(10)] == [3, 2, 1]
        assert [entry.sequence for entry in entries_of("DR-2026-0002")] == [2]
        assert verify().is_intact
        assert verify().count == 3
        assert Head.objects.get().digest == Entry.objects.get(sequence=3).digest


def test_hold_when_taken_twice_in_one_transaction_then_the_same_head(
    establishment: Establishment,
) -> None:
    with inside(establishment), transaction.atomic():
        assert hold().pk == hold().pk == 1


def test_verify_when_an_entry_was_changed_by_the_owner_then_found(
    establishment: Establishment,
) -> None:
    with inside(establishment):
        _three()
    with as_owner(establishment.schema_name):
        Entry.objects.filter(sequence=2).update(reference="DR-2026-0009")

    with inside(establishment):
        outcome = verify()

    assert (outcome.is_intact, outcome.broken_at) == (False, 2)


def test_verify_when_facts_were_changed_by_the_owner_then_found(
    establishment: Establishment,
) -> None:
    with inside(establishment):
        _three()
    with as_owner(establishment.schema_name):
        Entry.objects.filter(sequence=1).update(facts={"right": "erasure"})

    with inside(establishment):
        assert verify().broken_at == 1


def test_verify_when_an_entry_is_missing_in_the_middle_then_found(
    establishment: Establishment,
) -> None:
    with inside(establishment):
        _three()
    with as_owner(establishment.schema_name):
        Entry.objects.filter(sequence=2).delete()

    with inside(establishment):
        assert verify().broken_at == 2


def test_verify_when_the_last_entry_is_missing_then_found(establishment: Establishment) -> None:
    with inside(establishment):
        _three()
    with as_owner(establishment.schema_name):
        Entry.objects.filter(sequence=3).delete()

    with inside(establishment):
        outcome = verify()

    assert (outcome.is_intact, outcome.count, outcome.broken_at) == (False, 2, 3)


def test_entry_when_the_establishment_tries_to_change_it_then_postgresql_refuses(
    establishment: Establishment,
) -> None:
    with inside(establishment):
        _three()

        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.filter(sequence=1).update(act="request.closed")
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.filter(sequence=1).delete()


def test_lines_when_shown_then_words_and_names(
    establishment: Establishment, people: dict[Role, User]
) -> None:
    with inside(establishment):
        record(
            act="incident.declared",
            reference="INC-2026-0001",
            by_id=people[Role.MANAGER].pk,
            now=NOW,
            facts={},
        )

        (line,) = lines(entries_of("INC-2026-0001"))

    assert (line.label, line.by) == ("Incident déclaré", "Manager Le Goff")


def test_lines_when_the_act_is_of_a_later_release_then_its_code(
    establishment: Establishment,
) -> None:
    with inside(establishment):
        record(act="audit.started", reference="AUD-1", by_id=None, now=NOW, facts={})

        (line,) = lines(entries_of("AUD-1"))

    assert (line.label, line.by) == ("audit.started", "")


def test_journal_page_when_tampered_then_says_which_act(
    establishment: Establishment, people: dict[Role, User], client_for: Browser
) -> None:
    with inside(establishment):
        _three(people[Role.MANAGER])
    browser = client_for(people[Role.READER])
    intact = browser.get(f"/e/{establishment.slug}/journal/")
    with as_owner(establishment.schema_name):
        Entry.objects.filter(sequence=2).update(act="request.closed")

    altered = browser.get(f"/e/{establishment.slug}/journal/", headers={"HX-Request": "true"})

    assert "Journal intact\u00a0: 3 actes relus" in intact.content.decode()
    assert "l’acte n°\u00a02 ne correspond plus" in altered.content.decode()
    assert "<html" not in altered.content.decode()


def test_journal_page_when_a_stranger_asks_then_not_found(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    answer = client_for(firm.stranger).get(f"/e/{establishment.slug}/journal/")

    assert answer.status_code == 404
