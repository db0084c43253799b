"""Two people qualify one incident at once, on two real connections: one decision, one clock."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from uuid import UUID

from django.db import connection

from portal.incidents.actions import Qualified, qualify
from portal.incidents.models import Incident
from portal.incidents.refusals import IncidentRefused
from portal.journal.queries import entries_of, verify
from tenants.agenda.models import Alert
from tenants.agenda.queries import deadlines_of
from tenants.directory.switching import inside
from tests.portal.incidents.samples import HIGH_RISK, NOON, NOT_A_BREACH, declared
from tests.portal.rights.test_two_people import Place, place  # noqa: F401 — committed rows

RISK = replace(HIGH_RISK, aware_at=datetime(2026, 11, 21, 18, 0, tzinfo=UTC))


def _qualified(place: Place, pk: UUID, decision: Qualified, together: Barrier) -> str:  # noqa: F811
    """Return what came of `decision`, taken on this thread's own connection."""
    try:
        with inside(place.establishment):
            incident = Incident.objects.get(pk=pk)
            together.wait(timeout=20)
            qualify(
                establishment=place.establishment,
                incident=incident,
                version=1,
                qualified=decision,
                by=place.by,
                now=NOON,
            )
            return "qualified"
    except IncidentRefused:
        return "refused"
    finally:
        connection.close()


def test_qualify_when_two_decide_at_once_then_one_decision_and_its_clock_alone(
    place: Place,  # noqa: F811
) -> None:
    with inside(place.establishment):
        incident = declared(place.establishment, by=place.by)
    together = Barrier(2)

    with ThreadPoolExecutor(max_workers=2) as people:
        told = sorted(
            people.map(
                lambda decision: _qualified(place, incident.pk, decision, together),
                [RISK, NOT_A_BREACH],
            )
        )

    assert told == ["qualified", "refused"]
    with inside(place.establishment):
        incident.refresh_from_db()
        states = {one.rule_id: one.state for one in deadlines_of(incident.reference)}
        expected = (
            {"R-ART33-QUALIFY": "met", "R-ART33-72H": "open"}
            if incident.is_breach
            else {"R-ART33-QUALIFY": "cancelled"}
        )
        assert states == expected
        provisional = Alert.objects.filter(deadline__rule_id="R-ART33-QUALIFY")
        assert not provisional.exclude(state="cancelled").exists()
        assert entries_of(incident.reference).count() == 2
        assert verify().is_intact
