"""The timetable: what is rarer than a minute is a crontab, and every line has a task."""

import subprocess
import sys

from celery.schedules import schedule

from worker.app import app
from worker.schedule import TIMETABLE
from worker.tasks import (
    canary,
    open_duties,
    pump_alerts,
    reconcile_alerts,
    reread_portfolio,
    send_due_digests,
    spread_certificates,
    work_off_pushes,
)


def test_timetable_when_an_entry_is_an_interval_then_it_is_under_a_minute() -> None:
    intervals = {
        name: entry["schedule"].seconds
        for name, entry in TIMETABLE.items()
        if isinstance(entry["schedule"], schedule)
    }

    assert intervals == {"pump": 20}


def test_timetable_when_beat_rings_then_the_task_exists() -> None:
    assert {name: entry["task"] for name, entry in TIMETABLE.items()} == {
        "pump": pump_alerts.name,
        "reconcile": reconcile_alerts.name,
        "duties": open_duties.name,
        "digests": send_due_digests.name,
        "pushes": work_off_pushes.name,
        "portfolio": reread_portfolio.name,
        "vendors": spread_certificates.name,
        "canary": canary.name,
    }


def test_pump_when_beat_rings_then_no_clock_can_throw_the_bell_away() -> None:
    assert {name: entry["options"].get("expires") for name, entry in TIMETABLE.items()} == {
        "pump": None,
        "reconcile": 1800.0,
        "duties": 1800.0,
        "digests": 60.0,
        "pushes": 60.0,
        "portfolio": 60.0,
        "vendors": 60.0,
        "canary": 60.0,
    }


def test_celery_when_started_by_itself_then_its_timetable_needs_no_translation() -> None:
    # As beat and the worker do: the module is read before Django is ready.
    code = "from worker.app import app; print(len(app.conf.beat_schedule))"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (told.stdout.strip(), told.stderr) == ("8", "")


def test_celery_when_configured_then_a_message_is_only_a_bell() -> None:
    conf = app.conf

    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 4
    assert conf.get("result_backend") is None
    assert conf.broker_connection_max_retries is None
    assert conf.get("CELERY_DB_REUSE_MAX") == 100
    assert conf.broker_transport_options["socket_timeout"] == 15
    assert conf.beat_schedule == TIMETABLE
