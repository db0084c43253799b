"""What an upgrade does to deadlines already open."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

from django.db import connection

from tenants.agenda.models import Alert, Deadline
from tenants.agenda.reconcile import reconcile
from tests.conftest import owner
from tests.tenants.agenda.conftest import OPENED, Opener

LAY_OUT = import_module("tenants.agenda.migrations.0007_lay_out_ladders_anew").LAY_OUT


def test_upgrade_when_rungs_lie_behind_then_none_of_them_is_sent_again(
    open_request: Opener,
) -> None:
    deadline = open_request()
    # As the release before left it: opened and J-15 sent at eight sharp, no escalation.
    with owner():
        Alert.objects.filter(rung__startswith="E").delete()
        Alert.objects.filter(rung="J-15").update(
            due_at=datetime(2026, 2, 13, 7, 0, tzinfo=UTC),
            state=Alert.State.ACCEPTED,
            accepted_at=OPENED,
        )
        Alert.objects.filter(rung="opened").update(state=Alert.State.ACCEPTED, accepted_at=OPENED)
        waiting = Alert.objects.filter(state=Alert.State.PLANNED).order_by("due_at")
        first = waiting[0].due_at

        with connection.cursor() as cursor:
            cursor.execute(LAY_OUT)

        assert Deadline.objects.get().planned_at == first - timedelta(minutes=16)
    reconcile(now=datetime(2026, 2, 20, 14, 0, tzinfo=UTC))
    with owner():
        planned = Alert.objects.filter(deadline=deadline, state=Alert.State.PLANNED)
        assert planned.order_by("due_at")[0].due_at == first
