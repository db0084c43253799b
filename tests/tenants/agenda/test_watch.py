"""The clock seen from outside."""

from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import connection

from tenants.agenda.models import Alert, Heartbeat
from tenants.agenda.watch import beat, look, take_turn
from tenants.directory.switching import at_the_clock
from tests.conftest import Firm, owner
from tests.tenants.agenda.conftest import Opener
from tests.tenants.agenda.sink import Relay


def clock() -> datetime:
    """Return PostgreSQL's now."""
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        now: datetime = cursor.fetchone()[0]
    return now


def test_watch_when_nothing_ever_ran_then_it_is_stopped_but_not_late(firm: Firm) -> None:
    seen = look()

    assert (seen.is_stopped, seen.is_late, seen.waiting, seen.dead) == (True, False, 0, 0)
    assert seen.oldest_due == timedelta(0)


def test_watch_when_an_alert_waits_too_long_then_it_is_late(open_request: Opener) -> None:
    open_request()
    with owner():
        Alert.objects.update(due_at=clock() + timedelta(days=1))
        first = Alert.objects.filter(rung="opened")
        first.update(due_at=clock() - timedelta(minutes=16))

    seen = look()

    assert (seen.oldest_due, seen.waiting, seen.is_late) == (timedelta(minutes=16), 1, True)


def test_watch_when_an_alert_is_dead_then_it_is_counted(open_request: Opener) -> None:
    open_request()
    with owner():
        Alert.objects.filter(rung="opened").update(state=Alert.State.DEAD)

    assert look().dead == 1


def test_watch_when_either_driver_turns_then_it_is_not_stopped(firm: Firm) -> None:
    with at_the_clock():
        beat("loop")
    with owner():
        Heartbeat.objects.create(driver="celery", beat_at=datetime(2026, 1, 1, tzinfo=UTC))

    seen = look()

    assert seen.last_turn == clock()
    assert seen.is_stopped is False


def test_turn_when_taken_then_it_comes_again_only_after_the_interval(firm: Firm) -> None:
    with at_the_clock():
        turns = [take_turn("reconcile", every=timedelta(hours=1)) for _each in range(2)]
    with owner():
        Heartbeat.objects.update(beat_at=clock() - timedelta(hours=1))
    with at_the_clock():
        turns.append(take_turn("reconcile", every=timedelta(hours=1)))

    assert turns == [True, False, True]


def test_loop_when_it_turns_once_then_what_is_due_has_left_and_the_plan_was_checked(
    open_request: Opener, relay: Relay
) -> None:
    deadline = open_request()
    with owner():
        Alert.objects.exclude(rung="opened").delete()

    call_command("alertloop", once=True)

    assert len(relay.sink.mails) == 1
    with owner():
        assert Alert.objects.filter(deadline=deadline).count() == 33
        assert {"loop", "reconcile"} <= set(Heartbeat.objects.values_list("driver", flat=True))
