"""Duties that come round: one deadline at a time, at its time, whoever asks and however often."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants.agenda import recurrences
from tenants.agenda.models import Alert, Deadline, Recurrence
from tenants.agenda.recurrences import (
    Cadence,
    end,
    finish_round,
    open_due_recurrences,
    open_in_turn,
    reschedule,
    schedule,
)
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import owner
from tests.portal.rights.test_two_people import Place, place  # noqa: F401 — committed rows

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
YEARLY = Cadence(next_due_on=date(2026, 6, 30), every_months=12, days_ahead=60)


def scheduled(
    at: Establishment,
    cadence: Cadence = YEARLY,
    *,
    kind: str = "review",
    reference: str = "OBL-2026-0001",
    now: datetime = NOW,
) -> Recurrence:
    """Return a recurrence recorded inside the establishment, as an action does."""
    with inside(at):
        return schedule(
            establishment=at,
            kind=kind,
            reference=reference,
            path=f"/e/{at.slug}/obligations/{reference}/",
            cadence=cadence,
            now=now,
        )


def finished(
    recurrence: Recurrence,
    *,
    done_on: date,
    now: datetime,
    next_due_on: date | None = None,
) -> Recurrence:
    """Return the recurrence after a round was done inside its establishment."""
    with inside(recurrence.establishment):
        return finish_round(
            recurrence_id=recurrence.pk, done_on=done_on, next_due_on=next_due_on, now=now
        )


def deadlines() -> list[tuple[str, str, date | None]]:
    """Return (reference, state, day) of every deadline of a duty, in order of reference."""
    with owner():
        found = Deadline.objects.filter(kind="duty").order_by("reference")
        return list(found.values_list("reference", "state", "due_on"))


def at_noon(day: date) -> datetime:
    """Return that day at noon, UTC."""
    return datetime(day.year, day.month, day.day, 12, 0, tzinfo=UTC)


def test_schedule_when_its_time_has_not_come_then_no_deadline(
    establishment: Establishment,
) -> None:
    recurrence = scheduled(establishment)

    assert (recurrence.rule_id, recurrence.deadline, recurrence.rounds) == (
        "R-DUTY-REVIEW",
        None,
        0,
    )
    assert deadlines() == []


def test_schedule_when_its_time_has_come_then_opened_at_once_with_its_alerts(
    establishment: Establishment,
) -> None:
    recurrence = scheduled(
        establishment, Cadence(next_due_on=date(2026, 3, 31), every_months=12, days_ahead=60)
    )

    assert deadlines() == [("OBL-2026-0001-1", "open", date(2026, 3, 31))]
    with owner():
        deadline = Deadline.objects.get()
        assert recurrence.deadline_id == deadline.pk
        # 60 days before 31 March is 30 January, winter time; the end is in summer time.
        assert deadline.starts_at == datetime(2026, 1, 29, 23, 0, tzinfo=UTC)
        assert deadline.due_at == datetime(2026, 3, 31, 22, 0, tzinfo=UTC)
        assert deadline.path == f"/e/{establishment.slug}/obligations/OBL-2026-0001/"
        assert Alert.objects.filter(deadline=deadline, state="planned").exists()


def test_open_when_the_first_day_comes_then_opened_once(establishment: Establishment) -> None:
    scheduled(establishment)

    # 60 days before 30 June: 1 May, which starts in Paris at 22 h 00 UTC the day before.
    before = open_due_recurrences(now=datetime(2026, 4, 30, 21, 59, tzinfo=UTC))
    at = open_due_recurrences(now=datetime(2026, 4, 30, 22, 0, tzinfo=UTC))
    again = open_due_recurrences(now=datetime(2026, 5, 2, 9, 0, tzinfo=UTC))

    assert (before, at, again) == (0, 1, 0)
    assert deadlines() == [("OBL-2026-0001-1", "open", date(2026, 6, 30))]


def test_open_when_the_clock_was_stopped_for_months_then_opened_late(
    establishment: Establishment,
) -> None:
    scheduled(establishment)

    opened = open_due_recurrences(now=datetime(2026, 9, 1, 9, 0, tzinfo=UTC))

    assert opened == 1
    with owner():
        assert Alert.objects.filter(rung="late", state="planned").count() == 3


def test_open_when_done_within_the_hour_then_not_again(establishment: Establishment) -> None:
    scheduled(establishment)
    later = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)

    assert open_in_turn(now=later) == 1
    assert open_in_turn(now=later) is None


def test_open_when_one_cannot_be_opened_then_the_others_are(
    establishment: Establishment, caplog: pytest.LogCaptureFixture
) -> None:
    first = scheduled(establishment)
    scheduled(establishment, reference="OBL-2026-0002")
    with owner():
        Recurrence.objects.filter(pk=first.pk).update(rule_id="R-GONE")

    opened = open_due_recurrences(now=datetime(2026, 5, 2, 9, 0, tzinfo=UTC))

    assert opened == 1
    assert deadlines() == [("OBL-2026-0002-1", "open", date(2026, 6, 30))]
    assert caplog.messages == ["A duty could not be opened."]


def test_finish_when_done_then_met_and_the_next_opens_at_its_time(
    establishment: Establishment,
) -> None:
    recurrence = scheduled(establishment)
    open_due_recurrences(now=at_noon(date(2026, 5, 2)))

    after = finished(recurrence, done_on=date(2026, 6, 10), now=at_noon(date(2026, 6, 10)))

    assert (after.next_due_on, after.deadline, after.ended_at) == (date(2027, 6, 30), None, None)
    assert open_due_recurrences(now=at_noon(date(2027, 4, 30))) == 0
    assert open_due_recurrences(now=at_noon(date(2027, 5, 1))) == 1
    assert deadlines() == [
        ("OBL-2026-0001-1", "met", date(2026, 6, 30)),
        ("OBL-2026-0001-2", "open", date(2027, 6, 30)),
    ]
    with owner():
        first = Deadline.objects.get(reference="OBL-2026-0001-1")
        assert not Alert.objects.filter(deadline=first, state="planned").exists()


def test_finish_when_done_before_it_opened_then_the_round_is_over(
    establishment: Establishment,
) -> None:
    recurrence = scheduled(establishment)

    after = finished(recurrence, done_on=date(2026, 3, 1), now=NOW)

    assert after.next_due_on == date(2027, 6, 30)
    assert deadlines() == []


def test_finish_when_two_rounds_were_missed_then_the_next_is_ahead(
    establishment: Establishment,
) -> None:
    recurrence = scheduled(
        establishment, Cadence(next_due_on=date(2024, 1, 31), every_months=12, days_ahead=60)
    )

    after = finished(recurrence, done_on=date(2026, 3, 2), now=NOW)

    assert after.next_due_on == date(2027, 1, 31)


def test_finish_when_a_certificate_falls_due_once_then_it_ends(
    establishment: Establishment,
) -> None:
    recurrence = scheduled(
        establishment,
        Cadence(next_due_on=date(2026, 4, 1), every_months=None, days_ahead=90),
        kind="certificate",
    )

    after = finished(recurrence, done_on=date(2026, 3, 20), now=NOW)

    assert after.ended_at == NOW
    assert deadlines() == [("OBL-2026-0001-1", "met", date(2026, 4, 1))]
    assert open_due_recurrences(now=at_noon(date(2036, 1, 1))) == 0


def test_finish_when_a_certificate_was_renewed_then_its_new_end(
    establishment: Establishment,
) -> None:
    recurrence = scheduled(
        establishment,
        Cadence(next_due_on=date(2026, 4, 1), every_months=None, days_ahead=90),
        kind="certificate",
    )

    after = finished(recurrence, done_on=date(2026, 3, 1), now=NOW, next_due_on=date(2029, 4, 1))

    assert (after.next_due_on, after.ended_at) == (date(2029, 4, 1), None)
    assert open_due_recurrences(now=at_noon(date(2029, 1, 1))) == 1
    assert deadlines()[1] == ("OBL-2026-0001-2", "open", date(2029, 4, 1))


def test_finish_when_it_opens_longer_ahead_than_it_comes_round_then_one_at_a_time(
    establishment: Establishment,
) -> None:
    recurrence = scheduled(
        establishment, Cadence(next_due_on=date(2026, 3, 31), every_months=1, days_ahead=180)
    )
    assert open_due_recurrences(now=NOW) == 0

    finished(recurrence, done_on=date(2026, 3, 2), now=NOW)

    assert open_due_recurrences(now=NOW) == 0
    assert deadlines() == [
        ("OBL-2026-0001-1", "met", date(2026, 3, 31)),
        ("OBL-2026-0001-2", "open", date(2026, 4, 30)),
    ]


def test_finish_when_it_falls_on_29_february_then_the_last_day_of_other_years(
    establishment: Establishment,
) -> None:
    recurrence = scheduled(
        establishment, Cadence(next_due_on=date(2028, 2, 29), every_months=12, days_ahead=30)
    )
    days = []
    for _round in range(4):
        on = recurrence.next_due_on
        recurrence = finished(recurrence, done_on=on, now=at_noon(on))
        days.append(recurrence.next_due_on)

    assert days == [
        date(2029, 2, 28),
        date(2030, 2, 28),
        date(2031, 2, 28),
        date(2032, 2, 29),
    ]


def test_reschedule_when_open_then_the_deadline_moves_and_the_series_with_it(
    establishment: Establishment,
) -> None:
    recurrence = scheduled(
        establishment, Cadence(next_due_on=date(2026, 3, 31), every_months=12, days_ahead=60)
    )
    with inside(establishment):
        reschedule(
            recurrence_id=recurrence.pk,
            cadence=Cadence(next_due_on=date(2026, 4, 15), every_months=6, days_ahead=60),
            now=NOW,
        )

    after = finished(recurrence, done_on=date(2026, 4, 15), now=at_noon(date(2026, 4, 15)))

    assert deadlines() == [("OBL-2026-0001-1", "met", date(2026, 4, 15))]
    assert after.next_due_on == date(2026, 10, 15)


def test_reschedule_when_brought_forward_then_opened_at_once(
    establishment: Establishment,
) -> None:
    recurrence = scheduled(establishment)

    with inside(establishment):
        reschedule(
            recurrence_id=recurrence.pk,
            cadence=Cadence(next_due_on=date(2026, 4, 1), every_months=12, days_ahead=60),
            now=NOW,
        )

    assert deadlines() == [("OBL-2026-0001-1", "open", date(2026, 4, 1))]


def test_end_when_open_then_cancelled_for_ever(establishment: Establishment) -> None:
    recurrence = scheduled(
        establishment, Cadence(next_due_on=date(2026, 3, 31), every_months=12, days_ahead=60)
    )

    with inside(establishment):
        end(recurrence_id=recurrence.pk, now=NOW)
        end(recurrence_id=recurrence.pk, now=NOW + timedelta(days=1))

    assert deadlines() == [("OBL-2026-0001-1", "cancelled", date(2026, 3, 31))]
    assert open_due_recurrences(now=at_noon(date(2030, 1, 1))) == 0
    with owner():
        assert Recurrence.objects.get().ended_at == NOW
        assert set(Alert.objects.values_list("state", "cancelled_because")) == {
            ("cancelled", "duty_stopped")
        }


def test_recurrence_when_of_another_establishment_then_unseen(
    establishment: Establishment, other_establishment: Establishment
) -> None:
    scheduled(establishment)

    with inside(other_establishment):
        assert not Recurrence.objects.exists()


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    first=st.dates(min_value=date(2026, 3, 2), max_value=date(2029, 12, 31)),
    every=st.sampled_from([1, 3, 6, 12, 36]),
    ahead=st.integers(min_value=0, max_value=400),
    acts=st.lists(st.sampled_from(["open", "done", "wait"]), max_size=8),
)
def test_rounds_when_anything_happens_then_never_two_open(
    establishment: Establishment, first: date, every: int, ahead: int, acts: list[str]
) -> None:
    with owner():
        Recurrence.objects.all().delete()
        Alert.objects.all().delete()
        Deadline.objects.all().delete()
    now = NOW
    recurrence = scheduled(
        establishment, Cadence(next_due_on=first, every_months=every, days_ahead=ahead)
    )
    for act in acts:
        if act == "open":
            open_due_recurrences(now=now)
        elif act == "done":
            recurrence = finished(recurrence, done_on=now.date(), now=now)
        else:
            now += timedelta(days=97)

        found = deadlines()
        is_open = [day for _reference, state, day in found if state == "open"]
        assert len(is_open) <= 1
        with owner():
            recurrence.refresh_from_db()
        assert (recurrence.deadline_id is not None) == bool(is_open)
        assert is_open in ([], [recurrence.next_due_on])
        assert recurrence.rounds == len(found)


@pytest.fixture
def committed(place: Place) -> Iterator[Recurrence]:  # noqa: F811
    """Yield a recurrence that other connections see; it is taken away afterwards."""
    recurrence = scheduled(place.establishment)
    yield recurrence
    with owner():
        Recurrence.objects.filter(pk=recurrence.pk).delete()


def test_open_when_two_clocks_turn_at_once_then_one_deadline(
    committed: Recurrence, monkeypatch: pytest.MonkeyPatch
) -> None:
    together, look = Barrier(2), recurrences._waiting

    def both_have_looked(*, now: datetime, after: object) -> list[object]:
        found: list[object] = list(look(now=now, after=after))  # type: ignore[arg-type]
        if after is None:
            together.wait(timeout=20)
        return found

    # Both see the round waiting before either opens it: the row's lock decides.
    monkeypatch.setattr(recurrences, "_waiting", both_have_looked)

    def turn(_clock: int) -> int:
        try:
            return open_due_recurrences(now=at_noon(date(2026, 5, 2)))
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as clocks:
        assert sorted(clocks.map(turn, [1, 2])) == [0, 1]

    assert deadlines() == [("OBL-2026-0001-1", "open", date(2026, 6, 30))]


def test_finish_when_the_clock_turns_at_the_same_moment_then_nothing_stays_open(
    committed: Recurrence,
) -> None:
    together = Barrier(2)
    then = at_noon(date(2026, 5, 2))

    def clock() -> None:
        try:
            together.wait(timeout=20)
            open_due_recurrences(now=then)
        finally:
            connection.close()

    def person() -> None:
        try:
            together.wait(timeout=20)
            finished(committed, done_on=date(2026, 5, 2), now=then)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as both:
        for act in [both.submit(clock), both.submit(person)]:
            act.result(timeout=60)

    # Whoever was first: either the deadline was opened then met, or it never had to be.
    assert deadlines() in ([], [("OBL-2026-0001-1", "met", date(2026, 6, 30))])
    with owner():
        committed.refresh_from_db()
    assert (committed.next_due_on, committed.deadline_id) == (date(2027, 6, 30), None)
