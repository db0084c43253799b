"""Taking an alert in charge, from the desk or from inside an establishment."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from portal.desk.queries import deadline_of
from tenants.accounts.models import User
from tenants.agenda.actions import acknowledge
from tenants.agenda.models import Deadline
from tenants.directory.access import actor_inside
from tenants.directory.roles import Permission


def take_charge(*, pk: UUID, by: User, now: datetime) -> Deadline:
    """Return the deadline `pk`, acknowledged. Idempotent: the first acknowledgement stands.

    The right is asked of the roles held where the deadline is: at the desk a person adds up the
    roles of every place, and a manager here may be a reader there.

    Errors: Http404 for an unknown or foreign deadline, PermissionDenied without the right there.
    """
    deadline = deadline_of(pk)
    if deadline is None:
        raise Http404
    actor = actor_inside(by.pk, establishment=deadline.establishment)
    if not actor.may(Permission.ACKNOWLEDGE_ALERT):
        raise PermissionDenied
    acknowledge(deadline=deadline, by=by, now=now)
    return deadline_of(pk) or deadline
