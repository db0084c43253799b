"""No task runs without saying whose work it does."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db import connection

from tenants.directory.models import Establishment
from tenants.directory.switching import at_the_clock, wrapper
from worker import tasks
from worker.app import app
from worker.tenancy import TenantMissingError, TenantTask

SEEN: list[str] = []


@app.task(name="tests.inside")
def inside_task(schema_name: str) -> None:
    """Write down the role in force."""
    SEEN.append(role())


@app.task(name="tests.fails")
def failing_task(schema_name: str) -> None:
    """Fail inside."""
    SEEN.append(role())
    raise ZeroDivisionError


@app.task(name="tests.nowhere", tenant=None)
def nowhere_task() -> None:
    """Write down the role in force."""
    SEEN.append(role())


def role() -> str:
    """Return the role and the first schema PostgreSQL acts with."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('role'), current_schemas(false)")
        name, schemas = cursor.fetchone()
    return f"{name} {schemas[0]}"


@pytest.fixture(autouse=True)
def nothing_seen() -> Iterator[None]:
    """Start each test with an empty list."""
    SEEN.clear()
    yield


def test_task_when_given_its_establishment_then_it_runs_inside_and_leaves(
    establishment: Establishment,
) -> None:
    name = establishment.schema_name
    with at_the_clock():
        before = wrapper().context

        inside_task(schema_name=name)

        assert wrapper().context == before
    assert [f"{name} {name}"] == SEEN


def test_task_when_it_fails_then_what_was_in_force_is_back(establishment: Establishment) -> None:
    with at_the_clock():
        before = wrapper().context

        with pytest.raises(ZeroDivisionError):
            failing_task(schema_name=establishment.schema_name)

        assert wrapper().context == before


@pytest.mark.parametrize("given", [{}, {"schema_name": ""}, {"schema_name": "public"}])
def test_task_when_no_establishment_is_given_then_it_refuses(
    db: None, given: dict[str, str]
) -> None:
    with pytest.raises(TenantMissingError):
        inside_task(**given)

    assert SEEN == []


_CUT_BETWEEN_TWO = """
import django, os, psycopg
from worker.app import app
django.setup()
from django.db import connection

@app.task(name="tests.session", tenant=None)
def session():
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return cursor.fetchone()[0]

first = session()
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
    other.execute("select pg_terminate_backend(%s, 5000)", [first])
print(session() != first)
"""


def test_task_when_postgresql_ended_its_session_then_the_next_one_opens_another() -> None:
    # In a process of its own: a test's connection is inside a transaction, which nobody may leave.
    told = subprocess.run(
        [sys.executable, "-c", _CUT_BETWEEN_TWO], capture_output=True, text=True, check=False
    )

    assert told.stdout.strip() == "True", told.stderr


def test_task_when_it_declares_none_then_it_starts_without_role(
    establishment: Establishment,
) -> None:
    with at_the_clock():
        nowhere_task()

    assert SEEN == ["none public"]


def test_tasks_when_registered_then_each_stands_on_the_base() -> None:
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}

    assert all(isinstance(task, TenantTask) for task in ours.values())
    assert {name for name in ours if name.startswith("worker.")} == {
        tasks.pump_alerts.name, tasks.reconcile_alerts.name, tasks.open_duties.name,
        tasks.canary.name,
        tasks.send_due_digests.name, tasks.work_off_pushes.name, tasks.reread_portfolio.name,
            tasks.spread_certificates.name,
    }  # fmt: skip
