"""What holds for every request from 1990 to 2100, in every territory."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from portal.law.breach import complement_clock, notification_clock
from portal.law.calendars import TERRITORIES, Territory, is_working_day
from portal.law.catalogue import catalogue
from portal.law.clocks import civil_clock, elapsed_clock
from portal.law.periods import Due, Unit
from portal.law.rights import (
    RequestFacts,
    Right,
    Suspension,
    SuspensionReason,
    request_clocks,
)

territories = st.sampled_from(TERRITORIES)
instants = st.datetimes(
    min_value=datetime.fromisoformat("1990-01-02"),
    max_value=datetime.fromisoformat("2100-12-30"),
    timezones=st.just(UTC),
)
days = st.dates(min_value=date(1990, 1, 2), max_value=date(2100, 12, 30))
delays = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=60))
CIVIL = [rule.id for rule in catalogue() if rule.period and rule.period.unit is not Unit.HOUR]
ELAPSED = [rule.id for rule in catalogue() if rule.period and rule.period.unit is Unit.HOUR]


@st.composite
def suspensions(draw: st.DrawFn, *, received_at: datetime) -> Suspension:
    requested_at = received_at + draw(delays)
    return Suspension(
        reason=draw(st.sampled_from(SuspensionReason)),
        requested_at=requested_at,
        answered_at=draw(st.none() | delays.map(lambda delay: requested_at + delay)),
        without_undue_delay=draw(st.booleans()),
    )


@st.composite
def requests(draw: st.DrawFn) -> RequestFacts:
    received_at = draw(instants.filter(lambda instant: instant.year < 2100))
    return RequestFacts(
        right=draw(st.sampled_from(Right)),
        received_at=received_at,
        medical_record=draw(st.booleans()),
        medical_older_than_five_years=draw(st.booleans()),
        other_data=draw(st.booleans()),
        suspensions=tuple(draw(st.lists(suspensions(received_at=received_at), max_size=3))),
        extension_notified_at=draw(st.none() | delays.map(lambda delay: received_at + delay)),
        hour_known=draw(st.booleans()),
        commission_seized=draw(st.booleans()),
    )


def last(due: Due) -> date | datetime | None:
    return due.steps[-1].at if due.on is None else due.steps[-1].on


@given(requests(), territories)
def test_request_when_any_then_due_after_receipt_and_last_step_is_the_result(
    facts: RequestFacts, territory: Territory
) -> None:
    clocks = request_clocks(facts, territory=territory)

    assert clocks
    for due in clocks:
        assert due.on is not None
        assert due.at > due.starts_at
        assert last(due) == due.on
        assert due.sources
        assert all(step.fr and step.en for step in due.steps + due.alternatives)
        if due.rule_id.startswith("R-CSP"):
            assert due.on == due.nominal_on
            assert due.operational_on is not None
            assert due.operational_on <= due.on
            assert is_working_day(due.operational_on, territory=territory)
        else:
            assert is_working_day(due.on, territory=territory)


@given(requests(), instants, territories)
def test_receipt_when_later_then_never_due_sooner(
    facts: RequestFacts, other: datetime, territory: Territory
) -> None:
    sooner, later = sorted((facts.received_at, other))

    due = [
        request_clocks(
            RequestFacts(
                facts.right,
                received_at,
                medical_record=facts.medical_record,
                medical_older_than_five_years=facts.medical_older_than_five_years,
                other_data=facts.other_data,
            ),
            territory=territory,
        )
        for received_at in (sooner, later)
    ]

    for before, after in zip(*due, strict=True):
        assert before.at <= after.at


@given(requests(), territories)
def test_extension_when_told_then_never_shortens(facts: RequestFacts, territory: Territory) -> None:
    plain = RequestFacts(facts.right, facts.received_at, suspensions=facts.suspensions)
    told = RequestFacts(
        facts.right,
        facts.received_at,
        suspensions=facts.suspensions,
        extension_notified_at=facts.extension_notified_at,
    )

    (without,) = request_clocks(plain, territory=territory)
    (extended,) = request_clocks(told, territory=territory)

    assert extended.at >= without.at


@given(st.data(), requests(), territories)
def test_suspension_when_added_then_never_shortens(
    data: st.DataObject, facts: RequestFacts, territory: Territory
) -> None:
    added = data.draw(suspensions(received_at=facts.received_at))
    more = RequestFacts(
        facts.right,
        facts.received_at,
        suspensions=(*facts.suspensions, added),
        extension_notified_at=facts.extension_notified_at,
    )
    fewer = RequestFacts(
        facts.right,
        facts.received_at,
        suspensions=facts.suspensions,
        extension_notified_at=facts.extension_notified_at,
    )

    (before,) = request_clocks(fewer, territory=territory)
    (after,) = request_clocks(more, territory=territory)

    assert after.at >= before.at


@given(instants, territories)
def test_receipt_when_one_instant_then_the_day_each_zone_lives(
    instant: datetime, territory: Territory
) -> None:
    (due,) = request_clocks(RequestFacts(Right.ACCESS, instant), territory=territory)

    assert due.steps[0].on == instant.astimezone(ZoneInfo(territory.zone)).date()


@given(instants, territories)
def test_breach_when_aware_then_72_elapsed_hours_and_less_than_one_more(
    instant: datetime, territory: Territory
) -> None:
    due = notification_clock(aware_at=instant, territory=territory)
    complement = complement_clock(notified_at=instant, territory=territory)

    assert due.at - instant == timedelta(hours=72)
    assert due.legal_limit_at is not None
    assert timedelta() < due.legal_limit_at - due.at <= timedelta(hours=1)
    assert last(due) == due.at
    assert last(complement) == complement.at


@given(st.sampled_from(CIVIL), days, territories)
def test_civil_period_when_its_rule_moves_it_then_worked_else_strict(
    rule_id: str, day: date, territory: Territory
) -> None:
    due = civil_clock(rule_id, on=day, territory=territory)

    assert due.on is not None
    assert due.on > day
    assert last(due) == due.on
    if catalogue().rule(rule_id).rolls:
        assert is_working_day(due.on, territory=territory)
    else:
        assert due.on == due.nominal_on


@given(st.sampled_from(ELAPSED), instants, territories)
def test_elapsed_period_when_started_then_its_hours_later(
    rule_id: str, instant: datetime, territory: Territory
) -> None:
    due = elapsed_clock(rule_id, at=instant, territory=territory)

    assert due.at - instant == timedelta(hours=catalogue().rule(rule_id).length().value)
    assert last(due) == due.at
