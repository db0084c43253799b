"""Two workers, two real connections, committed rows: one claim each, and the fence between them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tenants.agenda import claim
from tenants.agenda.claim import Claim
from tenants.agenda.models import Alert, AlertAttempt, Deadline
from tenants.agenda.relay import Answer
from tenants.directory.models import Agency, Establishment
from tenants.directory.names import new_schema_name
from tenants.directory.switching import at_the_clock
from tests.conftest import owner

DUE = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
TAKEN = Answer(code=250, reply="2.0.0 queued as 1")


@pytest.fixture
def alerts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Alert]]:
    """Yield four due alerts, committed; they are taken away by name afterwards.

    Not a transactional test: its flush would empty the tables that the session prepared.
    """
    with django_db_blocker.unblock(), owner():
        agency = Agency.objects.create(name="Agence des deux connexions")
        establishment = Establishment.objects.create(
            agency=agency,
            schema_name=new_schema_name(),
            slug="deux-connexions",
            name="Deux connexions",
            opened_at=DUE,
        )
        try:
            yield planned_four(establishment)
        finally:
            for rows in (AlertAttempt, Alert, Deadline):
                rows.objects.filter(schema_name=establishment.schema_name).delete()
            Establishment.objects.filter(pk=establishment.pk).delete()
            agency.delete()


@transaction.atomic
def planned_four(establishment: Establishment) -> list[Alert]:
    """Return four due alerts of one deadline."""
    deadline = Deadline.objects.create(
        establishment=establishment,
        schema_name=establishment.schema_name,
        kind=Deadline.Kind.REQUEST,
        rule_id="R-ART12-1M",
        reference="DR-2026-0001",
        path="/e/deux-connexions/",
        starts_at=DUE,
        due_at=DUE,
        opened_at=DUE,
        planned_at=DUE,
    )
    return [
        Alert.objects.create(
            deadline=deadline,
            schema_name=deadline.schema_name,
            rung=rung,
            audience="dpo",
            due_at=DUE,
            next_try_at=DUE,
        )
        for rung in ("J-15", "J-7", "J-3", "J-1")
    ]


def elsewhere(act: Callable[[], tuple[Claim, ...]]) -> tuple[Claim, ...]:
    """Return what `act` returns on another connection."""

    def on_its_own_connection() -> tuple[Claim, ...]:
        try:
            with at_the_clock(), connection.cursor() as cursor:
                # A claim that waits for a lock is a fault, not a test that never ends.
                cursor.execute("set lock_timeout = '2s'")
                return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as other:
        return other.submit(on_its_own_connection).result()


def claimed() -> tuple[Claim, ...]:
    """Return what a worker obtains."""
    return claim.claim(suspects=False)


def state_of(alert: Alert) -> str:
    """Return the state committed."""
    with owner():
        return str(Alert.objects.values_list("state", flat=True).get(pk=alert.pk))


def let_leases_end(alerts: list[Alert]) -> None:
    """Put the end of every lease in the past."""
    Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(next_try_at=DUE)


def test_claim_when_two_workers_ask_then_no_alert_is_held_twice(alerts: list[Alert]) -> None:
    with at_the_clock():
        mine = claimed()
        theirs = elsewhere(claimed)

    assert {one.id for one in mine} == {alert.pk for alert in alerts}
    assert theirs == ()


def test_claim_when_a_row_is_locked_then_the_other_worker_takes_the_rest(
    alerts: list[Alert],
) -> None:
    def lock_first_then_ask_elsewhere() -> tuple[Claim, ...]:
        with connection.cursor() as cursor:
            cursor.execute("begin")
            cursor.execute("select id from agenda_alert where id = %s for update", [alerts[0].pk])
            try:
                return elsewhere(claimed)
            finally:
                cursor.execute("rollback")

    with at_the_clock():
        theirs = lock_first_then_ask_elsewhere()

    assert {one.id for one in theirs} == {alert.pk for alert in alerts[1:]}


def test_claim_when_a_lease_is_over_then_another_worker_holds_it_and_the_first_is_fenced_off(
    alerts: list[Alert],
) -> None:
    with at_the_clock():
        slow = claimed()
        claim.clear_suspicion(slow)
        let_leases_end(alerts)
        quick = elsewhere(claimed)
        kept = [claim.accept(one, answer=TAKEN, worker="quick") for one in quick[:1]]
        twin = next(one for one in slow if one.id == quick[0].id)

        late = claim.accept(twin, answer=TAKEN, worker="slow")
        claim.give_back(twin, outcome=AlertAttempt.Outcome.REFUSED, answer=None, worker="slow")

    assert (kept, late) == ([True], False)
    assert quick[0].attempt == 2
    alert = Alert.objects.get(pk=quick[0].id)
    assert (alert.state, alert.attempts) == (Alert.State.ACCEPTED, 2)
    tries = AlertAttempt.objects.filter(alert=alert).order_by("pk")
    assert list(tries.values_list("worker", "outcome")) == [
        ("quick", "accepted"), ("slow", "accepted"), ("slow", "refused"),
    ]  # fmt: skip


def test_claim_when_a_worker_died_while_writing_then_each_of_its_rows_is_taken_alone(
    alerts: list[Alert],
) -> None:
    with at_the_clock():
        dead = claimed()
        let_leases_end(alerts)

        batch = elsewhere(claimed)
        alone = [elsewhere(lambda: claim.claim(suspects=True)) for _each in dead]

    assert batch == ()
    assert [len(claims) for claims in alone] == [1, 1, 1, 1]
    assert {claims[0].id for claims in alone} == {alert.pk for alert in alerts}


def test_claim_when_time_runs_short_then_what_was_not_tried_is_free_at_once(
    alerts: list[Alert],
) -> None:
    with at_the_clock():
        mine = claimed()
        claim.return_untried(mine[1:])

        theirs = elsewhere(claimed)

    assert {one.id for one in theirs} == {one.id for one in mine[1:]}
    assert {one.attempt for one in theirs} == {1}
    assert state_of(alerts[0]) == Alert.State.SENDING
