"""Two people take charge at once, on two real connections: one was first, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from portal.deadlines.actions import snooze, take_charge
from portal.journal.models import Entry
from portal.journal.queries import verify
from portal.refusal import CaseRefused
from tenants.agenda.models import Alert, Deadline
from tenants.agenda.queries import deadlines_of
from tenants.directory.switching import inside
from tests.portal.incidents.samples import NOON, declared
from tests.portal.rights.test_two_people import Place, place  # noqa: F401 — committed rows

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def deadline(place: Place) -> Deadline:  # noqa: F811
    """Return the committed deadline of an incident."""
    with inside(place.establishment):
        incident = declared(place.establishment, by=place.by)
        return deadlines_of(incident.reference).get()


def _taken(place: Place, pk: UUID, seconds: int, together: Barrier) -> bool:  # noqa: F811
    """Return whether this one was first, on this thread's own connection."""
    try:
        with inside(place.establishment):
            deadline = Deadline.objects.get(pk=pk)
            together.wait(timeout=20)
            now = LATER + timedelta(seconds=seconds)
            return take_charge(
                deadline=deadline, note=f"note {seconds}", by=place.by, now=now
            ).is_first
    finally:
        connection.close()


def _put_off(place: Place, pk: UUID, together: Barrier) -> bool:  # noqa: F811
    """Return whether the reminder was put off, on this thread's own connection."""
    try:
        with inside(place.establishment):
            deadline = Deadline.objects.get(pk=pk)
            together.wait(timeout=20)
            snooze(
                deadline=deadline,
                until=LATER + timedelta(hours=1),
                zone="Europe/Paris",
                field="until",
                by=place.by,
                now=LATER,
            )
            return True
    except CaseRefused:
        return False
    finally:
        connection.close()


def test_take_charge_when_four_press_at_once_then_one_is_first_and_every_note_is_kept(
    place: Place,  # noqa: F811
    deadline: Deadline,
) -> None:
    together = Barrier(4)

    with ThreadPoolExecutor(max_workers=4) as people:
        told = list(
            people.map(lambda seconds: _taken(place, deadline.pk, seconds, together), range(4))
        )

    assert sorted(told) == [False, False, False, True]
    with inside(place.establishment):
        acts = Entry.objects.filter(act__startswith="deadline.").values_list("act", flat=True)
        assert sorted(acts) == [
            "deadline.acknowledged",
            "deadline.noted",
            "deadline.noted",
            "deadline.noted",
        ]
        assert verify().is_intact


def test_take_charge_when_another_puts_it_off_at_once_then_it_is_taken_and_no_reminder_stands(
    place: Place,  # noqa: F811
    deadline: Deadline,
) -> None:
    together = Barrier(2)

    with ThreadPoolExecutor(max_workers=2) as people:
        taking = people.submit(_taken, place, deadline.pk, 0, together)
        people.submit(_put_off, place, deadline.pk, together).result()
        assert taking.result()

    with inside(place.establishment):
        held = Deadline.objects.get(pk=deadline.pk)
        reminders = Alert.objects.filter(deadline=deadline, audience="snoozer", state="planned")
        assert held.acknowledged_at == LATER
        assert (held.snoozed_until, reminders.exists()) == (None, False)
        assert verify().is_intact
