"""Writing an activity: alone to do it, with where it stands, its version, its journal entry."""

from datetime import datetime

from portal.journal.actions import hold, record
from portal.journal.acts import Act
from portal.processors.citations import Cited, Citing, note_citations
from portal.register.models import Activity, ActivityVersion, State
from portal.register.refusals import VersionConflictError
from portal.register.sheet import Sheet
from portal.register.summaries import standing_of, summarise
from tenants.accounts.models import User
from tenants.portfolio.actions import stand

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
    """Return the activity written, with its version and the journal's entry.

    It must be held. `undoes` is the number of the version that is taken back.
    """
    content = sheet.model_dump(mode="json")
    activity.version += 1
    activity.state = state
    activity.content = content
    activity.updated_at = now
    activity.updated_by_id = by.pk if by else None
    summarise(activity, sheet)
    activity.save()
    stand(standing_of(activity))
    note_citations(
        Citing(activity.pk, activity.reference, activity.name),
        () if activity.is_archived else (Cited(one.label, one.link) for one in sheet.processors),
    )
    ActivityVersion.objects.create(
        activity=activity,
        number=activity.version,
        at=now,
        by_id=activity.updated_by_id,
        act=act,
        why=why,
        state=state,
        content=content,
        undoes=undoes,
    )
    record(
        act=_REMEMBERED[act].value,
        reference=activity.reference,
        by_id=activity.updated_by_id,
        now=now,
        facts={"version": str(activity.version)},
    )
    return activity
