"""Taking an alert in charge from the desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from portal.deadlines import actions
from portal.deadlines.wording import already_taken
from portal.desk.queries import deadline_of
from portal.instants import zone_of
from portal.refusal import CaseRefused
from tenants.accounts.models import User
from tenants.agenda.models import Deadline
from tenants.directory.access import actor_inside
from tenants.directory.roles import Permission
from tenants.directory.switching import inside


@dataclass(frozen=True, slots=True)
class Taken:
    """The deadline as it stands, and what to say of it: a sentence and a level of messages."""

    deadline: Deadline
    said: str
    level: int


def take_charge(*, pk: UUID, by: User, now: datetime) -> Taken:
    """Return the deadline `pk` taken in charge: the first acknowledgement stands.

    The right is asked of the roles held where the deadline is: at the desk a person adds up the
    roles of every place, and a manager here may be a reader there. The act itself is done inside
    the establishment, whose journal remembers it.

    Errors: Http404 for an unknown or foreign deadline, PermissionDenied without the right there.
    """
    deadline = _standing(pk)
    actor = actor_inside(by.pk, establishment=deadline.establishment)
    if not actor.may(Permission.ACKNOWLEDGE_ALERT):
        raise PermissionDenied
    try:
        with inside(deadline.establishment):
            charge = actions.take_charge(deadline=deadline, note="", by=by, now=now)
    except CaseRefused as refusal:
        return Taken(_standing(pk), refusal.message, messages.ERROR)
    after = _standing(pk)
    if charge.is_first:
        said = _("%s est pris en charge\u00a0: les rappels simples se taisent.") % after.reference
        return Taken(after, said, messages.SUCCESS)
    said = already_taken(after, reader=by, zone=zone_of(after.establishment))
    return Taken(after, said, messages.INFO)


def _standing(pk: UUID) -> Deadline:
    found = deadline_of(pk)
    if found is None:
        raise Http404
    return found
