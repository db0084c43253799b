"""The clocks of the authorities. The worked cases are in cases/deadlines.yaml."""

from datetime import date, datetime

import pytest

from portal.law.authorities import last_day, minor_erasure
from portal.law.breach import notification_clock
from portal.law.calendars import territory

METRO = territory("FR-METRO")


def test_minor_erasure_when_the_cnil_is_not_seized_then_no_decision_awaited() -> None:
    found = minor_erasure(received_on=date(2026, 1, 12), cnil_seized_on=None, territory=METRO)

    assert found.decision is None
    assert found.referral_from == date(2026, 2, 13)


def test_last_day_when_the_period_counts_hours_then_refused() -> None:
    due = notification_clock(
        aware_at=datetime.fromisoformat("2026-03-10T14:20+01:00"), territory=METRO
    )

    with pytest.raises(ValueError, match="a period in hours has no last day"):
        last_day(due)
