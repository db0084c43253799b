"""A deadline put off: until when it may be, and what comes back."""

from datetime import UTC, datetime

import pytest

from tenants.accounts.models import User
from tenants.agenda.actions import (
    SnoozeRefusedError,
    acknowledge,
    meet_deadline,
    move_deadline,
    snooze,
    snooze_limit,
)
from tenants.agenda.models import Alert, Deadline
from tenants.agenda.queries import ledger
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import owner
from tests.tenants.agenda.conftest import EXTENDED_DUE, Opener

# Friday 20 February; J-7 of a request due on Monday 2 March comes on Monday 23 February.
NOW = datetime(2026, 2, 20, 14, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 2, 21, 9, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 2, 22, 9, 0, tzinfo=UTC)


def reminders(deadline: Deadline, state: Alert.State) -> list[tuple[str, datetime]]:
    """Return the reminders of `deadline` in that state: audience and instant."""
    with owner():
        found = ledger(deadline).filter(rung="reminder", state=state)
        return list(found.values_list("audience", "due_at"))


def test_snooze_when_put_off_then_the_person_is_reminded_at_that_instant(
    open_request: Opener, establishment: Establishment, people: dict[Role, User]
) -> None:
    deadline = open_request()

    with inside(establishment):
        held = snooze(deadline=deadline, until=SATURDAY, by=people[Role.DPO], now=NOW)

    assert (held.snoozed_until, held.snoozed_by_id) == (SATURDAY, people[Role.DPO].pk)
    assert reminders(deadline, Alert.State.PLANNED) == [("snoozer", SATURDAY)]


def test_snooze_when_put_off_again_then_one_reminder_remains(
    open_request: Opener, establishment: Establishment, people: dict[Role, User]
) -> None:
    deadline = open_request()

    with inside(establishment):
        snooze(deadline=deadline, until=SATURDAY, by=people[Role.DPO], now=NOW)
        snooze(deadline=deadline, until=SUNDAY, by=people[Role.DPO], now=NOW)

    assert reminders(deadline, Alert.State.PLANNED) == [("snoozer", SUNDAY)]
    assert reminders(deadline, Alert.State.CANCELLED) == [("snoozer", SATURDAY)]


def test_snooze_when_past_the_next_rung_then_it_is_refused_with_that_instant(
    open_request: Opener, establishment: Establishment, people: dict[Role, User]
) -> None:
    deadline = open_request()

    with inside(establishment):
        limit = snooze_limit(deadline, now=NOW)
        with pytest.raises(SnoozeRefusedError) as refusal:
            snooze(
                deadline=deadline,
                until=datetime(2026, 2, 24, 8, 0, tzinfo=UTC),
                by=people[Role.DPO],
                now=NOW,
            )

    assert (refusal.value.because, refusal.value.limit) == ("next_rung", limit)
    assert datetime(2026, 2, 23, 7, 0, tzinfo=UTC) <= limit
    assert limit <= datetime(2026, 2, 23, 7, 15, tzinfo=UTC)
    assert reminders(deadline, Alert.State.PLANNED) == []


def test_snooze_when_no_rung_is_left_before_the_end_then_the_end_is_the_limit(
    open_request: Opener, establishment: Establishment, people: dict[Role, User]
) -> None:
    deadline = open_request()
    last_evening = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)

    with inside(establishment), pytest.raises(SnoozeRefusedError) as refusal:
        snooze(
            deadline=deadline,
            until=datetime(2026, 3, 2, 23, 30, tzinfo=UTC),
            by=people[Role.DPO],
            now=last_evening,
        )

    assert refusal.value.limit == datetime(2026, 3, 2, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("until", "now", "because"),
    [
        (NOW, NOW, "past"),
        (
            datetime(2026, 3, 4, 9, 0, tzinfo=UTC),
            datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
            "late",
        ),
    ],
)
def test_snooze_when_nothing_can_be_put_off_then_the_refusal_says_why(
    open_request: Opener,
    establishment: Establishment,
    people: dict[Role, User],
    until: datetime,
    now: datetime,
    because: str,
) -> None:
    deadline = open_request()

    with inside(establishment), pytest.raises(SnoozeRefusedError) as refusal:
        snooze(deadline=deadline, until=until, by=people[Role.DPO], now=now)

    assert refusal.value.because == because


@pytest.mark.parametrize("because", ["acknowledged", "closed"])
def test_snooze_when_acknowledged_or_met_then_it_is_refused(
    open_request: Opener, establishment: Establishment, people: dict[Role, User], because: str
) -> None:
    deadline = open_request()
    with inside(establishment):
        if because == "closed":
            meet_deadline(deadline=deadline, now=NOW)
        else:
            acknowledge(deadline=deadline, by=people[Role.DPO], now=NOW)

        with pytest.raises(SnoozeRefusedError) as refusal:
            snooze(deadline=deadline, until=SATURDAY, by=people[Role.DPO], now=NOW)

    assert refusal.value.because == because


@pytest.mark.parametrize("ending", ["acknowledged", "moved"])
def test_snooze_when_acknowledged_or_moved_then_it_ends(
    open_request: Opener, establishment: Establishment, people: dict[Role, User], ending: str
) -> None:
    deadline = open_request()
    with inside(establishment):
        snooze(deadline=deadline, until=SATURDAY, by=people[Role.DPO], now=NOW)

        if ending == "moved":
            held = move_deadline(deadline=deadline, due=EXTENDED_DUE, now=NOW)
        else:
            held = acknowledge(deadline=deadline, by=people[Role.DPO], now=NOW)

    assert (held.snoozed_until, held.snoozed_by_id) == (None, None)
    assert reminders(deadline, Alert.State.PLANNED) == []
