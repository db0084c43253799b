"""A mail that comes back: the address is marked, and the next person is told at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tenants.accounts.models import User
from tenants.agenda.bounce import Consequence, bounced
from tenants.agenda.bounce_address import bounce_address
from tenants.agenda.bounce_report import Failure
from tenants.agenda.models import Alert, AlertAttempt, Deadline
from tenants.directory.models import Establishment
from tests.conftest import Firm, owner
from tests.tenants.agenda.conftest import Opener
from tests.tenants.agenda.sink import Relay
from tests.tenants.agenda.test_pump import leave_due, now_of, turn

DEAD = Failure(
    addresses=frozenset({"dpo@firm.test"}),
    status="5.1.1",
    code=550,
    words="smtp; 550 5.1.1 unknown",
    is_over=True,
)
SLOW = replace(DEAD, status="4.4.1", code=None, words="connection timed out", is_over=False)


@pytest.fixture
def sent(open_request: Opener, relay: Relay, firm: Firm, establishment: Establishment) -> Alert:
    """Return an alert that the relay accepted for the assigned DPO, the lead being the deputy."""
    alert = leave_due(open_request())
    with owner():
        Establishment.objects.filter(pk=establishment.pk).update(
            assigned_dpo=firm.dpo, deputy_dpo=firm.lead
        )
        ends_in(alert, hours=240)
    assert turn() == 1
    return alert


def ends_in(alert: Alert, *, hours: float) -> None:
    """Move the end of the alert's deadline, which began long ago."""
    due_at = datetime.now(UTC) + timedelta(hours=hours)
    Deadline.objects.filter(pk=alert.deadline_id).update(due_at=due_at, due_on=None)


def come_back(alert: Alert, failure: Failure = DEAD, *, after: timedelta = timedelta(0)) -> str:
    return bounced(alert_id=alert.pk, failure=failure, now=datetime.now(UTC) + after)


def marks(user: User) -> tuple[bool, str]:
    with owner():
        user.refresh_from_db()
    return user.bounced_at is not None, user.bounce_code


def tries(alert: Alert) -> list[tuple[str, list[int]]]:
    with owner():
        found = AlertAttempt.objects.filter(alert=alert).order_by("pk")
        return list(found.values_list("outcome", "persons"))


def test_bounce_when_permanent_then_marked_and_the_deputy_is_told_at_once(
    sent: Alert, relay: Relay, firm: Firm
) -> None:
    assert come_back(sent) == Consequence.NEXT_TOLD

    assert marks(firm.dpo) == (True, "5.1.1")
    assert now_of(sent).state == Alert.State.PLANNED
    assert turn() == 1
    assert [mail.to for mail in relay.sink.mails] == [("dpo@firm.test",), ("lead@firm.test",)]
    assert {mail.id for mail in relay.sink.mails} == {f"<{sent.pk}@vigie.test>"}
    assert {mail.sender for mail in relay.sink.mails} == {bounce_address(sent.pk)}
    assert tries(sent) == [
        ("accepted", [firm.dpo.pk]),
        ("bounced", [firm.dpo.pk]),
        ("accepted", [firm.lead.pk]),
    ]


def test_bounce_when_told_twice_then_nothing_more(sent: Alert, relay: Relay) -> None:
    come_back(sent)
    turn()

    assert come_back(sent) == Consequence.IGNORED

    assert now_of(sent).state == Alert.State.ACCEPTED
    assert turn() == 0


def test_bounce_when_the_next_one_comes_back_too_then_the_lead_and_the_operator(
    sent: Alert, relay: Relay
) -> None:
    come_back(sent)
    turn()

    come_back(sent, replace(DEAD, addresses=frozenset({"lead@firm.test"})))
    turn()

    # The lead's address is dead and nobody else is left: the operator of the instance knows.
    assert [mail.to for mail in relay.sink.mails][2:] == [("operator@firm.test",)]


@pytest.mark.parametrize(
    ("hours", "consequence"), [(71, Consequence.NEXT_TOLD), (73, Consequence.NOTED)]
)
def test_bounce_when_only_delayed_then_the_next_is_told_if_less_than_72_hours_are_left(
    sent: Alert, firm: Firm, hours: float, consequence: Consequence
) -> None:
    with owner():
        ends_in(sent, hours=hours)

    assert come_back(sent, SLOW) == consequence

    assert marks(firm.dpo) == (False, "")


def test_bounce_when_given_up_after_delays_then_the_next_is_told_but_nobody_is_marked(
    sent: Alert, relay: Relay, firm: Firm
) -> None:
    come_back(sent, SLOW)

    assert come_back(sent, replace(SLOW, is_over=True)) == Consequence.NEXT_TOLD

    assert marks(firm.dpo) == (False, "")
    turn()
    assert relay.sink.mails[-1].to == ("lead@firm.test",)


def test_bounce_when_forwarded_to_another_address_then_it_is_the_one_person_written_to(
    sent: Alert, firm: Firm
) -> None:
    come_back(sent, replace(DEAD, addresses=frozenset({"maël@elsewhere.test"})))

    assert marks(firm.dpo) == (True, "5.1.1")


def test_bounce_when_several_were_told_and_it_names_none_then_nobody_is_marked(
    open_request: Opener, relay: Relay, firm: Firm
) -> None:
    alert = leave_due(open_request())
    turn()
    with owner():
        AlertAttempt.objects.filter(alert=alert).update(persons=[firm.dpo.pk, firm.lead.pk])

    assert (
        come_back(alert, replace(DEAD, addresses=frozenset({"x@elsewhere.test"})))
        == Consequence.NOTED
    )

    assert (marks(firm.dpo), marks(firm.lead)) == ((False, ""), (False, ""))


def test_bounce_when_another_was_told_then_the_alert_does_not_leave_again(
    sent: Alert, firm: Firm
) -> None:
    with owner():
        AlertAttempt.objects.filter(alert=sent).update(persons=[firm.dpo.pk, firm.lead.pk])

    assert come_back(sent) == Consequence.NOTED

    assert marks(firm.dpo) == (True, "5.1.1")
    assert now_of(sent).state == Alert.State.ACCEPTED


def test_bounce_when_the_deadline_is_met_then_only_the_address_is_marked(
    sent: Alert, firm: Firm
) -> None:
    with owner():
        Deadline.objects.filter(pk=sent.deadline_id).update(
            state=Deadline.State.MET, met_at=datetime.now(UTC)
        )

    assert come_back(sent) == Consequence.NOTED

    assert marks(firm.dpo) == (True, "5.1.1")
    assert now_of(sent).state == Alert.State.ACCEPTED


@pytest.mark.parametrize("after", [timedelta(days=7, minutes=1), timedelta(days=400)])
def test_bounce_when_a_week_has_passed_then_it_is_not_believed(
    sent: Alert, firm: Firm, after: timedelta
) -> None:
    assert come_back(sent, after=after) == Consequence.IGNORED

    assert marks(firm.dpo) == (False, "")


def test_bounce_when_the_alert_never_left_then_it_is_not_believed(
    open_request: Opener, relay: Relay, firm: Firm
) -> None:
    alert = leave_due(open_request())

    assert come_back(alert) == Consequence.IGNORED

    assert marks(firm.dpo) == (False, "")
