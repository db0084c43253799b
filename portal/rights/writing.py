"""What every act on a request writes: its row, its journal, the deadlines it moves."""

from datetime import datetime

from django.db.models import QuerySet

from portal.journal.actions import record
from portal.journal.acts import Act
from portal.rights.models import Request
from portal.rights.refusals import changed_meanwhile
from tenants.accounts.models import User
from tenants.agenda.models import Deadline
from tenants.agenda.queries import deadlines_of


def change(request: Request, *, version: int, changes: dict[str, object]) -> None:
    """Write `changes` if `version` still stands: compare-and-set against a second person."""
    standing = Request.objects.filter(pk=request.pk, version=version)
    if not standing.update(**changes, version=version + 1):
        raise changed_meanwhile()
    request.refresh_from_db()


def running(request: Request) -> QuerySet[Deadline]:
    """Return the deadlines of `request` that still run or are suspended."""
    return deadlines_of(request.reference).filter(state__in=Deadline.State.running())


def remember(act: Act, request: Request, *, by: User, now: datetime, facts: dict[str, str]) -> None:
    """Write `act` in the journal: `facts` are codes and instants."""
    record(act=act.value, reference=request.reference, by_id=by.pk, now=now, facts=facts)
