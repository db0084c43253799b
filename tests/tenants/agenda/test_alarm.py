"""When the operator hears that the clock is unwell: once, then each hour, then that it is over."""

from datetime import UTC, datetime, timedelta

import pytest

from tenants.agenda.alarm import Alarm, Say, compose
from tenants.agenda.watch import Trouble

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATE = (Trouble.LATE,)


def said(*looks: tuple[int, tuple[Trouble, ...]]) -> list[Say]:
    """Return what is said after each look, (minutes since the start, what was wrong)."""
    alarm = Alarm(started_at=START)
    found = []
    for minutes, troubles in looks:
        alarm, say = alarm.after(troubles, now=START + timedelta(minutes=minutes))
        found.append(say)
    return found


def test_alarm_when_the_start_finds_a_backlog_then_the_drivers_have_five_minutes() -> None:
    assert said((1, LATE), (4, LATE), (5, LATE)) == [Say.NOTHING, Say.NOTHING, Say.RED]


def test_alarm_when_red_lasts_then_it_is_said_once_an_hour() -> None:
    looks = said((10, LATE), (11, LATE), (69, LATE), (70, LATE), (71, LATE))

    assert looks == [Say.RED, Say.NOTHING, Say.NOTHING, Say.RED, Say.NOTHING]


def test_alarm_when_all_is_well_again_then_it_is_said_once() -> None:
    assert said((10, LATE), (11, ()), (12, ())) == [Say.RED, Say.GREEN, Say.NOTHING]


def test_alarm_when_nothing_was_said_then_green_says_nothing_either() -> None:
    assert said((1, LATE), (2, ()), (10, ())) == [Say.NOTHING, Say.NOTHING, Say.NOTHING]


def test_alarm_when_it_comes_back_then_it_is_said_at_once() -> None:
    assert said((10, LATE), (11, ()), (12, LATE)) == [Say.RED, Say.GREEN, Say.RED]


@pytest.mark.parametrize("trouble", list(Trouble))
def test_message_when_composed_then_each_trouble_has_its_sentence_in_both_languages(
    trouble: Trouble,
) -> None:
    french = compose((trouble,), language="fr", instance="https://vigie.test")
    english = compose((trouble,), language="en", instance="https://vigie.test")

    assert french.subject == "[Vigie] Les alertes demandent votre attention"
    assert english.subject == "[Vigie] The alerts need your attention"
    assert french.text.splitlines()[0] != english.text.splitlines()[0]
    assert "https://vigie.test/instance/" in french.text


def test_message_when_all_is_well_then_it_says_so() -> None:
    told = compose((), language="fr", instance="https://vigie.test")

    assert told.subject == "[Vigie] Les alertes partent de nouveau à l’heure"
    assert told.text == (
        "Tout est rentré dans l’ordre.\n\nÉtat de l’instance\u00a0: https://vigie.test/instance/\n"
    )
