"""The watch, a program apart: what it finds, whom it tells, and by which way."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from pytest_django import Settings

from tenants.agenda.alarm import GRACE
from tenants.agenda.management.commands import watch as command
from tenants.agenda.management.commands.watch import Lookout
from tenants.agenda.models import Alert, Heartbeat
from tenants.agenda.watch import Trouble, beat, look
from tenants.directory.switching import at_the_clock
from tests.conftest import Firm, owner
from tests.tenants.agenda.conftest import Opener
from tests.tenants.agenda.sink import Relay
from tests.tenants.agenda.test_watch import clock

PINGS: list[str] = []


class _Switch(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        PINGS.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def switch(settings: Settings) -> Iterator[None]:
    """Serve a dead man's switch where the settings say."""
    PINGS.clear()
    server = HTTPServer(("127.0.0.1", 0), _Switch)
    settings.WATCH_PING_URL = f"http://127.0.0.1:{server.server_port}/alive"
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def route(relay: Relay, settings: Settings) -> Relay:
    """Return the relay of the watch, which is not that of the alerts."""
    settings.WATCH_EMAIL_URL = f"smtp://127.0.0.1:{settings.EMAIL_PORT}"
    settings.EMAIL_PORT = 9
    return relay


@pytest.fixture
def lookout(monkeypatch: pytest.MonkeyPatch) -> Lookout:
    """Return a lookout whose grace is over."""
    found = Lookout()
    started = found._alarm.started_at - GRACE
    monkeypatch.setattr(found, "_alarm", type(found._alarm)(started_at=started))
    return found


def turn_all() -> None:
    """Let every driver have just turned."""
    with at_the_clock():
        for name in ("loop", "celery", "canary"):
            beat(name)


def test_troubles_when_all_turn_then_there_are_none(firm: Firm) -> None:
    turn_all()

    assert look().troubles == ()


@pytest.mark.parametrize(
    ("driver", "minutes", "found"),
    [
        ("loop", 9, ()),
        ("loop", 11, (Trouble.STOPPED,)),
        ("canary", 2, ()),
        ("canary", 4, (Trouble.CANARY,)),
    ],
)
def test_troubles_when_a_sign_of_life_is_old_then_it_is_one(
    firm: Firm, driver: str, minutes: int, found: tuple[Trouble, ...]
) -> None:
    turn_all()
    with owner():
        Heartbeat.objects.filter(driver="celery").delete()
        old = clock() - timedelta(minutes=minutes)
        Heartbeat.objects.filter(driver=driver).update(beat_at=old)

    assert look().troubles == found


def test_troubles_when_an_alert_is_dead_then_it_is_one(open_request: Opener) -> None:
    open_request()
    turn_all()
    with owner():
        Alert.objects.update(due_at=clock() + timedelta(days=1))
        Alert.objects.filter(rung="opened").update(state=Alert.State.DEAD)

    assert look().troubles == (Trouble.DEAD,)


def test_watch_when_all_is_well_then_the_switch_is_pinged_and_nobody_told(
    firm: Firm, lookout: Lookout, route: Relay, switch: None
) -> None:
    turn_all()

    lookout.turn()

    assert PINGS == ["/alive"]
    assert route.sink.mails == []
    with owner():
        assert Heartbeat.objects.filter(driver="watch").exists()


def test_watch_when_the_clock_stopped_then_the_operator_is_told_by_the_other_relay(
    firm: Firm, lookout: Lookout, route: Relay, switch: None
) -> None:
    lookout.turn()
    lookout.turn()

    assert PINGS == []
    assert [mail.to for mail in route.sink.mails] == [("operator@firm.test",)]
    said = route.sink.mails[0].message
    assert said["Subject"] == "[Vigie] Les alertes demandent votre attention"
    assert "Ni Celery ni la boucle d’alerte" in said.get_content()


def test_watch_when_the_clock_turns_again_then_it_says_so_once(
    firm: Firm, lookout: Lookout, route: Relay
) -> None:
    lookout.turn()
    turn_all()
    lookout.turn()
    lookout.turn()

    assert [mail.message["Subject"] for mail in route.sink.mails] == [
        "[Vigie] Les alertes demandent votre attention",
        "[Vigie] Les alertes partent de nouveau à l’heure",
    ]


def test_watch_when_the_base_is_away_then_those_it_knew_and_those_named_are_told(
    firm: Firm,
    lookout: Lookout,
    route: Relay,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away() -> None:
        raise DatabaseError

    settings.WATCH_TO = ["astreinte@firm.test"]
    turn_all()
    lookout.turn()
    monkeypatch.setattr(command, "look", away)
    monkeypatch.setattr(connection, "close", lambda: None)

    lookout.turn()

    assert [sorted(mail.to) for mail in route.sink.mails] == [
        ["astreinte@firm.test", "operator@firm.test"]
    ]
    assert "La base de données ne répond pas" in route.sink.mails[0].message.get_content()


def test_watch_when_its_relay_is_down_then_it_goes_on(
    firm: Firm, lookout: Lookout, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.WATCH_EMAIL_URL = "smtp://127.0.0.1:9"

    lookout.turn()

    assert "The watch could not mail the operator." in caplog.messages
    assert "operator@firm.test" not in caplog.text


@pytest.mark.parametrize(("turns", "code"), [(True, 0), (False, 1)])
def test_watch_when_asked_once_then_the_exit_code_says_it(
    firm: Firm, turns: bool, code: int
) -> None:
    if turns:
        turn_all()

    with pytest.raises(SystemExit) as ended:
        call_command("watch", once=True)

    assert ended.value.code == code
