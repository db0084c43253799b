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


def test_climb_when_nobody_answered_or_put_it_off_then_words_and_not_codes() -> None:
    rungs = climb(
        [
            _alert("E1H-24", "deputy", FIRST, "planned"),
            _alert("E2J-15", "manager", SECOND, "planned"),
            _alert("reminder", "snoozer", THIRD, "planned"),
        ]
    )

    assert [(rung.name, rung.audiences) for rung in rungs] == [
        ("Relance", "le suppléant"),
        ("Relance", "le responsable"),
        ("Rappel", "qui l’a reportée"),
    ]


def test_climb_when_two_ways_tell_one_person_then_named_once() -> None:
    (rung,) = climb(
        [_alert("H-4", "dpo", FIRST, "planned"), _alert("H-4", "dpo", FIRST, "planned")]
    )

    assert rung.audiences == "le DPO"


def test_climb_when_a_later_release_named_a_rung_then_its_name_is_shown_as_it_is() -> None:
    (rung,) = climb([_alert("unheard-of", "dpo", FIRST, "planned")])

    assert rung.name == "unheard-of"


def test_climb_when_a_morning_is_spread_then_it_is_one_moment() -> None:
    (rung,) = climb(
        [
            _alert("J-7", "manager", SECOND.replace(minute=13), "planned"),
            _alert("J-7", "dpo", SECOND.replace(minute=2), "accepted"),
        ]
    )

    assert (rung.at, rung.audiences) == (SECOND.replace(minute=2), "le DPO, le responsable")
    assert rung.mark == "now"


def test_climb_when_suspended_then_the_recall_is_in_words() -> None:
    (rung,) = climb([_alert("S+30", "dpo", FIRST, "planned")])

    assert (rung.name, rung.audiences) == ("Toujours suspendue", "le DPO")
