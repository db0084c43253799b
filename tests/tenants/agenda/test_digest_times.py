"""Eight in the morning where the person works, holidays and changes of hour included."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.law.calendars import territory
from tenants.agenda.digest_times import next_run
from tenants.agenda.models import Digest

DAILY, WEEKLY = Digest.Cadence.DAILY, Digest.Cadence.WEEKLY


@pytest.mark.parametrize(
    ("cadence", "place", "after", "morning"),
    [
        # Monday 2 March 2026: the same day, before eight; the next day, after.
        (DAILY, "FR-METRO", "2026-03-02T05:00+00:00", "2026-03-02T07:00+00:00"),
        (DAILY, "FR-METRO", "2026-03-02T09:00+00:00", "2026-03-03T07:00+00:00"),
        # From Friday to Monday, over the night in which the clocks go forward.
        (DAILY, "FR-METRO", "2026-03-27T09:00+00:00", "2026-03-30T06:00+00:00"),
        # Back to winter time on 25 October 2026.
        (DAILY, "FR-METRO", "2026-10-23T09:00+00:00", "2026-10-26T07:00+00:00"),
        # Good Friday is worked in Paris, not in Strasbourg; Easter Monday in neither.
        (DAILY, "FR-METRO", "2026-04-02T09:00+00:00", "2026-04-03T06:00+00:00"),
        (DAILY, "FR-AM-VS", "2026-04-02T09:00+00:00", "2026-04-07T06:00+00:00"),
        # La Réunion is at UTC+4 all year.
        (DAILY, "FR-RE", "2026-03-02T05:00+00:00", "2026-03-03T04:00+00:00"),
        # Weekly: on Monday; on Tuesday after Easter Monday, 6 April 2026.
        (WEEKLY, "FR-METRO", "2026-03-03T09:00+00:00", "2026-03-09T07:00+00:00"),
        (WEEKLY, "FR-METRO", "2026-03-30T09:00+00:00", "2026-04-07T06:00+00:00"),
    ],
)
def test_next_run_when_asked_then_is_the_morning_and_a_quarter_of_an_hour_at_most(
    cadence: Digest.Cadence, place: str, after: str, morning: str
) -> None:
    expected = datetime.fromisoformat(morning)

    at = next_run(
        cadence=cadence,
        territory=territory(place),
        person_id=7,
        after=datetime.fromisoformat(after),
    )

    assert timedelta(0) <= at - expected < timedelta(minutes=15)
    assert at.tzinfo is UTC


def test_next_run_when_asked_from_the_last_one_then_never_comes_twice_the_same_day() -> None:
    place = territory("FR-METRO")
    runs = [datetime(2026, 3, 2, 5, 0, tzinfo=UTC)]
    for _time in range(6):
        runs.append(next_run(cadence=DAILY, territory=place, person_id=3, after=runs[-1]))

    days = [run.astimezone(ZoneInfo("Europe/Paris")).strftime("%a %d") for run in runs[1:]]
    assert days == ["Mon 02", "Tue 03", "Wed 04", "Thu 05", "Fri 06", "Mon 09"]


def test_next_run_when_asked_for_many_persons_then_spreads_them() -> None:
    place = territory("FR-METRO")
    after = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)

    runs = [
        next_run(cadence=DAILY, territory=place, person_id=person, after=after)
        for person in range(1, 201)
    ]

    # In a burst of 200, no minute of the fifteen carries more than thirty.
    by_minute = [sum(run.minute == minute for run in runs) for minute in range(15)]
    assert sum(by_minute) == 200
    assert max(by_minute) <= 30
