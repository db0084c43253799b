"""Deadlines that stop, go on, or were met by mistake; and what is told meanwhile."""

from datetime import UTC, datetime

import pytest

from tenants.accounts.models import User
from tenants.agenda.actions import (
    SnoozeRefusedError,
    acknowledge,
    cancel_deadline,
    meet_deadline,
    move_deadline,
    reopen_deadline,
    resume_deadline,
    snooze,
    suspend_deadline,
)
from tenants.agenda.models import Alert, Deadline
from tenants.agenda.pump import pump
from tenants.agenda.queries import ledger, open_deadlines
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import owner
from tests.tenants.agenda.conftest import EXTENDED_DUE, Opener
from tests.tenants.agenda.sink import Relay

NOW = datetime(2026, 2, 20, 14, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


def planned(deadline: Deadline) -> list[str]:
    """Return the rungs still planned, in order, each once, without escalations."""
    with owner():
        found = ledger(deadline).filter(state=Alert.State.PLANNED).exclude(rung__startswith="E")
        return list(dict.fromkeys(found.values_list("rung", flat=True)))


def test_suspend_when_an_answer_is_awaited_then_only_recalls_are_planned(
    open_request: Opener, establishment: Establishment, people: dict[Role, User]
) -> None:
    deadline = open_request()

    with inside(establishment):
        acknowledge(deadline=deadline, by=people[Role.DPO], now=NOW)
        held = suspend_deadline(deadline=deadline, now=NOW)

    assert (held.state, held.suspended_at, held.acknowledged_at) == ("suspended", NOW, None)
    assert planned(deadline)[:3] == ["S+15", "S+30", "S+45"]
    assert len(planned(deadline)) == 24
    with owner():
        assert open_deadlines().count() == 0


def test_resume_when_the_answer_came_then_the_ladder_of_the_new_end_is_laid_out(
    open_request: Opener, establishment: Establishment
) -> None:
    deadline = open_request()

    with inside(establishment):
        suspend_deadline(deadline=deadline, now=NOW)
        held = resume_deadline(deadline=deadline, due=EXTENDED_DUE, now=LATER)

    assert (held.state, held.suspended_at, held.due_at) == ("open", None, EXTENDED_DUE.at)
    assert planned(deadline) == ["opened", "J-30", "J-15", "J-7", "J-3", "J-1", "J-0", "J+1", "J+7"]


@pytest.mark.parametrize("ending", ["met", "cancelled"])
def test_suspend_when_it_ends_meanwhile_then_nothing_is_recalled(
    open_request: Opener, establishment: Establishment, ending: str
) -> None:
    deadline = open_request()

    with inside(establishment):
        suspend_deadline(deadline=deadline, now=NOW)
        if ending == "met":
            held = meet_deadline(deadline=deadline, now=LATER)
        else:
            held = cancel_deadline(deadline=deadline, because="withdrawn", now=LATER)

    assert (held.state, held.suspended_at, planned(deadline)) == (ending, None, [])


def test_suspend_when_suspended_then_nothing_moves_or_puts_it_off(
    open_request: Opener, establishment: Establishment, people: dict[Role, User]
) -> None:
    deadline = open_request()

    with inside(establishment):
        suspend_deadline(deadline=deadline, now=NOW)
        held = move_deadline(deadline=deadline, due=EXTENDED_DUE, now=LATER)
        with pytest.raises(SnoozeRefusedError) as refusal:
            snooze(deadline=deadline, until=LATER, by=people[Role.DPO], now=NOW)

    assert (held.rule_id, refusal.value.because) == ("R-ART12-1M", "closed")


def test_suspend_when_it_sleeps_then_the_mail_says_that_no_date_runs(
    open_request: Opener, establishment: Establishment, relay: Relay
) -> None:
    deadline = open_request()
    with inside(establishment):
        suspend_deadline(deadline=deadline, now=NOW)
    with owner():
        Alert.objects.exclude(rung="S+15").update(next_try_at=datetime(2100, 1, 1, tzinfo=UTC))

    assert pump(budget_seconds=5, driver="loop") == 1

    (mail,) = relay.sink.mails
    assert mail.message["Subject"] == "[Vigie] DR-2026-0001\u00a0: délai suspendu, réponse attendue"
    text = mail.message.get_content()
    assert "Le délai est suspendu" in text
    assert "À faire au plus tard" not in text


def test_reopen_when_met_by_mistake_then_the_ladder_goes_on_from_now(
    open_request: Opener, establishment: Establishment
) -> None:
    deadline = open_request()

    with inside(establishment):
        meet_deadline(deadline=deadline, now=NOW)
        held = reopen_deadline(deadline=deadline, because="answer_by_mistake", now=NOW)

    assert (held.state, held.met_at, held.planned_at) == ("open", None, NOW)
    assert planned(deadline) == ["opened", "J-7", "J-3", "J-1", "J-0", "J+1", "J+7"]


def test_reopen_when_the_end_is_over_then_everyone_is_told_at_once(
    open_request: Opener, establishment: Establishment
) -> None:
    deadline = open_request()

    with inside(establishment):
        meet_deadline(deadline=deadline, now=NOW)
        reopen_deadline(deadline=deadline, because="answer_by_mistake", now=LATER)

    assert planned(deadline) == ["opened", "late"]


def test_reopen_when_it_was_cancelled_then_it_stays_so(
    open_request: Opener, establishment: Establishment
) -> None:
    deadline = open_request()

    with inside(establishment):
        cancel_deadline(deadline=deadline, because="no_breach", now=NOW)
        held = reopen_deadline(deadline=deadline, because="answer_by_mistake", now=LATER)

    assert held.state == "cancelled"
