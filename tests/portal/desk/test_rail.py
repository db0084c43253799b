from datetime import date

from portal.desk.counting import Group
from portal.desk.rail import rail
from portal.time_left import Level

TODAY = date(2026, 11, 23)
KINDS = [("breach", "Violations"), ("request", "Demandes de droits")]


def group(day: date, *, kind: str = "request", level: Level = Level.CALM, count: int = 1) -> Group:
    return Group(agency_id=1, kind=kind, day=day, level=level, count=count)


def drawn(*groups: Group) -> list[tuple[str, list[tuple[int, str, int]]]]:
    picture = rail(groups, today=TODAY, kinds=KINDS, is_off=lambda day: day.weekday() > 4)
    return [
        (lane.name, [(mark.on.day, mark.level.value, mark.count) for mark in lane.marks])
        for lane in picture.lanes
    ]


def test_rail_when_nothing_is_open_then_has_its_lanes_and_33_days() -> None:
    picture = rail([], today=TODAY, kinds=KINDS, is_off=lambda day: day.weekday() > 4)

    assert [lane.marks for lane in picture.lanes] == [(), ()]
    assert len(picture.days) == 33
    assert [day.on for day in picture.days if day.is_today] == [TODAY]
    assert [day.on.day for day in picture.days if day.opens_month] == [21, 1]


def test_rail_when_several_end_on_one_day_then_shows_their_number_and_the_worst() -> None:
    day = date(2026, 11, 25)

    lanes = drawn(group(day, count=2), group(day, level=Level.CRITICAL), group(day, kind="breach"))

    assert lanes == [("Violations", [(25, "ok", 1)]), ("Demandes de droits", [(25, "crit", 3)])]


def test_rail_when_a_day_is_beyond_the_last_then_leaves_it_out() -> None:
    assert drawn(group(date(2026, 12, 24)))[1][1] == []
    assert drawn(group(date(2026, 12, 23)))[1][1] == [(23, "ok", 1)]


def test_rail_when_days_are_off_then_shades_them() -> None:
    picture = rail([], today=TODAY, kinds=KINDS, is_off=lambda day: day == date(2026, 11, 24))

    assert [day.on for day in picture.days if day.is_off] == [date(2026, 11, 24)]
