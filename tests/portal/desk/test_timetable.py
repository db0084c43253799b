"""The page of the timetable: what starts by itself, and what has not for too long."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from portal.desk.timetable import runs
from tenants.accounts.models import User
from tenants.agenda.models import Heartbeat
from tenants.agenda.watch import beat, look
from tenants.directory.roles import Role
from tenants.directory.switching import at_the_clock
from tests.conftest import Firm, owner

ALL = (
    "loop",
    "celery",
    "canary",
    "reconcile",
    "recurrences",
    "digest_rows",
    "pushes",
    "portfolio",
    "vendors",
    "watch",
)


def turn_all() -> None:
    """Let everything have just run."""
    with at_the_clock():
        for name in ALL:
            beat(name)


def test_timetable_when_all_has_just_run_then_nothing_is_late(firm: Firm) -> None:
    turn_all()

    assert [(run.line.name, run.is_late) for run in runs(look())] == [
        ("pump", False),
        ("reconcile", False),
        ("duties", False),
        ("digests", False),
        ("pushes", False),
        ("portfolio", False),
        ("vendors", False),
        ("canary", False),
        ("watch", False),
    ]


def test_timetable_when_a_line_never_ran_or_long_ago_then_it_is_late(firm: Firm) -> None:
    turn_all()
    with owner():
        Heartbeat.objects.filter(driver="canary").delete()
        old = look().at - timedelta(hours=3)
        Heartbeat.objects.filter(driver__in=["reconcile", "celery"]).update(beat_at=old)

    late = {run.line.name: run.last_at for run in runs(look()) if run.is_late}

    assert late == {"reconcile": old, "canary": None}


@pytest.mark.parametrize("role", [Role.LEAD, Role.OPERATOR])
def test_page_when_asked_by_lead_or_operator_then_it_shows_each_line(
    firm: Firm, people: dict[Role, User], client_for: Callable[[User], Client], role: Role
) -> None:
    turn_all()

    page = client_for(people[role]).get("/horloge/")

    assert page.status_code == 200
    text = page.content.decode()
    assert "Envoyer les alertes échues" in text
    assert "chaque heure, à la minute\u00a017" in text
    assert text.count('class="tag t-late"') == 0


@pytest.mark.parametrize("role", [Role.DPO, Role.MANAGER])
def test_page_when_asked_by_another_role_then_it_is_refused(
    people: dict[Role, User], client_for: Callable[[User], Client], role: Role
) -> None:
    assert client_for(people[role]).get("/horloge/").status_code == 403
