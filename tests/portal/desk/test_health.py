import pytest
from django.test import Client

from tenants.agenda.watch import beat
from tests.conftest import owner


def test_live_when_asked_then_answers_to_anybody() -> None:
    answer = Client().get("/sante/")

    assert (answer.status_code, answer.json()) == (200, {"live": True})


@pytest.mark.django_db
def test_ready_when_the_clock_never_turned_then_refuses() -> None:
    answer = Client().get("/sante/pret/")

    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "database": True,
        "migrations": True,
        "alerts": False,
        "oldest_alert_seconds": 0,
    }


@pytest.mark.django_db
def test_ready_when_the_clock_has_just_turned_then_accepts() -> None:
    with owner():
        beat("loop")

    answer = Client().get("/sante/pret/")

    assert (answer.status_code, answer.json()["ready"]) == (200, True)
