"""Wall times of a zone: nights when the clocks move, and words."""

from datetime import UTC, date, datetime

import pytest

from portal.instants import (
    NoSuchTime,
    came_twice,
    day_words,
    instant_words,
    month_words,
    to_utc,
)

PARIS = "Europe/Paris"


def test_wall_time_when_winter_then_one_hour_behind() -> None:
    assert to_utc(datetime.fromisoformat("2026-01-31T10:00"), zone=PARIS) == datetime(
        2026, 1, 31, 9, 0, tzinfo=UTC
    )


def test_wall_time_when_overseas_then_its_own_hours() -> None:
    read = to_utc(datetime.fromisoformat("2026-01-31T10:00"), zone="Indian/Reunion")

    assert read == datetime(2026, 1, 31, 6, 0, tzinfo=UTC)


def test_wall_time_when_clocks_went_forward_over_it_then_refused_in_words() -> None:
    with pytest.raises(NoSuchTime) as refusal:
        to_utc(datetime.fromisoformat("2026-03-29T02:30"), zone=PARIS)

    assert str(refusal.value) == (
        "Le dimanche 29 mars 2026, il n’a jamais été 2\u00a0h\u00a030\u00a0: les horloges ont "
        "avancé d’une heure. Indiquez l’heure réellement lue."
    )


def test_wall_time_when_it_came_twice_then_the_first_is_read() -> None:
    twice = datetime.fromisoformat("2026-10-25T02:30")

    assert to_utc(twice, zone=PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert came_twice(twice, zone=PARIS)


def test_came_twice_when_ordinary_or_skipped_then_false() -> None:
    assert not came_twice(datetime.fromisoformat("2026-10-25T04:30"), zone=PARIS)
    assert not came_twice(datetime.fromisoformat("2026-03-29T02:30"), zone=PARIS)


def test_words_when_french_then_the_first_is_ordinal() -> None:
    assert day_words(date(2026, 5, 1)) == "vendredi 1er mai 2026"
    assert month_words(date(2026, 11, 1)) == "nov."
    assert month_words(date(2027, 1, 1)) == "jan. 2027"


def test_instant_words_when_in_a_zone_then_its_wall_time() -> None:
    instant = datetime(2026, 11, 24, 16, 40, tzinfo=UTC)

    assert instant_words(instant, zone=PARIS) == "mardi 24 novembre 2026 à 17\u00a0h\u00a040"
