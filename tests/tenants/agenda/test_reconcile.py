"""Whatever happened to the rows, the plan computed from the facts comes back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.law.periods import Due
from tenants.accounts.models import User
from tenants.agenda.actions import (
    acknowledge,
    cancel_deadline,
    meet_deadline,
    move_deadline,
    open_deadline,
)
from tenants.agenda.laying_out import Key, planned_for
from tenants.agenda.models import Alert, Deadline
from tenants.agenda.reconcile import reconcile, reconcile_in_turn
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import owner
from tests.tenants.agenda.conftest import OPENED, REQUEST_DUE, Opener

NOW = datetime(2026, 2, 20, 14, 0, tzinfo=UTC)
Keys = set[Key]


def pending(deadline: Deadline) -> Keys:
    """Return the keys of the alerts of `deadline` still planned."""
    with owner():
        found = Alert.objects.filter(deadline=deadline, state=Alert.State.PLANNED)
        return set(found.values_list("rung", "audience", "channel", "due_at"))


def wanted(deadline: Deadline) -> Keys:
    """Return the keys of the plan of `deadline` as it is now."""
    with owner():
        fresh = Deadline.objects.select_related("establishment").get(pk=deadline.pk)
        return {one.key for one in planned_for(fresh)}


def test_reconcile_when_nothing_is_wrong_then_nothing_changes(
    open_request: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    open_request()

    difference = reconcile(now=NOW)

    assert (difference.deadlines, difference.differing) == (1, 0)
    assert caplog.messages == []


def test_reconcile_when_alerts_are_missing_then_they_are_back_and_it_is_said(
    open_request: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    deadlines = [open_request(reference=f"DR-2026-{number:04}") for number in range(1, 4)]
    with owner():
        Alert.objects.filter(rung__in=["J-1", "J-0"]).delete()

    difference = reconcile(now=NOW)

    assert (difference.deadlines, difference.differing, difference.added) == (3, 3, 18)
    assert all(pending(deadline) == wanted(deadline) for deadline in deadlines)
    assert caplog.messages == ["Alerts differed from their plan and were mended."]
    assert reconcile(now=NOW).differing == 0


def test_reconcile_when_an_alert_is_not_of_the_plan_then_it_is_cancelled(
    open_request: Opener,
) -> None:
    deadline = open_request()
    with owner():
        Alert.objects.create(
            deadline=deadline, schema_name=deadline.schema_name, rung="J-2", audience="dpo",
            due_at=NOW, next_try_at=NOW,
        )  # fmt: skip

    difference = reconcile(now=NOW)

    assert (difference.added, difference.cancelled) == (0, 1)
    assert pending(deadline) == wanted(deadline)


def test_reconcile_when_a_deadline_is_met_but_alerts_remain_then_they_are_cancelled(
    open_request: Opener,
) -> None:
    deadline = open_request()
    with owner():
        Deadline.objects.update(state=Deadline.State.MET, met_at=NOW)

    # opened 1, J-15 1, J-7 2, J-3 2, J-1 3, J-0 3, J+1 3, J+7 2; then when nobody answers:
    # the deputy, manager and lead after opened and J-15, two of them after J-7, one after J-3
    # (J-1 follows it) and the deputy after J-0.
    assert reconcile(now=NOW).cancelled == 17 + 10

    assert pending(deadline) == set()


def test_reconcile_when_an_alert_was_accepted_or_is_dead_then_it_is_left_alone(
    open_request: Opener,
) -> None:
    open_request()
    with owner():
        Alert.objects.filter(rung="opened").update(state=Alert.State.ACCEPTED, accepted_at=NOW)
        Alert.objects.filter(rung="J-15").update(state=Alert.State.DEAD)

    assert reconcile(now=NOW).differing == 0


def test_reconcile_when_it_was_done_within_the_hour_then_it_is_not_done_again(
    open_request: Opener,
) -> None:
    first = reconcile_in_turn(now=NOW)
    second = reconcile_in_turn(now=NOW)

    assert first is not None
    assert second is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["move", "meet", "cancel", "acknowledge", "lose", "reconcile"]),
        st.integers(min_value=0, max_value=90),
    ),
    max_size=8,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(opened_after=st.integers(min_value=0, max_value=60), steps=STEPS)
def test_pending_when_anything_happened_then_it_equals_the_plan(
    establishment: Establishment,
    people: dict[Role, User],
    opened_after: int,
    steps: list[tuple[str, int]],
) -> None:
    now = OPENED + timedelta(days=opened_after)
    with inside(establishment):
        deadline = open_deadline(
            establishment=establishment,
            kind=Deadline.Kind.REQUEST,
            rule_id="R-ART12-1M",
            reference=f"H-{Deadline.objects.count()}",
            path="/",
            due=REQUEST_DUE,
            now=now,
        )
        assert pending(deadline) == wanted(deadline)

        for name, days in steps:
            now += timedelta(hours=7 * days)
            happen(name, deadline=deadline, by=people[Role.MANAGER], days=days, now=now)
            assert pending(deadline) == wanted(deadline)


def happen(name: str, *, deadline: Deadline, by: User, days: int, now: datetime) -> None:
    """Let one thing happen to `deadline`; a loss is followed by the reconciler's pass."""
    if name == "move":
        end = REQUEST_DUE.at + timedelta(days=days)
        due = Due(
            rule_id="R-ART12-EXT", starts_at=REQUEST_DUE.starts_at, at=end,
            on=REQUEST_DUE.at.date() + timedelta(days=days), steps=(), sources=(),
            zone="Europe/Paris",
        )  # fmt: skip
        move_deadline(deadline=deadline, due=due, now=now)
    elif name == "meet":
        meet_deadline(deadline=deadline, now=now)
    elif name == "cancel":
        cancel_deadline(deadline=deadline, because="test", now=now)
    elif name == "acknowledge":
        acknowledge(deadline=deadline, by=by, now=now)
    else:
        with owner():
            if name == "lose":
                Alert.objects.filter(deadline=deadline, rung__startswith="J").delete()
        reconcile(now=now)
