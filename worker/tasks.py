"""The tasks: each calls one function. Arguments are primitive, nothing is returned."""

from django.utils import timezone

from portal.desk.library.pushing import work_off_at_the_clock
from portal.desk.portfolio import reread_in_turn
from portal.desk.vendors.spreading import spread_at_the_clock
from tenants.agenda.digest import send_digests
from tenants.agenda.pump import pump
from tenants.agenda.reconcile import reconcile_in_turn
from tenants.agenda.recurrences import open_in_turn
from tenants.agenda.watch import beat
from tenants.directory.switching import at_the_clock
from worker.app import app

DRIVER = "celery"
# Less than the interval between two pumps, so that one worker never runs late on itself.
_BUDGET_SECONDS = 15.0
_DIGEST_BUDGET_SECONDS = 50.0
_PUSHES_AT_ONCE = 500
_SPREAD_BUDGET_SECONDS = 45.0


@app.task(tenant=None)
def pump_alerts() -> None:
    """Send the alerts that are due."""
    pump(budget_seconds=_BUDGET_SECONDS, driver=DRIVER)


@app.task(tenant=None)
def reconcile_alerts() -> None:
    """Put back the alerts that the plan asks for, once an hour whoever calls."""
    reconcile_in_turn(now=timezone.now())


@app.task(tenant=None)
def open_duties() -> None:
    """Open the duties whose time has come, once an hour whoever calls."""
    open_in_turn(now=timezone.now())


@app.task(tenant=None)
def send_due_digests() -> None:
    """Send the digests that are due."""
    send_digests(budget_seconds=_DIGEST_BUDGET_SECONDS)


@app.task(tenant=None)
def work_off_pushes() -> None:
    """Bring templates to the establishments that a closed page left waiting."""
    work_off_at_the_clock(now=timezone.now(), most=_PUSHES_AT_ONCE)


@app.task(tenant=None)
def reread_portfolio() -> None:
    """Put back in the portfolio what the registers say, once an hour whoever calls."""
    reread_in_turn()


@app.task(tenant=None)
def spread_certificates() -> None:
    """Let clients that are behind follow the certificate of their vendor."""
    spread_at_the_clock(now=timezone.now(), budget_seconds=_SPREAD_BUDGET_SECONDS)


@app.task(tenant=None)
def canary() -> None:
    """Say that beat, the broker and this worker pass work along."""
    with at_the_clock():
        beat("canary")
