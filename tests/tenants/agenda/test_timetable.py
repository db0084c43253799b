"""The timetable in words, and what makes it safe."""

import pytest
from django.utils.translation import override

from tenants.agenda.timetable import TIMETABLE, EachHour, EachMinute, Every


@pytest.mark.parametrize(
    ("cadence", "french", "english"),
    [
        (Every(20.0), "toutes les 20\u00a0secondes", "every 20 seconds"),
        (Every(1.0), "chaque seconde", "every second"),
        (EachHour(17), "chaque heure, à la minute\u00a017", "each hour, at minute 17"),
        (EachMinute(), "chaque minute", "each minute"),
    ],
)
def test_cadence_when_told_then_it_is_in_words(
    cadence: Every | EachHour | EachMinute, french: str, english: str
) -> None:
    with override("fr"):
        assert str(cadence) == french
    with override("en"):
        assert str(cadence) == english


def test_timetable_when_read_then_each_line_says_why_and_what_if_not() -> None:
    told = [(line.name, bool(line.why), bool(line.otherwise)) for line in TIMETABLE]

    assert told == [
        ("pump", True, True),
        ("reconcile", True, True),
        ("duties", True, True),
        ("digests", True, True),
        ("pushes", True, True),
        ("portfolio", True, True),
        ("vendors", True, True),
        ("canary", True, True),
        ("watch", True, True),
    ]
