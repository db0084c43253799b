"""A template on its way to establishments: previewed, asked for, worked off row by row.

The row is the message: the page that asked works the rows off while it is open, and the clock does
what is left. Each row is one transaction with what it changes, so a crash loses or doubles none.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import OperationalError, transaction

from portal.desk.library.queries import Holder
from portal.desk.library.wording import because
from portal.register.fields import label_of
from portal.register.library import ActivityTemplate
from portal.register.masters import Master, version_of
from portal.register.models import Activity
from portal.register.refusals import VersionConflictError
from portal.register.spread import propagation
from portal.register.spread.propagation import Forecast, Outcome, Reached, Reason
from tenants.accounts.models import User
from tenants.agenda.watch import beat
from tenants.directory.models import Establishment
from tenants.directory.switching import at_the_clock, inside
from tenants.library.models import Push, PushItem, TemplateVersion

logger = logging.getLogger(__name__)

DRIVER = "pushes"
_MOST_TRIES = 5
_LONGEST_WHY = 500
_NOTHING = UUID(int=0)
State = PushItem.State


@dataclass(frozen=True, slots=True)
class Previewed:
    """What the push would do in one establishment. `version` is the activity's, 0 without one."""

    establishment: Establishment
    reference: str
    name: str
    activity_id: UUID | None
    version: int
    forecast: Forecast

    @property
    def because(self) -> str:
        """Why it is left out, in words; "" when it is not."""
        return because(str(self.forecast.reason or ""))

    @property
    def labels(self) -> str:
        """The contested fields, in words."""
        return ", ".join(label_of(name).lower() for name in self.forecast.contested)

    @property
    def token(self) -> str:
        """What the confirmation sends back: place, activity, version."""
        return f"{self.establishment.pk}:{self.activity_id or _NOTHING}:{self.version}"


@dataclass(frozen=True, slots=True)
class Target:
    """One row asked for, as the confirmation names it."""

    establishment_id: int
    activity_id: UUID | None
    version: int


def preview(master: Master, *, chosen: Iterable[Holder]) -> tuple[Previewed, ...]:
    """Return what a push would do in each place chosen. Writes nothing. Two queries a place."""
    return tuple(_previewed(master, holder) for holder in chosen)


def _previewed(master: Master, holder: Holder) -> Previewed:
    place, standing = holder.establishment, holder.standing
    if standing is None:
        found = Forecast(Outcome.ADDED)
        return Previewed(place, "", master.sheet.name, None, 0, found)
    with inside(place):
        activity = Activity.objects.filter(pk=standing.activity_id).first()
        if activity is None:
            gone = Forecast(Outcome.IGNORED, Reason.GONE)
            return Previewed(place, standing.reference, "", standing.activity_id, 0, gone)
        told = propagation.forecast(activity, template=master.template)
    return Previewed(place, activity.reference, activity.name, activity.pk, activity.version, told)


def target_of(token: str) -> Target | None:
    """Return the row that a token names, None for what is no token."""
    place, _colon, rest = token.partition(":")
    activity, _colon, version = rest.partition(":")
    if not (place.isdecimal() and version.isdecimal() and max(len(place), len(version)) < 10):
        return None
    try:
        pk = UUID(activity)
    except ValueError:
        return None
    return Target(int(place), None if pk == _NOTHING else pk, int(version))


@transaction.atomic
def launch(
    *, master: Master, targets: Iterable[Target], submission: UUID, by: User, now: datetime
) -> Push:
    """Return the push asked for, its rows waiting; the same submission twice is one push.

    A target whose establishment the person does not reach is left out.
    """
    Push.objects.bulk_create(
        [
            Push(
                submission=submission,
                template_ref=master.reference,
                number=master.version,
                by=by,
                asked_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    push = Push.objects.get(submission=submission)
    wanted = {(one.establishment_id, one.activity_id): one for one in targets}
    places = Establishment.objects.in_bulk([place for place, _activity in wanted])
    PushItem.objects.bulk_create(
        [
            PushItem(
                push=push,
                establishment=places[one.establishment_id],
                schema_name=places[one.establishment_id].schema_name,
                activity_id=one.activity_id,
                version=one.version,
            )
            for one in wanted.values()
            if one.establishment_id in places
        ],
        ignore_conflicts=True,
    )
    return push


def work_off(*, now: datetime, most: int, push: Push | None = None) -> int:
    """Return how many rows were worked off, `most` at the most. Two may run at once."""
    done = 0
    while done < most and _next_row(now=now, push=push):
        done += 1
    return done


def work_off_at_the_clock(*, now: datetime, most: int) -> int:
    """Work off what no page does any more; leave a heartbeat."""
    with at_the_clock():
        beat(DRIVER)
        return work_off(now=now, most=most)


@transaction.atomic
def _next_row(*, now: datetime, push: Push | None) -> bool:
    """Work off one waiting row; return whether there was one. SKIP LOCKED: one worker a row."""
    waiting = PushItem.objects.filter(state=State.WAITING).order_by("tries", "pk")
    if push is not None:
        waiting = waiting.filter(push=push)
    rows = waiting.select_related("push", "establishment")
    item = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if item is None:
        return False
    try:
        with transaction.atomic():
            reached = _reach(item, now=now)
    except VersionConflictError:
        reached = Reached(Outcome.IGNORED, Reason.CHANGED_SINCE)
    except OperationalError:
        raise
    except Exception:  # one establishment that cannot be reached must not hold back the others
        logger.exception("A push could not reach an establishment.", extra={"item": item.pk})
        _try_again(item, now=now)
        return True
    item.state = State(reached.outcome.value)
    item.reason = str(reached.reason or "")
    item.fields = reached.fields
    item.done_at = now
    item.save(update_fields=["state", "reason", "fields", "done_at"])
    return True


def _try_again(item: PushItem, *, now: datetime) -> None:
    item.tries += 1
    if item.tries >= _MOST_TRIES:
        item.state, item.done_at = State.FAILED, now
    item.save(update_fields=["tries", "state", "done_at"])


def _reach(item: PushItem, *, now: datetime) -> Reached:
    template = _template(item.push)
    by = User(pk=item.push.by_id)
    with inside(item.establishment):
        if item.activity_id is None:
            return propagation.add(template=template, by=by, now=now)
        activity = Activity.objects.filter(pk=item.activity_id).first()
        if activity is None:
            return Reached(Outcome.IGNORED, Reason.GONE)
        if activity.version != item.version:
            return Reached(Outcome.IGNORED, Reason.CHANGED_SINCE)
        return propagation.take(
            activity=activity,
            template=template,
            version=item.version,
            why=_why(item.push),
            by=by,
            now=now,
        )


def _why(push: Push) -> str:
    """Return what the history of the activity says of the change: the template, and its reason."""
    rows = TemplateVersion.objects.filter(template_id=push.template_ref, number=push.number)
    said = rows.values_list("why", flat=True).first()
    words = f"{push.template_ref}, version {push.number}"
    return f"{words}\u00a0: {said}"[:_LONGEST_WHY] if said else words


def _template(push: Push) -> ActivityTemplate:
    found = version_of(push.template_ref, push.number)
    if found is None:
        raise LookupError("a push names a version that does not exist")
    return found
