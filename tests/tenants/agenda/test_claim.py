"""Two workers, two real connections, committed rows: one claim each, and the fence between them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

import pytest
from django.db import connection, transaction

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
Result = TypeVar("Result")


class Worker:
    """A thread with a connection of its own, outside the transaction of the test."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self.do(self._impatient)

    def do(self, act: Callable[[], Result]) -> Result:
        """Return what `act` returns on this worker's connection."""
        return self._thread.submit(act).result()

    def claims(self, *, suspects: bool = False) -> tuple[Claim, ...]:
        """Return what this worker obtains."""

        def at_work() -> tuple[Claim, ...]:
            with at_the_clock():
                return claim.claim(suspects=suspects)

        return self.do(at_work)

    def leave(self) -> None:
        """Close the connection and end the thread."""
        # Looked up inside the thread: `connection` stands for the caller's own.
        self.do(lambda: connection.close())
        self._thread.shutdown()

    @staticmethod
    def _impatient() -> None:
        # A claim that waits for a lock is a fault, not a test that never ends.
        with owner(), connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '2s'")


@pytest.fixture
def first(db: None) -> Iterator[Worker]:
    """Yield a worker."""
    worker = Worker()
    yield worker
    worker.leave()


@pytest.fixture
def second(db: None) -> Iterator[Worker]:
    """Yield another worker."""
    worker = Worker()
    yield worker
    worker.leave()


@pytest.fixture
def alerts(first: Worker) -> Iterator[list[Alert]]:
    """Yield four due alerts, committed, and take them away afterwards by name.

    Not a transactional test: its flush would empty the tables that the session prepared.
    """
    yield first.do(planned_four)
    first.do(forget_them)


@transaction.atomic
def planned_four() -> list[Alert]:
    """Return four due alerts of one deadline."""
    with owner():
        establishment = Establishment.objects.create(
            agency=Agency.objects.create(name="Agence des deux connexions"),
            schema_name=new_schema_name(),
            slug="deux-connexions",
            name="Deux connexions",
            opened_at=DUE,
        )
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


@transaction.atomic
def forget_them() -> None:
    """Delete what `planned_four` wrote."""
    with owner():
        establishment = Establishment.objects.get(slug="deux-connexions")
        for rows in (AlertAttempt, Alert, Deadline):
            rows.objects.filter(schema_name=establishment.schema_name).delete()
        Establishment.objects.filter(pk=establishment.pk).delete()
        Agency.objects.filter(name="Agence des deux connexions").delete()


def let_leases_end() -> None:
    """Put the end of every lease in the past."""
    with at_the_clock():
        Alert.objects.filter(state=Alert.State.SENDING).update(next_try_at=DUE)


def in_database(alert_id: UUID) -> Alert:
    """Return the alert as committed."""
    with owner():
        return Alert.objects.get(pk=alert_id)


def test_claim_when_two_workers_ask_then_no_alert_is_held_twice(
    alerts: list[Alert], first: Worker, second: Worker
) -> None:
    mine = first.claims()
    theirs = second.claims()

    assert {one.id for one in mine} == {alert.pk for alert in alerts}
    assert theirs == ()


def test_claim_when_a_row_is_locked_then_the_other_worker_takes_the_rest(
    alerts: list[Alert], first: Worker, second: Worker
) -> None:
    def lock_one_then_let_the_other_claim() -> tuple[Claim, ...]:
        with at_the_clock(), transaction.atomic():
            Alert.objects.select_for_update().get(pk=alerts[0].pk)
            return second.claims()

    theirs = first.do(lock_one_then_let_the_other_claim)

    assert {one.id for one in theirs} == {alert.pk for alert in alerts[1:]}


def test_claim_when_a_lease_is_over_then_another_worker_holds_it_and_the_first_is_fenced_off(
    alerts: list[Alert], first: Worker, second: Worker
) -> None:
    slow = first.claims()
    first.do(lambda: at_work(lambda: claim.clear_suspicion(slow)))
    first.do(let_leases_end)
    [mine, *_others] = second.claims()
    twin = next(one for one in slow if one.id == mine.id)

    is_kept = second.do(
        lambda: at_work(lambda: claim.accept(mine, answer=TAKEN, worker="quick", persons=[7]))
    )
    is_late_kept = first.do(
        lambda: at_work(lambda: claim.accept(twin, answer=TAKEN, worker="slow", persons=[7]))
    )
    refused = AlertAttempt.Outcome.REFUSED
    first.do(
        lambda: at_work(lambda: claim.give_back(twin, outcome=refused, answer=None, worker="slow"))
    )

    assert (is_kept, is_late_kept, mine.attempt) == (True, False, 2)
    alert = in_database(mine.id)
    assert (alert.state, alert.attempts) == (Alert.State.ACCEPTED, 2)
    with owner():
        tries = AlertAttempt.objects.filter(alert=alert).order_by("pk")
        assert list(tries.values_list("worker", "outcome", "persons")) == [
            ("quick", "accepted", [7]), ("slow", "accepted", [7]), ("slow", "refused", []),
        ]  # fmt: skip


def at_work(act: Callable[[], Result]) -> Result:
    """Return what `act` returns at the clock."""
    with at_the_clock():
        return act()


def test_claim_when_a_worker_died_while_writing_then_each_of_its_rows_is_taken_alone(
    alerts: list[Alert], first: Worker, second: Worker
) -> None:
    first.claims()
    first.do(let_leases_end)

    batch = second.claims()
    alone = [second.claims(suspects=True) for _each in alerts]

    assert batch == ()
    assert [len(claims) for claims in alone] == [1, 1, 1, 1]
    assert {claims[0].id for claims in alone} == {alert.pk for alert in alerts}


def test_claim_when_time_runs_short_then_what_was_not_tried_is_free_at_once(
    alerts: list[Alert], first: Worker, second: Worker
) -> None:
    mine = first.claims()
    first.do(lambda: at_work(lambda: claim.return_untried(mine[1:])))

    theirs = second.claims()

    assert {one.id for one in theirs} == {one.id for one in mine[1:]}
    assert {one.attempt for one in theirs} == {1}
    assert in_database(mine[0].id).state == Alert.State.SENDING


def test_claim_when_the_planner_would_ask_again_for_each_row_then_one_suspect_still_comes_alone(
    alerts: list[Alert], first: Worker, second: Worker
) -> None:
    first.claims()
    first.do(let_leases_end)
    second.do(choose_nested_loops)

    alone = [second.claims(suspects=True) for _each in alerts]

    assert [len(claims) for claims in alone] == [1, 1, 1, 1]


def choose_nested_loops() -> None:
    """Make PostgreSQL choose the plan that runs the inner query once for each row outside."""
    others = ("hashjoin", "mergejoin", "hashagg", "sort", "material", "memoize")
    with connection.cursor() as cursor:
        for way in others:
            cursor.execute(f"set enable_{way} = off")
