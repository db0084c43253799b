"""The minutes over which a morning is spread, and the rungs that an agency adds."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from hypothesis import given as given_any
from hypothesis import strategies as st

from portal.law.calendars import territory
from tenants.agenda.ladders import ladder_of
from tenants.agenda.plan import plan
from tenants.agenda.rungs import Audience, Call, Rung
from tests.tenants.agenda.planning import facts


def test_spread_when_a_morning_has_many_then_each_keeps_its_own_share_of_a_quarter_hour() -> None:
    given = [
        replace(facts("2026-03-02 23:00", "2026-03-02", "2026-02-02 09:00"), id=UUID(int=number))
        for number in range(200)
    ]
    metro, ladder = territory("FR-METRO"), ladder_of("R-ART12-1M")

    first, again = (
        [plan(one, ladder=ladder, territory=metro) for one in given] for _pass in range(2)
    )

    assert first == again
    gentle = [
        one.due_at for planned in first for one in planned if one.rung in {"J-15", "J-7", "J-3"}
    ]
    assert {(at.hour, at.minute // 16) for at in gentle} == {(7, 0)}
    assert max(at.time() for at in gentle) <= time(7, 15)
    assert len({at.time() for at in gentle}) > 400
    final = {one.due_at.time() for planned in first for one in planned if one.is_final}
    assert final == {time(7, 0)}


def test_spread_when_computed_in_another_process_then_it_is_the_same() -> None:
    # Typed once and for all: another hash would send a whole morning twice after an upgrade.
    given = facts("2026-03-02 23:00", "2026-03-02", "2026-02-02 09:00")

    planned = plan(given, ladder=ladder_of("R-ART12-1M"), territory=territory("FR-METRO"))

    assert [
        (one.audience.value, f"{one.due_at:%H:%M:%S}") for one in planned if one.rung == "J-7"
    ] == [("dpo", "07:01:19"), ("manager", "07:05:34")]


ADDED_AT = datetime(2026, 2, 10, 12, 0, tzinfo=UTC)


def added(unit: str, before: int, audience: Audience, *, since: datetime = ADDED_AT) -> Rung:
    """Return a rung as an agency adds it."""
    return Rung(unit=unit, before=before, call=Call((audience,)), is_final=False, since=since)


def test_plan_when_the_agency_added_a_rung_then_it_comes_beside_those_of_the_law() -> None:
    given = facts("2026-03-02 23:00", "2026-03-02", "2026-02-02 09:00")
    extra = [
        added("days", 10, Audience.LEAD),
        # The last two stay final for those the law's ladder tells, gentle for the one added.
        added("days", 1, Audience.DEPUTY),
        # Past when it was added: it is not sent late.
        added("days", 22, Audience.MANAGER),
        # Already told by the law's ladder: one alert.
        added("days", 7, Audience.DPO),
    ]

    ladder = ladder_of("R-ART12-1M", extra=extra)
    planned = plan(given, ladder=ladder, territory=territory("FR-METRO"))
    alone = plan(given, ladder=ladder_of("R-ART12-1M"), territory=territory("FR-METRO"))

    assert set(alone) < set(planned)
    more = [one for one in planned if one not in alone]
    assert [(one.rung, one.audience.value, one.is_final) for one in more] == [
        ("J-10", "lead", False),
        ("J-1", "deputy", False),
    ]


@given_any(
    extra=st.lists(
        st.builds(
            added,
            st.sampled_from(["days", "hours"]),
            st.integers(min_value=0, max_value=90),
            st.sampled_from([one for one in Audience if one != Audience.SNOOZER]),
            since=st.integers(min_value=-30, max_value=40).map(
                lambda days: ADDED_AT + timedelta(days)
            ),
        ),
        max_size=6,
    ),
    rule_id=st.sampled_from(["R-ART12-1M", "R-ART33-72H", "R-CSP-8J", "R-DUTY-VISIT"]),
    place=st.sampled_from(["FR-METRO", "FR-RE", "FR-MQ", "FR-GF"]),
)
def test_plan_when_an_agency_adds_anything_then_nothing_of_the_law_is_lost(
    extra: list[Rung], rule_id: str, place: str
) -> None:
    in_days = facts("2026-03-02 23:00", "2026-03-02", "2026-02-02 09:00")
    in_hours = facts("2026-03-02 14:00", None, "2026-02-27 14:10")
    for given_facts in (in_days, in_hours):
        alone = plan(given_facts, ladder=ladder_of(rule_id), territory=territory(place))
        more = plan(given_facts, ladder=ladder_of(rule_id, extra=extra), territory=territory(place))

        assert set(alone) <= set(more)
