"""A deadline's life, and the alerts that follow it."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from tenants.accounts.models import User
from tenants.agenda.actions import (
    acknowledge,
    cancel_deadline,
    meet_deadline,
    move_deadline,
)
from tenants.agenda.models import Alert, Deadline
from tenants.agenda.queries import deadlines_of, ledger, open_deadlines
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import as_person, inside
from tests.conftest import Firm, owner
from tests.tenants.agenda.conftest import EXTENDED_DUE, OPENED, REQUEST_DUE, Opener

LATER = datetime(2026, 2, 20, 14, 0, tzinfo=UTC)


def rungs(deadline: Deadline, state: Alert.State) -> list[str]:
    """Return the rungs of `deadline` in that state, in order, each once, without escalations."""
    with owner():
        found = ledger(deadline).filter(state=state).exclude(rung__startswith="E")
        return list(dict.fromkeys(found.values_list("rung", flat=True)))


def test_open_when_a_request_is_received_then_its_whole_ladder_is_planned(
    open_request: Opener,
) -> None:
    deadline = open_request()

    assert rungs(deadline, Alert.State.PLANNED) == [
        "opened", "J-15", "J-7", "J-3", "J-1", "J-0", "J+1", "J+7",
    ]  # fmt: skip
    with owner():
        first = ledger(deadline)[0]
    assert (first.due_at, first.next_try_at, first.audience) == (OPENED, OPENED, "dpo")
    assert first.schema_name == deadline.schema_name


def test_open_when_the_reference_has_that_clock_already_then_it_is_refused(
    open_request: Opener, establishment: Establishment
) -> None:
    open_request()

    with pytest.raises(IntegrityError, match="one_per_reference_and_rule"), transaction.atomic():
        open_request()

    with inside(establishment):
        assert deadlines_of("DR-2026-0001").count() == 1


def test_move_when_extended_then_the_former_end_falls_silent_and_the_new_one_is_planned(
    open_request: Opener, establishment: Establishment
) -> None:
    deadline = open_request()
    with owner():
        Alert.objects.filter(rung__in=["opened", "J-15"]).update(
            state=Alert.State.ACCEPTED, accepted_at=OPENED
        )

    with inside(establishment):
        moved = move_deadline(deadline=deadline, due=EXTENDED_DUE, now=LATER)

    assert (moved.rule_id, moved.due_at) == ("R-ART12-EXT", EXTENDED_DUE.at)
    assert rungs(deadline, Alert.State.ACCEPTED) == ["opened", "J-15"]
    assert rungs(deadline, Alert.State.CANCELLED) == ["J-7", "J-3", "J-1", "J-0", "J+1", "J+7"]
    assert rungs(deadline, Alert.State.PLANNED) == [
        "J-30", "J-15", "J-7", "J-3", "J-1", "J-0", "J+1", "J+7",
    ]  # fmt: skip


def test_move_when_moved_back_then_the_same_alerts_come_back(
    open_request: Opener, establishment: Establishment
) -> None:
    deadline = open_request()
    with owner():
        before = set(ledger(deadline).values_list("pk", "rung"))

    with inside(establishment):
        move_deadline(deadline=deadline, due=EXTENDED_DUE, now=OPENED)
        move_deadline(deadline=deadline, due=REQUEST_DUE, now=OPENED)

    with owner():
        planned = ledger(deadline).filter(state=Alert.State.PLANNED)
        assert set(planned.values_list("pk", "rung")) == before


@pytest.mark.parametrize("ending", ["met", "cancelled"])
def test_end_when_met_or_cancelled_then_nothing_is_left_to_send(
    open_request: Opener, establishment: Establishment, ending: str
) -> None:
    deadline = open_request()

    with inside(establishment):
        if ending == "met":
            meet_deadline(deadline=deadline, now=LATER)
            ended = meet_deadline(deadline=deadline, now=datetime(2026, 2, 21, tzinfo=UTC))
        else:
            ended = cancel_deadline(deadline=deadline, because="no_breach", now=LATER)

    assert ended.state == ending
    assert ended.met_at == (LATER if ending == "met" else None)
    assert rungs(deadline, Alert.State.PLANNED) == []
    with owner():
        reasons = set(ledger(deadline).values_list("cancelled_because", flat=True))
        assert open_deadlines().count() == 0
    assert reasons == {"met" if ending == "met" else "no_breach"}


def test_acknowledge_when_a_dpo_takes_charge_then_only_final_alerts_remain(
    open_request: Opener, people: dict[Role, User]
) -> None:
    deadline = open_request()

    with as_person(people[Role.DPO].pk):
        acknowledge(deadline=deadline, by=people[Role.DPO], now=LATER)
        again = acknowledge(
            deadline=deadline, by=people[Role.LEAD], now=datetime(2026, 2, 21, tzinfo=UTC)
        )

    assert (again.acknowledged_at, again.acknowledged_by_id) == (LATER, people[Role.DPO].pk)
    assert rungs(deadline, Alert.State.PLANNED) == ["J-1", "J-0", "J+1", "J+7"]


def test_acknowledge_when_the_end_moves_then_the_new_ladder_is_whole(
    open_request: Opener, establishment: Establishment, people: dict[Role, User]
) -> None:
    deadline = open_request()
    with inside(establishment):
        acknowledge(deadline=deadline, by=people[Role.MANAGER], now=LATER)

        moved = move_deadline(deadline=deadline, due=EXTENDED_DUE, now=LATER)

    assert moved.acknowledged_at is None
    assert "J-7" in rungs(deadline, Alert.State.PLANNED)


def test_acknowledge_when_a_stranger_tries_then_postgresql_shows_nothing(
    open_request: Opener, firm: Firm
) -> None:
    deadline = open_request()

    with as_person(firm.stranger.pk), pytest.raises(Deadline.DoesNotExist):
        acknowledge(deadline=deadline, by=firm.stranger, now=LATER)


def test_ledger_when_asked_in_another_establishment_then_it_is_empty(
    open_request: Opener, other_establishment: Establishment
) -> None:
    deadline = open_request()

    with inside(other_establishment):
        assert list(ledger(deadline)) == []
        assert list(deadlines_of("DR-2026-0001")) == []


def test_deadline_when_open_without_alert_then_postgresql_refuses_to_commit(
    open_request: Opener,
) -> None:
    deadline = open_request()
    with owner():
        Alert.objects.filter(deadline=deadline).update(state=Alert.State.CANCELLED)

        with (
            pytest.raises(IntegrityError, match="an open deadline has no alert"),
            transaction.atomic(),
        ):
            connection.check_constraints()

        Deadline.objects.filter(pk=deadline.pk).update(state=Deadline.State.CANCELLED)


@pytest.mark.parametrize("act", ["cancel", "delete"])
def test_alerts_when_all_those_of_an_open_deadline_go_later_then_postgresql_refuses_to_commit(
    open_request: Opener, act: str
) -> None:
    deadline = open_request()
    with owner():
        connection.check_constraints()  # as if the opening had been committed long ago
        alerts = Alert.objects.filter(deadline=deadline)
        if act == "cancel":
            alerts.update(state=Alert.State.CANCELLED)
        else:
            alerts.delete()

        with (
            pytest.raises(IntegrityError, match="an open deadline has no alert"),
            transaction.atomic(),
        ):
            connection.check_constraints()

        Deadline.objects.filter(pk=deadline.pk).update(state=Deadline.State.CANCELLED)
