"""An incident that nobody has qualified, its deadline and its alerts, for the tests of its page."""

import pytest

from tenants.accounts.models import User
from tenants.agenda.models import Deadline
from tenants.agenda.queries import deadlines_of
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.portal.incidents.samples import declared


@pytest.fixture
def deadline(establishment: Establishment, people: dict[Role, User]) -> Deadline:
    """Return the deadline of an incident detected on Saturday 21 November 2026 at 17 h 40 in Paris.

    It ends on Tuesday 24 November 2026 at 16:40 UTC; it was opened on Sunday 22 at 11:00 UTC.
    """
    with inside(establishment):
        incident = declared(establishment, by=people[Role.CONTRIBUTOR])
        return deadlines_of(incident.reference).get()
