from datetime import UTC, date, datetime, timedelta

import pytest

from portal.time_left import Level, level_of, share_used, until_day, until_instant

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(minutes=12, seconds=30), "12\u00a0min"),
        (timedelta(hours=1), "1\u00a0h"),
        (timedelta(hours=31, minutes=59), "31\u00a0h"),
        (timedelta(hours=71, minutes=59), "71\u00a0h"),
        (timedelta(hours=72), "3\u00a0j"),
        (timedelta(days=18, hours=23), "18\u00a0j"),
        (timedelta(hours=-5), "en retard de 5\u00a0h"),
        (timedelta(days=-4), "en retard de 4\u00a0j"),
    ],
)
def test_until_instant_when_asked_then_rounds_down_in_the_right_unit(
    left: timedelta, words: str
) -> None:
    assert until_instant(NOW + left, now=NOW) == words


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2026, 3, 2), "aujourd’hui"),
        (date(2026, 3, 3), "demain"),
        (date(2026, 3, 20), "18\u00a0j"),
        (date(2026, 3, 1), "en retard de 1\u00a0j"),
    ],
)
def test_until_day_when_asked_then_counts_civil_days(due_on: date, words: str) -> None:
    assert until_day(due_on, now=NOW, zone="Europe/Paris") == words


def test_until_day_when_the_zone_is_already_tomorrow_then_says_today() -> None:
    late_evening = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)

    assert until_day(date(2026, 3, 3), now=late_evening, zone="Indian/Reunion") == "aujourd’hui"
    assert until_day(date(2026, 3, 3), now=late_evening, zone="Europe/Paris") == "demain"


@pytest.mark.parametrize(
    ("left", "level"),
    [
        (timedelta(seconds=-1), Level.LATE),
        (timedelta(0), Level.CRITICAL),
        (timedelta(hours=71, minutes=59), Level.CRITICAL),
        (timedelta(hours=72), Level.NEAR),
        (timedelta(days=7), Level.CALM),
    ],
)
def test_level_of_when_asked_then_follows_72_hours_and_7_days(
    left: timedelta, level: Level
) -> None:
    assert level_of(NOW + left, now=NOW) == level


def test_share_used_when_asked_then_stays_between_0_and_100() -> None:
    start, end = NOW, NOW + timedelta(hours=72)

    assert share_used(starts_at=start, due_at=end, now=NOW + timedelta(hours=41)) == 56
    assert share_used(starts_at=start, due_at=end, now=NOW - timedelta(hours=1)) == 0
    assert share_used(starts_at=start, due_at=end, now=end) == 100
    assert share_used(starts_at=start, due_at=start, now=start) == 100
