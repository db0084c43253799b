"""The moments offered to put a reminder off: only those that come before the next rung."""

from datetime import UTC, datetime

import pytest

from portal.deadlines.snoozing import Moment, choices, instant_of

PARIS = "Europe/Paris"
FAR = datetime(2027, 1, 1, tzinfo=UTC)


def test_choices_when_everything_is_before_the_limit_then_all_three_with_their_hours() -> None:
    found = choices(now=datetime(2026, 11, 24, 9, 10, tzinfo=UTC), limit=FAR, zone=PARIS)

    assert [(one.moment, one.label, one.at) for one in found] == [
        (
            Moment.TWO_HOURS,
            "Dans deux heures, à 12\u00a0h\u00a010",
            datetime(2026, 11, 24, 11, 10, tzinfo=UTC),
        ),
        (
            Moment.EVENING,
            "Ce soir à 19\u00a0h\u00a000",
            datetime(2026, 11, 24, 18, 0, tzinfo=UTC),
        ),
        (
            Moment.TOMORROW,
            "Demain à 8\u00a0h\u00a000",
            datetime(2026, 11, 25, 7, 0, tzinfo=UTC),
        ),
    ]


@pytest.mark.parametrize(
    ("limit", "moments"),
    [
        (datetime(2026, 11, 24, 11, 9, tzinfo=UTC), []),
        (datetime(2026, 11, 24, 11, 10, tzinfo=UTC), ["2h"]),
        (datetime(2026, 11, 24, 18, 0, tzinfo=UTC), ["2h", "evening"]),
        (datetime(2026, 11, 25, 6, 59, tzinfo=UTC), ["2h", "evening"]),
        (datetime(2026, 11, 25, 7, 0, tzinfo=UTC), ["2h", "evening", "tomorrow"]),
    ],
)
def test_choices_when_the_next_rung_is_near_then_what_is_past_it_is_absent(
    limit: datetime, moments: list[str]
) -> None:
    found = choices(now=datetime(2026, 11, 24, 9, 10, tzinfo=UTC), limit=limit, zone=PARIS)

    assert [one.moment.value for one in found] == moments


def test_choices_when_it_is_evening_already_then_this_evening_is_not_offered() -> None:
    # 18 h 30 in Paris: 19 h 00 is too near to be of help.
    found = choices(now=datetime(2026, 11, 24, 17, 30, tzinfo=UTC), limit=FAR, zone=PARIS)

    assert [one.moment.value for one in found] == ["2h", "tomorrow"]


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        # The night the clocks go forward, 29 March 2026: 8 h 00 is 06:00 UTC.
        (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), PARIS, datetime(2026, 3, 29, 6, 0, tzinfo=UTC)),
        # The night they go back, 25 October 2026: 8 h 00 is 07:00 UTC.
        (
            datetime(2026, 10, 24, 12, 0, tzinfo=UTC),
            PARIS,
            datetime(2026, 10, 25, 7, 0, tzinfo=UTC),
        ),
        # In La Réunion it is already the 25th at 21:00 UTC: tomorrow is the 26th.
        (
            datetime(2026, 11, 24, 21, 0, tzinfo=UTC),
            "Indian/Reunion",
            datetime(2026, 11, 26, 4, 0, tzinfo=UTC),
        ),
    ],
)
def test_instant_of_when_tomorrow_then_eight_by_the_clock_of_the_place(
    now: datetime, zone: str, expected: datetime
) -> None:
    assert instant_of(Moment.TOMORROW, now=now, zone=zone) == expected
