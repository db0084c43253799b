"""What the mail server hands over is always taken in."""

import io
import sys
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError
from pytest_django import Settings

from tenants.agenda.bounce_address import bounce_address
from tenants.agenda.management.commands import bounce as command
from tenants.agenda.models import Alert
from tests.conftest import Firm, owner
from tests.tenants.agenda.conftest import Opener
from tests.tenants.agenda.sink import Relay
from tests.tenants.agenda.test_bounce_report import SAMPLES
from tests.tenants.agenda.test_pump import leave_due, now_of, turn


def hand_over(raw: bytes, monkeypatch: pytest.MonkeyPatch, *, to: str = "") -> tuple[str, str]:
    """Return what the command says, and what it complains of, when `raw` comes in."""
    said, complained = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    call_command("bounce", to=to, stdout=said, stderr=complained)
    return said.getvalue().strip(), complained.getvalue().strip()


def report_on(alert: Alert) -> bytes:
    text = (SAMPLES / "postfix_permanent.eml").read_text(encoding="utf-8")
    return text.replace("{to}", bounce_address(alert.pk)).encode()


def test_command_when_a_report_comes_in_then_the_address_is_marked(
    open_request: Opener, relay: Relay, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = leave_due(open_request())
    turn()

    assert hand_over(report_on(alert), monkeypatch) == (
        "Retour noté ; la personne suivante est prévenue.",
        "",
    )

    with owner():
        firm.dpo.refresh_from_db()
    assert firm.dpo.bounce_code == "5.1.1"
    assert now_of(alert).state == Alert.State.PLANNED


@pytest.mark.parametrize("raw", [b"", b"To: x@vigie.test\n\nBonjour", b"\xff" * 3_000_000])
def test_command_when_anything_else_comes_in_then_it_is_taken_in_with_one_sentence(
    raw: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, complained = hand_over(raw, monkeypatch)

    assert said == ""
    assert complained.endswith("Il est laissé sans suite.")
    assert len(complained.splitlines()) == 1
    assert sys.stdin.buffer.read() == b""


def test_command_when_the_database_is_away_then_the_server_tries_again_later(
    open_request: Opener, relay: Relay, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    alert = leave_due(open_request())

    def away(**_arguments: object) -> None:
        raise OperationalError

    monkeypatch.setattr(command, "bounced", away)

    with pytest.raises(SystemExit) as end:
        hand_over(report_on(alert), monkeypatch)

    assert end.value.code == 75
