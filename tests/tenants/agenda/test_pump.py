"""What is due leaves, once the relay has said so; whatever goes wrong, it stays to be sent."""

import logging
from datetime import UTC, datetime

import pytest
from django.db import connection
from pytest_django import Settings

from tenants.accounts.models import User
from tenants.agenda.actions import acknowledge, meet_deadline
from tenants.agenda.claim import CRASHES_BEFORE_DEATH
from tenants.agenda.models import Alert, AlertAttempt, Deadline, Heartbeat
from tenants.agenda.pump import pump
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import owner
from tests.tenants.agenda.conftest import OPENED, Opener
from tests.tenants.agenda.sink import HANG_UP, Relay

# Half-way up the ladder: with everything before it cut off, one alert to the DPO is due.
ONLY_THE_OPENING = ["opened"]


def leave_due(deadline: Deadline, *rungs: str, audience: str = "dpo") -> Alert:
    """Leave one alert of `deadline` due, put the others off by a century, and return it."""
    with owner():
        alerts = Alert.objects.filter(deadline=deadline)
        mails = alerts.filter(channel=Alert.Channel.MAIL, audience=audience)
        kept = mails.get(rung__in=rungs or ONLY_THE_OPENING)
        alerts.exclude(pk=kept.pk).update(next_try_at=datetime(2126, 1, 1, tzinfo=UTC))
    return kept


def due_again(alert: Alert) -> None:
    """Let the delay or the lease of `alert` run out."""
    with owner():
        Alert.objects.filter(pk=alert.pk).update(next_try_at=datetime(2026, 3, 1, tzinfo=UTC))


def now_of(alert: Alert) -> Alert:
    """Return `alert` as it is in the database."""
    with owner():
        return Alert.objects.get(pk=alert.pk)


def tries(alert: Alert) -> list[tuple[int, str, int | None]]:
    """Return number, outcome and code of each attempt."""
    with owner():
        found = AlertAttempt.objects.filter(alert=alert).order_by("pk")
        return list(found.values_list("number", "outcome", "relay_code"))


def turn() -> int:
    """Let the pump turn once."""
    return pump(budget_seconds=5, driver="loop")


def test_pump_when_an_alert_is_due_then_the_relays_answer_is_kept(
    open_request: Opener, relay: Relay
) -> None:
    alert = leave_due(open_request())

    assert turn() == 1

    [mail] = relay.sink.mails
    assert mail.to == ("dpo@firm.test",)
    assert mail.id == f"<{alert.pk}@vigie.test>"
    sent = now_of(alert)
    assert (sent.state, sent.attempts, sent.crashes) == (Alert.State.ACCEPTED, 1, 0)
    assert (sent.relay_code, sent.relay_reply) == (250, "2.0.0 Ok: queued as 4F1A2B")
    assert sent.accepted_at is not None
    assert tries(alert) == [(1, "accepted", 250)]
    assert turn() == 0
    with owner():
        assert list(Heartbeat.objects.values_list("driver", flat=True)) == ["loop"]


def test_pump_when_nothing_is_due_yet_then_nothing_leaves(
    open_request: Opener, relay: Relay
) -> None:
    alert = leave_due(open_request())
    with owner():
        Alert.objects.filter(pk=alert.pk).update(next_try_at=datetime(2126, 1, 1, tzinfo=UTC))

    assert turn() == 0

    assert relay.sink.mails == []


def test_pump_when_the_relay_is_down_then_the_alert_waits_and_leaves_with_the_same_id(
    open_request: Opener, relay: Relay
) -> None:
    alert = leave_due(open_request())
    relay.stop()

    assert turn() == 0

    waiting = now_of(alert)
    assert (waiting.state, waiting.attempts, waiting.crashes) == (Alert.State.PLANNED, 1, 0)
    assert delay_of(waiting) == 15
    due_again(alert)
    assert turn() == 0
    assert delay_of(now_of(alert)) == 30
    relay.start()
    due_again(alert)
    assert turn() == 1
    assert [mail.id for mail in relay.sink.mails] == [f"<{alert.pk}@vigie.test>"]
    assert relay.sink.mails[0].message["X-Vigie-Attempt"] == "3"
    assert tries(alert) == [(1, "unreached", None), (2, "unreached", None), (3, "accepted", 250)]


def delay_of(alert: Alert) -> int:
    """Return the seconds before the next try, by PostgreSQL's clock."""
    with connection.cursor() as cursor:
        cursor.execute("select round(extract(epoch from %s - now()))", [alert.next_try_at])
        return int(cursor.fetchone()[0])


def test_pump_when_the_relay_has_been_down_for_a_day_then_it_is_asked_each_quarter_of_an_hour(
    open_request: Opener, relay: Relay
) -> None:
    alert = leave_due(open_request())
    with owner():
        Alert.objects.filter(pk=alert.pk).update(attempts=90)
    relay.stop()

    turn()

    assert (delay_of(now_of(alert)), now_of(alert).state) == (900, Alert.State.PLANNED)


def test_pump_when_the_relay_takes_the_mail_but_hangs_up_then_it_is_sent_again_under_its_id(
    open_request: Opener, relay: Relay
) -> None:
    alert = leave_due(open_request())
    relay.sink.answers = [HANG_UP]

    assert turn() == 0
    due_again(alert)
    assert turn() == 1

    assert [mail.id for mail in relay.sink.mails] == [f"<{alert.pk}@vigie.test>"] * 2


def test_pump_when_one_message_is_refused_then_the_others_leave(
    open_request: Opener, relay: Relay
) -> None:
    alerts = [leave_due(open_request(reference=f"DR-2026-{n:04}")) for n in range(1, 4)]
    relay.sink.answers = ["451 4.3.0 try later, dpo@firm.test"]

    assert turn() == 2

    [refused] = [alert for alert in map(now_of, alerts) if alert.state == Alert.State.PLANNED]
    assert (refused.relay_code, refused.relay_reply) == (451, "4.3.0 try later, [address]")
    assert tries(refused) == [(1, "refused", 451)]


def test_pump_when_one_message_makes_the_relay_hang_up_then_the_others_get_a_new_line(
    open_request: Opener, relay: Relay
) -> None:
    for number in range(1, 4):
        leave_due(open_request(reference=f"DR-2026-{number:04}"))
    relay.sink.answers = [HANG_UP]

    assert turn() == 2


def test_pump_when_an_address_is_refused_for_ever_then_the_lead_is_written_to(
    open_request: Opener, relay: Relay
) -> None:
    alert = leave_due(open_request())
    relay.sink.refused_addresses = {"dpo@firm.test": "550 5.1.1 <dpo@firm.test>: unknown"}

    assert turn() == 0
    assert now_of(alert).relay_reply == "5.1.1 [address]: unknown"
    due_again(alert)
    assert turn() == 1

    assert relay.sink.mails[0].to == ("lead@firm.test",)


def test_pump_when_the_deadline_was_met_meanwhile_then_nothing_is_sent(
    open_request: Opener, relay: Relay, establishment: Establishment
) -> None:
    deadline = open_request()
    alert = leave_due(deadline)
    with inside(establishment):
        meet_deadline(deadline=deadline, now=OPENED)
    with owner():
        Alert.objects.filter(pk=alert.pk).update(state=Alert.State.SENDING)

    assert turn() == 0

    assert relay.sink.mails == []
    assert (now_of(alert).state, now_of(alert).cancelled_because) == ("cancelled", "met")


def test_pump_when_acknowledged_while_it_was_being_sent_then_only_a_final_one_leaves(
    open_request: Opener, relay: Relay, establishment: Establishment, people: dict[Role, User]
) -> None:
    gentle, final = open_request(), open_request(reference="DR-2026-0002")
    alerts = leave_due(gentle, "J-3"), leave_due(final, "J-1")
    for deadline in (gentle, final):
        with inside(establishment):
            acknowledge(deadline=deadline, by=people[Role.MANAGER], now=OPENED)
    with owner():
        sent = Alert.objects.filter(pk__in=[alert.pk for alert in alerts])
        sent.update(state=Alert.State.SENDING, cancelled_because="")

    assert turn() == 1

    assert [now_of(alert).state for alert in alerts] == ["cancelled", "accepted"]


def test_pump_when_a_message_cannot_be_written_then_it_dies_alone_and_is_said(
    open_request: Opener, relay: Relay, establishment: Establishment,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    poison = leave_due(open_request())
    sound = leave_due(open_request(reference="DR-2026-0002"))
    with owner():
        Alert.objects.filter(pk=poison.pk).update(audience="nobody-knows")

    for _turn in range(CRASHES_BEFORE_DEATH + 1):
        turn()
        due_again(poison)

    assert now_of(sound).state == Alert.State.ACCEPTED
    assert (now_of(poison).state, now_of(poison).attempts) == (Alert.State.DEAD, 8)
    assert tries(poison) == [(number, "crashed", None) for number in range(1, 9)]
    buried = [record for record in caplog.records if "is dead" in record.message]
    assert [record.levelno for record in buried] == [logging.ERROR]


def test_pump_when_a_worker_died_while_writing_then_the_suspect_is_claimed_alone(
    open_request: Opener, relay: Relay
) -> None:
    suspect = leave_due(open_request())
    with owner():
        Alert.objects.filter(pk=suspect.pk).update(state=Alert.State.SENDING, crashes=7)

    assert turn() == 1

    assert (now_of(suspect).state, now_of(suspect).crashes) == (Alert.State.ACCEPTED, 0)


def test_pump_when_nobody_at_all_is_reachable_then_the_alert_waits(
    open_request: Opener, relay: Relay, caplog: pytest.LogCaptureFixture
) -> None:
    alert = leave_due(open_request())
    with owner():
        User.objects.update(is_active=False)

    assert turn() == 0

    assert (now_of(alert).state, now_of(alert).crashes) == (Alert.State.PLANNED, 0)
    assert tries(alert) == [(1, "nobody", None)]
    assert "An alert has nobody to go to." in caplog.messages


def test_pump_when_the_manager_is_meant_then_only_that_establishment_is_told(
    open_request: Opener, relay: Relay, people: dict[Role, User], settings: Settings
) -> None:
    alert = leave_due(open_request(), "J-1", audience="manager")

    assert turn() == 1

    [mail] = relay.sink.mails
    assert mail.to == ("manager@pharmacie.test",)
    body = mail.message.get_body()
    assert body is not None
    assert f"https://vigie.test/a/{alert.pk}/" in body.get_content()


def test_pump_when_two_establishments_are_in_one_batch_then_each_mail_is_its_own(
    open_request: Opener, relay: Relay, other_establishment: Establishment
) -> None:
    leave_due(open_request())
    leave_due(open_request(at=other_establishment))

    assert turn() == 2

    bodies = {mail.to: str(mail.message.get_body()) for mail in relay.sink.mails}
    assert "Pharmacie du Port" in bodies[("dpo@firm.test",)]
    assert "Pharmacie des Ar" not in bodies[("dpo@firm.test",)]
    assert "Pharmacie des Ar" in bodies[("stranger@firm.test",)]
