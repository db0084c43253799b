"""What is kept of the relay's words."""

import pytest
from pytest_django import Settings

from tenants.agenda.relay import Answer, RelayRefused, RelayUnreached, open_relay
from tests.tenants.agenda.sink import HANG_UP, Relay

MAIL = b"From: a@vigie.test\r\nTo: b@firm.test\r\nSubject: s\r\n\r\n.one dot\r\n"
SENDER = "alertes@vigie.test"


def say(*, to: tuple[str, ...] = ("b@firm.test",)) -> Answer:
    """Send one message over a connection of its own."""
    with open_relay() as line:
        return line.send(MAIL, sender=SENDER, to=to)


def test_relay_when_it_accepts_then_code_and_queue_id_are_kept(relay: Relay) -> None:
    assert say() == Answer(code=250, reply="2.0.0 Ok: queued as 4F1A2B")


def test_relay_when_it_names_an_address_then_the_address_is_not_kept(relay: Relay) -> None:
    relay.sink.answers = ["250 2.1.5 <b@firm.test> queued for b.b+c@mail.firm.test as 77"]

    assert say().reply == "2.1.5 [address] queued for [address] as 77"


def test_relay_when_it_refuses_the_message_then_its_words_are_kept(relay: Relay) -> None:
    relay.sink.answers = ["554 5.7.1 not from you"]

    with pytest.raises(RelayRefused) as refusal:
        say()

    assert refusal.value.answer == Answer(code=554, reply="5.7.1 not from you")


def test_relay_when_one_address_of_two_is_refused_then_the_other_is_served(relay: Relay) -> None:
    relay.sink.refused_addresses = {"gone@firm.test": "550 5.1.1 unknown"}

    answer = say(to=("gone@firm.test", "b@firm.test"))

    assert answer == Answer(250, "[1 refused] 2.0.0 Ok: queued as 4F1A2B", left_out=(0,))
    assert relay.sink.mails[0].to == ("b@firm.test",)


def test_relay_when_a_message_was_refused_then_the_next_goes_over_the_same_line(
    relay: Relay,
) -> None:
    relay.sink.answers = ["451 4.3.0 later"]

    with open_relay() as line:
        with pytest.raises(RelayRefused):
            line.send(MAIL, sender=SENDER, to=("b@firm.test",))
        answer = line.send(MAIL, sender=SENDER, to=("b@firm.test",))

    assert answer.code == 250


@pytest.mark.parametrize("answer", [HANG_UP, "421 4.3.2 closing"])
def test_relay_when_the_line_breaks_then_it_is_unreached(relay: Relay, answer: str) -> None:
    relay.sink.answers = [answer]

    with pytest.raises(RelayUnreached):
        say()


def test_relay_when_it_is_down_then_it_is_unreached(relay: Relay) -> None:
    relay.stop()

    with pytest.raises(RelayUnreached) as unreached:
        say()

    assert unreached.value.answer is None


def test_relay_when_an_address_cannot_be_written_then_only_that_message_is_refused(
    relay: Relay,
) -> None:
    with pytest.raises(RelayRefused):
        say(to=("é@firm.test",))


def test_relay_when_tls_is_asked_of_a_plain_relay_then_it_is_unreached(
    relay: Relay, settings: Settings
) -> None:
    settings.EMAIL_USE_TLS = True

    with pytest.raises(RelayUnreached):
        say()


def test_relay_when_it_will_not_have_the_sender_then_the_other_sender_is_offered(
    relay: Relay,
) -> None:
    relay.sink.refused_senders = {"alerte+1@vigie.test": "553 5.7.1 not yours"}

    with open_relay() as line:
        line.send(MAIL, sender="alerte+1@vigie.test", or_from=SENDER, to=("b@firm.test",))

    assert relay.sink.mails[0].sender == SENDER
