"""The 72 hours of a breach. Expected instants are typed by hand."""

from datetime import UTC, datetime

import pytest

from portal.law.breach import complement_clock, notification_clock
from portal.law.calendars import territory
from portal.law.periods import LawInputError

METRO = territory("FR-METRO")


def test_notification_when_aware_then_72_hours_from_the_instant() -> None:
    aware_at = datetime.fromisoformat("2026-03-10T14:20+01:00")

    due = notification_clock(aware_at=aware_at, territory=METRO)

    assert due.rule_id == "R-ART33-72H"
    assert due.on is None
    assert due.at == datetime(2026, 3, 13, 13, 20, tzinfo=UTC)
    assert due.legal_limit_at == datetime(2026, 3, 13, 14, 0, tzinfo=UTC)
    assert due.steps[-1].at == due.at
    assert due.steps[-1].fr == (
        "72\u00a0heures plus tard, heures écoulées, week-ends et jours fériés compris\u00a0:"
        " vendredi 13 mars 2026 à 14\u00a0h\u00a020 (heure de Paris)."
    )


def test_notification_when_clocks_change_then_elapsed_hours_and_a_remark() -> None:
    aware_at = datetime.fromisoformat("2026-10-24T10:00+02:00")

    due = notification_clock(aware_at=aware_at, territory=METRO)

    assert due.at == datetime.fromisoformat("2026-10-27T09:00+01:00")
    assert due.steps[2].fr.startswith("Les montres changent d’heure")


def test_complement_when_notified_then_72_hours_later() -> None:
    notified_at = datetime.fromisoformat("2026-11-03T05:00+01:00")

    due = complement_clock(notified_at=notified_at, territory=METRO)

    assert due.at == datetime.fromisoformat("2026-11-06T05:00+01:00")
    assert due.steps[-1].at == due.at


def test_notification_when_instant_is_naive_then_refused() -> None:
    with pytest.raises(LawInputError) as refusal:
        notification_clock(aware_at=datetime(2026, 3, 10, 14, 20), territory=METRO)  # noqa: DTZ001

    assert refusal.value.field == "aware_at"
