"""Writing an activity: alone to do it, with where it stands, its version, its journal entry."""

from dataclasses import dataclass
from datetime import datetime

from portal.journal.actions import Remembered, hold, record_all
from portal.journal.acts import Act
from portal.processors.citations import Cited, Citing, note_citations
from portal.register.models import Activity, ActivityVersion, State
from portal.register.refusals import VersionConflictError
from portal.register.sheet import Sheet
from portal.register.summaries import standing_of, summarise
from tenants.accounts.models import User
from tenants.portfolio.actions import stand_all

Did = ActivityVersion.Act
_REMEMBERED = {
    Did.CREATED: Act.ACTIVITY_CREATED,
    Did.CHANGED: Act.ACTIVITY_CHANGED,
    Did.SUBMITTED: Act.ACTIVITY_SUBMITTED,
    Did.VALIDATED: Act.ACTIVITY_VALIDATED,
    Did.REVIEWED: Act.ACTIVITY_REVIEWED,
    Did.ARCHIVED: Act.ACTIVITY_ARCHIVED,
    Did.RESTORED: Act.ACTIVITY_RESTORED,
    Did.IMPORTED: Act.ACTIVITY_IMPORTED,
    Did.MERGED: Act.ACTIVITY_MERGED,
    Did.RHYTHM: Act.ACTIVITY_RHYTHM,
    Did.UNDONE: Act.ACTIVITY_UNDONE,
}


def held(activity: Activity, *, version: int) -> Activity:
    """Return the activity as it stands, alone to write it; refuse an older version."""
    hold()
    standing = Activity.objects.get(pk=activity.pk)
    if standing.version != version:
        raise VersionConflictError(standing.versions.get(number=standing.version))
    return standing


@dataclass(frozen=True, slots=True)
class Writing:
    """One activity to write, held, with what it says from now on.

    `undoes` is the number of the version that is taken back.
    """

    activity: Activity
    sheet: Sheet
    act: Did
    state: State
    why: str = ""
    undoes: int | None = None


def write(
    activity: Activity,
    sheet: Sheet,
    *,
    act: Did,
    state: State,
    why: str,
    by: User | None,
    now: datetime,
    undoes: int | None = None,
) -> Activity:
    """Return the activity written: see `write_all`."""
    writing = Writing(activity, sheet, act, state, why, undoes)
    return write_all([writing], by=by, now=now)[0]


def write_all(writings: list[Writing], *, by: User | None, now: datetime) -> tuple[Activity, ...]:
    """Return the activities written, each with its version and the journal's entry, in order.

    They must be held. The same few queries for one or for five hundred that are new.
    """
    by_id = by.pk if by else None
    versions = [_next_version(one, by_id=by_id, now=now) for one in writings]
    activities = tuple(one.activity for one in writings)
    Activity.objects.bulk_create([one for one in activities if one._state.adding])
    for activity in activities:
        if activity.version > 1:
            activity.save()
    stand_all([standing_of(activity) for activity in activities])
    note_citations((_citing(one.activity), _cited(one)) for one in writings)
    ActivityVersion.objects.bulk_create(versions)
    record_all(
        [
            Remembered(
                _REMEMBERED[one.act].value,
                one.activity.reference,
                {"version": str(one.activity.version)},
            )
            for one in writings
        ],
        by_id=by_id,
        now=now,
    )
    return activities


def _next_version(one: Writing, *, by_id: int | None, now: datetime) -> ActivityVersion:
    """Return the version, unsaved; the activity holds what it says, unsaved too."""
    activity = one.activity
    activity.version += 1
    activity.state = one.state
    activity.content = one.sheet.model_dump(mode="json")
    activity.updated_at = now
    activity.updated_by_id = by_id
    summarise(activity, one.sheet)
    return ActivityVersion(
        activity=activity,
        number=activity.version,
        at=now,
        by_id=by_id,
        act=one.act,
        why=one.why,
        state=one.state,
        content=activity.content,
        undoes=one.undoes,
    )


def _citing(activity: Activity) -> Citing:
    return Citing(activity.pk, activity.reference, activity.name)


def _cited(one: Writing) -> tuple[Cited, ...]:
    if one.activity.is_archived:
        return ()
    return tuple(Cited(use.label, use.link) for use in one.sheet.processors)
