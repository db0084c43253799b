"""Two people at once, on two real connections: no reference twice, none missing, one form once."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from portal.journal.queries import verify
from portal.rights.actions import Received, receive
from portal.rights.models import Request
from tenants.accounts.models import User
from tenants.agenda.models import Alert, Deadline
from tenants.directory.models import Agency, Establishment
from tenants.directory.switching import inside
from tenants.portfolio.models import ActivityStanding
from tests.conftest import opened, owner, person
from tests.portal.rights.samples import ACCESS, THEN


@dataclass(frozen=True)
class Place:
    """An establishment whose rows are committed, and someone to write in it."""

    establishment: Establishment
    by: User


@pytest.fixture
def place(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    """Yield a committed establishment; it is taken away by name afterwards.

    Not a transactional test: its flush would empty the tables that the session prepared.
    """
    with django_db_blocker.unblock(), owner():
        agency = Agency.objects.create(name="Agence à deux")
        by = person("deux@firm.test", "Anaïs", "Morvan")
        establishment = opened(agency, "Pharmacie à deux")
        schema = establishment.schema_name
        try:
            yield Place(establishment, by)
        finally:
            with transaction.atomic():
                ActivityStanding.objects.filter(schema_name=schema).delete()
                Alert.objects.filter(schema_name=schema).delete()
                Deadline.objects.filter(schema_name=schema).delete()
            with connection.cursor() as cursor:
                cursor.execute(f"drop schema {schema} cascade")
                cursor.execute(f"drop role {schema}")
            Establishment.objects.filter(pk=establishment.pk)._raw_delete("default")
            agency.delete()
            by.delete()


def _received(place: Place, what: Received) -> str:
    """Return the reference of `what`, recorded on this thread's own connection."""
    try:
        with inside(place.establishment):
            request = receive(
                establishment=place.establishment, received=what, by=place.by, now=THEN
            )
            return request.reference
    finally:
        connection.close()


def _at_once(place: Place, forms: list[Received]) -> list[str]:
    with ThreadPoolExecutor(max_workers=4) as people:
        return sorted(people.map(lambda what: _received(place, what), forms))


def test_receive_when_eight_forms_at_once_then_references_follow_without_gap(place: Place) -> None:
    forms = [replace(ACCESS, submission=uuid.uuid4()) for _ in range(8)]

    references = _at_once(place, forms)

    assert references == [f"DR-2026-000{number}" for number in range(1, 9)]
    with inside(place.establishment):
        assert (verify().is_intact, verify().count) == (True, 8)


def test_receive_when_one_form_is_sent_four_times_at_once_then_one_request(place: Place) -> None:
    references = _at_once(place, [ACCESS] * 4)

    assert references == ["DR-2026-0001"] * 4
    with inside(place.establishment):
        assert Request.objects.count() == 1
        assert Deadline.objects.count() == 1


def test_verify_when_somebody_acts_while_it_reads_then_intact(place: Place) -> None:
    _received(place, ACCESS)
    waiting = [replace(ACCESS, submission=uuid.uuid4(), requester_name="Yves Kerdoncuff")]

    def act_before_the_head_is_read(
        execute: Callable[..., object], sql: str, params: object, many: bool, context: object
    ) -> object:
        if "journal_head" in sql and waiting:
            _at_once(place, [waiting.pop()])
        return execute(sql, params, many, context)

    with inside(place.establishment), connection.execute_wrapper(act_before_the_head_is_read):
        outcome = verify()

    assert waiting == []
    assert (outcome.is_intact, outcome.count, outcome.broken_at) == (True, 2, None)
