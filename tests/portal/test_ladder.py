"""The ladder of a deadline as a page shows it: rungs in order, what was sent, what comes next."""

from datetime import UTC, datetime

from portal.ladder import Rung, climb
from tenants.agenda.models import Alert

FIRST = datetime(2026, 2, 1, 8, 0, tzinfo=UTC)
SECOND = datetime(2026, 2, 16, 7, 0, tzinfo=UTC)
THIRD = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


def _alert(rung: str, audience: str, at: datetime, state: str) -> Alert:
    return Alert(rung=rung, audience=audience, due_at=at, next_try_at=at, state=state)


def test_climb_when_one_rung_was_sent_then_the_next_is_marked() -> None:
    rungs = climb(
        [
            _alert("J+1", "lead", THIRD, "planned"),
            _alert("J-15", "manager", SECOND, "planned"),
            _alert("J-15", "dpo", SECOND, "planned"),
            _alert("opened", "dpo", FIRST, "accepted"),
        ]
    )

    assert rungs == (
        Rung("Aussitôt", FIRST, "le DPO", "acceptée par le relais", "done"),
        Rung("J\u00a0\u2212\u00a015", SECOND, "le DPO, le responsable", "", "now"),
        Rung("J\u00a0+\u00a01", THIRD, "le cabinet", "", ""),
    )


def test_climb_when_one_of_a_rung_failed_then_the_rung_says_so() -> None:
    (rung,) = climb([_alert("J-0", "dpo", FIRST, "accepted"), _alert("J-0", "lead", FIRST, "dead")])

    assert (rung.name, rung.state, rung.mark) == ("J", "en échec", "failed")


def test_climb_when_a_period_moved_then_the_cancelled_rungs_are_left_out() -> None:
    rungs = climb(
        [_alert("J-15", "dpo", FIRST, "cancelled"), _alert("J-15", "dpo", SECOND, "planned")]
    )

    assert [(rung.at, rung.mark) for rung in rungs] == [(SECOND, "now")]


def test_climb_when_everything_was_cancelled_then_shown_as_such() -> None:
    (rung,) = climb([_alert("late", "dpo", FIRST, "cancelled")])

    assert (rung.name, rung.state, rung.mark) == ("En retard", "annulée", "off")
