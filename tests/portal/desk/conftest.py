"""Deadlines to look at: rows of the agenda, written as the owner."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from tenants.agenda.models import Alert, Deadline
from tenants.directory.models import Establishment
from tests.conftest import NOW, owner

# The rule of each kind, and how many hours it gives.
_RULES = {
    Deadline.Kind.BREACH: ("R-ART33-72H", 72),
    Deadline.Kind.INCIDENT: ("R-ART33-QUALIFY", 72),
    Deadline.Kind.REQUEST: ("R-ART12-1M", 720),
}
MakeDeadline = Callable[..., Deadline]


@pytest.fixture
def deadline() -> MakeDeadline:
    """Return a function that writes an open deadline ending so many hours after NOW, or `since`."""

    def write(
        establishment: Establishment,
        reference: str,
        *,
        hours: float = 240,
        kind: Deadline.Kind = Deadline.Kind.REQUEST,
        due_on: date | None = None,
        since: datetime = NOW,
    ) -> Deadline:
        rule_id, period = _RULES[kind]
        due_at = since + timedelta(hours=hours)
        with owner():
            written = Deadline.objects.create(
                establishment=establishment,
                schema_name=establishment.schema_name,
                kind=kind,
                rule_id=rule_id,
                reference=reference,
                path=f"/e/{establishment.slug}/demandes/",
                starts_at=due_at - timedelta(hours=period),
                due_at=due_at,
                due_on=due_on,
                opened_at=since - timedelta(days=1),
                planned_at=since - timedelta(days=1),
            )
            # No open deadline may stand without an alert: PostgreSQL refuses it at the commit.
            Alert.objects.create(
                deadline=written,
                schema_name=written.schema_name,
                rung="J-0",
                audience="dpo",
                is_final=True,
                due_at=due_at,
                next_try_at=due_at,
            )
        return written

    return write
