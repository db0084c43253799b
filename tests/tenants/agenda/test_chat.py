"""Chat and SMS beside the mail: verified by a code, told without a name, given up aloud."""

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from pytest_django import Settings

from tenants.accounts.models import User
from tenants.agenda.chat import ChannelRefused, add_channel, verify_channel
from tenants.agenda.models import Alert, AlertAttempt, ChatChannel, Deadline
from tenants.agenda.pump import pump
from tenants.directory.models import Establishment
from tenants.directory.switching import as_person
from tests.conftest import Firm, owner
from tests.tenants.agenda.chat_sink import ChatSink
from tests.tenants.agenda.conftest import OPENED, Opener
from tests.tenants.agenda.sink import Relay

CENTURY = datetime(2126, 1, 1, tzinfo=UTC)


@pytest.fixture
def sink(settings: Settings) -> Iterator[ChatSink]:
    """Yield a chat service on the machine itself, allowed for the test."""
    settings.CHAT_PRIVATE_HOSTS = True
    sink = ChatSink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture(autouse=True)
def patient(db: None) -> None:
    """Forget when the last code left."""
    with owner():
        cache.clear()


def address(sink: ChatSink) -> str:
    """Return what a person would paste."""
    return f"http://127.0.0.1:{sink.port}/hooks/3ccdd113474722377935"


def texts(sink: ChatSink) -> list[str]:
    """Return what the service was told."""
    return [json.loads(body)["text"].strip() for _path, body in sink.taken]


def channel_of(person: User, sink: ChatSink, *, verified: bool = True) -> ChatChannel:
    """Give `person` a channel on the service, verified by the code it received."""
    with as_person(person.pk):
        channel = add_channel(
            person=person, service="mattermost", address=address(sink), now=OPENED
        )
        if verified:
            assert verify_channel(channel, code=code_in(sink), now=OPENED)
    sink.taken.clear()
    with owner():
        cache.clear()
    return channel


def code_in(sink: ChatSink) -> str:
    """Return the code the service was told last."""
    found = re.search(r"[A-Z2-7]{4}-[A-Z2-7]{4}", texts(sink)[-1])
    assert found
    return found[0]


def chat_alert(deadline: Deadline) -> Alert:
    """Leave one chat alert to the DPO due, and put every other alert off by a century."""
    with owner():
        Alert.objects.filter(deadline=deadline).update(next_try_at=CENTURY)
        return Alert.objects.create(
            deadline=deadline,
            schema_name=deadline.schema_name,
            rung="J-0",
            audience="dpo",
            channel=Alert.Channel.CHAT,
            is_final=True,
            due_at=OPENED,
            next_try_at=OPENED,
        )


def now_of(alert: Alert) -> Alert:
    """Return `alert` as it is in the database."""
    with owner():
        return Alert.objects.get(pk=alert.pk)


def turn() -> int:
    """Let the pump turn once."""
    return pump(budget_seconds=5, driver="loop")


@pytest.mark.parametrize(
    ("public_url", "starts"), [("http://vigie.test", True), ("https://vigie.test", False)]
)
def test_settings_when_private_hosts_are_allowed_then_https_does_not_start(
    public_url: str, starts: bool
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import portal.settings"],
        env={**os.environ, "PUBLIC_URL": public_url, "CHAT_PRIVATE_HOSTS": "true"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode == 0) is starts
    assert ("CHAT_PRIVATE_HOSTS" in done.stderr) is (not starts)


def test_channel_when_its_code_is_typed_then_serves(firm: Firm, sink: ChatSink) -> None:
    with as_person(firm.dpo.pk):
        channel = add_channel(
            person=firm.dpo, service="mattermost", address=address(sink), now=OPENED
        )
        typed = code_in(sink).lower().replace("-", " ")
        answers = [
            verify_channel(channel, code="AAAA-AAAA", now=OPENED),
            verify_channel(channel, code=typed, now=OPENED + timedelta(minutes=31)),
            verify_channel(channel, code=typed, now=OPENED + timedelta(minutes=29)),
        ]

    assert answers == [False, False, True]
    with owner():
        kept = ChatChannel.objects.get()
    assert kept.verified_at == OPENED + timedelta(minutes=29)
    assert "3ccdd113474722377935" not in kept.sealed_url


def test_channel_when_codes_are_asked_one_after_the_other_then_waits(
    firm: Firm, sink: ChatSink
) -> None:
    with as_person(firm.dpo.pk):
        add_channel(person=firm.dpo, service="mattermost", address=address(sink), now=OPENED)
        with pytest.raises(ChannelRefused, match="réessayez dans un instant"):
            add_channel(person=firm.dpo, service="mattermost", address=address(sink), now=OPENED)

    assert sink.calls == 1


def test_channel_when_the_service_refuses_the_code_then_the_former_one_stays(
    firm: Firm, sink: ChatSink
) -> None:
    channel_of(firm.dpo, sink)
    with owner():
        before = ChatChannel.objects.values().get()
    sink.status = 404

    with as_person(firm.dpo.pk), pytest.raises(ChannelRefused, match="n’a pas pris le message"):
        add_channel(person=firm.dpo, service="mattermost", address=address(sink), now=OPENED)

    with owner():
        assert ChatChannel.objects.values().get() == before
    # A refusal counts as a try: the portal is no tool to knock at others’ doors.
    with as_person(firm.dpo.pk), pytest.raises(ChannelRefused, match="réessayez"):
        add_channel(person=firm.dpo, service="mattermost", address=address(sink), now=OPENED)


def test_channel_when_it_leads_to_the_house_then_is_refused_and_not_kept(
    firm: Firm, sink: ChatSink, settings: Settings
) -> None:
    settings.CHAT_PRIVATE_HOSTS = False
    inside_the_house = f"https://localhost:{sink.port}/hooks/3ccdd113474722377935"

    with as_person(firm.dpo.pk), pytest.raises(ChannelRefused, match="réseau privé"):
        add_channel(person=firm.dpo, service="mattermost", address=inside_the_house, now=OPENED)

    with owner():
        assert not ChatChannel.objects.exists()
    assert sink.calls == 0


def test_chat_alert_when_due_then_says_reference_time_left_and_link_alone(
    firm: Firm, establishment: Establishment, open_request: Opener, relay: Relay, sink: ChatSink
) -> None:
    channel_of(firm.dpo, sink)
    deadline = open_request()
    alert = chat_alert(deadline)

    assert turn() == 1

    [text] = texts(sink)
    first, link = text.split("\n")
    assert re.fullmatch(r"Vigie · DR-2026-0001 · en retard de \d+ jours", first)
    assert link == f"https://vigie.test/a/{alert.pk}/"
    sent = now_of(alert)
    assert (sent.state, sent.relay_code, sent.relay_reply) == ("accepted", 200, "mattermost")
    with owner():
        attempt = AlertAttempt.objects.get(alert=alert)
    assert (attempt.outcome, attempt.persons) == ("accepted", [firm.dpo.pk])
    assert relay.sink.mails == []


@pytest.mark.parametrize("state", ["none", "unverified", "failed"])
def test_chat_alert_when_nobody_has_a_channel_that_serves_then_is_cancelled(
    firm: Firm, open_request: Opener, relay: Relay, sink: ChatSink, state: str
) -> None:
    if state != "none":
        channel_of(firm.dpo, sink, verified=state == "failed")
    if state == "failed":
        with owner():
            ChatChannel.objects.update(failed_at=OPENED)
    alert = chat_alert(open_request())

    assert turn() == 0

    assert (now_of(alert).state, now_of(alert).cancelled_because) == ("cancelled", "no_channel")
    assert sink.taken == []


def test_chat_alert_when_the_mail_relay_is_down_then_leaves_all_the_same(
    firm: Firm, open_request: Opener, relay: Relay, sink: ChatSink
) -> None:
    channel_of(firm.dpo, sink)
    deadline = open_request()
    alert = chat_alert(deadline)
    with owner():
        mail = Alert.objects.filter(deadline=deadline, channel="mail", audience="dpo").first()
        assert mail is not None
        Alert.objects.filter(pk=mail.pk).update(next_try_at=OPENED)
    relay.stop()

    turn()

    assert (now_of(alert).state, now_of(mail).state) == ("accepted", "planned")


def test_chat_alert_when_the_service_is_down_then_waits_and_is_given_up_aloud(
    firm: Firm,
    open_request: Opener,
    relay: Relay,
    sink: ChatSink,
    caplog: pytest.LogCaptureFixture,
) -> None:
    channel_of(firm.dpo, sink)
    alert = chat_alert(open_request())
    sink.status = 503
    states = []
    with caplog.at_level(logging.ERROR):
        for _try in range(6):
            with owner():
                Alert.objects.filter(pk=alert.pk, state="planned").update(next_try_at=OPENED)
            turn()
            states.append(now_of(alert).state)

    assert states == ["planned"] * 5 + ["cancelled"]
    assert now_of(alert).cancelled_because == "chat_failed"
    with owner():
        assert ChatChannel.objects.get().failed_at is not None
    assert "A chat alert was given up" in caplog.text
    assert "3ccdd113474722377935" not in caplog.text
