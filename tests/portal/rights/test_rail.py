"""The rail of a request: places typed by hand, out of 1000 with 30 at each side."""

from datetime import UTC, datetime

from portal.rights.rail import Mark, rail

RECEIVED = datetime(2026, 10, 1, 0, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)
GHOST = datetime(2027, 1, 2, 0, 0, tzinfo=UTC)
UTC_ZONE = "UTC"


def test_rail_when_a_third_is_the_month_then_the_rest_is_the_ghost() -> None:
    found = rail(
        starts_at=RECEIVED,
        due_at=DUE,
        ghost_at=GHOST,
        not_before=None,
        now=datetime(2026, 10, 16, 12, 0, tzinfo=UTC),
        marks=[Mark(RECEIVED, "Reçue")],
        zone=UTC_ZONE,
    )

    assert (found.start, found.now, found.due) == (30, 187, 343)
    assert (found.done_width, found.left, found.left_width) == (157, 187, 156)
    assert (found.ghost_width, found.is_late) == (627, False)
    assert found.due_day == "31 oct."
    assert [(month.x, month.label) for month in found.months] == [
        (343, "nov."),
        (647, "déc."),
        (960, "jan. 2027"),
    ]
    assert [(event.x, event.label, event.day) for event in found.events] == [
        (30, "Reçue", "1 oct.")
    ]


def test_rail_when_late_then_red_goes_from_the_limit_to_now() -> None:
    found = rail(
        starts_at=RECEIVED,
        due_at=DUE,
        ghost_at=None,
        not_before=None,
        now=datetime(2026, 11, 10, 0, 0, tzinfo=UTC),
        marks=[],
        zone=UTC_ZONE,
    )

    assert found.is_late
    assert (found.due, found.now, found.left, found.left_width) == (758, 970, 758, 212)
    assert found.done_width == 728


def test_rail_when_very_late_then_it_stops_at_twice_the_period() -> None:
    found = rail(
        starts_at=RECEIVED,
        due_at=DUE,
        ghost_at=None,
        not_before=None,
        now=datetime(2027, 11, 10, 0, 0, tzinfo=UTC),
        marks=[],
        zone=UTC_ZONE,
    )

    assert (found.due, found.now) == (500, 970)


def test_rail_when_a_medical_record_then_the_reflection_is_drawn() -> None:
    found = rail(
        starts_at=RECEIVED,
        due_at=datetime(2026, 10, 10, 0, 0, tzinfo=UTC),
        ghost_at=None,
        not_before=datetime(2026, 10, 3, 0, 0, tzinfo=UTC),
        now=RECEIVED,
        marks=[Mark(RECEIVED, "Reçue"), Mark(datetime(2026, 10, 9, tzinfo=UTC), "Réponse")],
        zone=UTC_ZONE,
    )

    assert found.reflection_width == 209
    assert [(event.is_above, event.is_flush_right) for event in found.events] == [
        (True, False),
        (False, True),
    ]
