"""Whatever happened to the rows, the plan computed from the facts comes back."""

from datetime import UTC, datetime
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tenants.agenda.laying_out import Key, planned_for
from tenants.agenda.models import Alert, Deadline, LadderStep
from tenants.agenda.reconcile import reconcile, reconcile_in_turn
from tenants.directory.models import Agency, Establishment
from tests.conftest import Firm, owner
from tests.tenants.agenda.conftest import OPENED, Opener

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

    assert (difference.deadlines, difference.differing, difference.added) == (3, 3, 36)
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
    # (J-1 follows it) and the deputy after J-0; J-1 and J-0 by chat too.
    assert reconcile(now=NOW).cancelled == 17 + 10 + 6

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


def test_reconcile_when_a_hundred_alerts_are_lost_then_all_are_back_in_one_pass(
    open_request: Opener,
) -> None:
    deadlines = [open_request(reference=f"DR-2026-{number:04}") for number in range(1, 7)]
    with owner():
        ids = list(Alert.objects.values_list("pk", flat=True))
        Alert.objects.filter(pk__in=Random(4).sample(ids, 100)).delete()  # noqa: S311 lots, no secret

    difference = reconcile(now=NOW)

    assert difference.added == 100
    assert all(pending(deadline) == wanted(deadline) for deadline in deadlines)


def add_step(at: Establishment, *, before: int, rule_id: str = "") -> LadderStep:
    """Return a rung that the agency of `at` added, told to its lead."""
    with owner():
        return LadderStep.objects.create(
            agency=at.agency,
            rule_id=rule_id,
            unit=LadderStep.Unit.DAYS,
            before=before,
            audience="lead",
            added_at=OPENED,
        )


def test_reconcile_when_the_agency_adds_a_rung_then_open_deadlines_have_it_without_alarm(
    open_request: Opener, establishment: Establishment, caplog: pytest.LogCaptureFixture
) -> None:
    deadline = open_request()
    add_step(establishment, before=5)
    # Of another rule: not for this one.
    add_step(establishment, before=4, rule_id="R-CSP-8J")

    difference = reconcile(now=NOW)

    assert (difference.differing, difference.by_agency, difference.added) == (1, 1, 1)
    assert caplog.messages == []
    with owner():
        alert = Alert.objects.get(deadline=deadline, rung="J-5")
    assert (alert.audience, alert.is_final) == ("lead", False)


def test_reconcile_when_the_agency_removes_its_rung_then_only_that_one_is_cancelled(
    open_request: Opener, establishment: Establishment, caplog: pytest.LogCaptureFixture
) -> None:
    step = add_step(establishment, before=5)
    deadline = open_request()
    with owner():
        step.delete()

    difference = reconcile(now=NOW)

    assert (difference.by_agency, difference.cancelled) == (1, 1)
    assert caplog.messages == []
    assert pending(deadline) == wanted(deadline)


def test_reconcile_when_another_agency_adds_a_rung_then_ours_stay_as_they_are(
    open_request: Opener, firm: Firm
) -> None:
    open_request()
    with owner():
        other = Agency.objects.create(name="Autre cabinet")
        LadderStep.objects.create(
            agency=other, unit="days", before=5, audience="lead", added_at=OPENED
        )

    assert reconcile(now=NOW).differing == 0


def test_reconcile_when_there_are_many_deadlines_then_the_steps_are_read_once(
    open_request: Opener, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    open_request()
    with CaptureQueriesContext(connection) as alone:
        reconcile(now=NOW)
    for number in range(2, 8):
        open_request(reference=f"DR-2026-{number:04}")

    with django_assert_num_queries(len(alone)):
        reconcile(now=NOW)
