"""A newer template reaching one activity: what would happen, then what happens. Inside.

What the establishment left as the former template said follows the newer one; what it changed
itself is never overwritten: it is proposed, and the establishment answers (see `proposals`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from portal.journal.actions import record
from portal.journal.acts import Act
from portal.register.actions import Did, Template, create, rebase, save
from portal.register.differences import Difference, differences
from portal.register.library import ActivityTemplate
from portal.register.models import Activity, Proposal
from portal.register.sheet import Sheet
from portal.register.spread.merging import Merged, merge
from tenants.accounts.models import User
from tenants.portfolio.actions import await_answer


class Outcome(StrEnum):
    """What a push does, or did, to an activity."""

    MERGED = "merged"
    PROPOSED = "proposed"
    ADDED = "added"
    IGNORED = "ignored"


class Reason(StrEnum):
    """Why an activity is left out of a push."""

    ARCHIVED = "archived"
    UP_TO_DATE = "up_to_date"
    NOTHING_NEW = "nothing_new"
    CHANGED_SINCE = "changed_since"
    GONE = "gone"
    THERE_ALREADY = "there_already"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a push would do to an activity, shown before anything is written.

    `changes` are those that would be written; `contested` those the establishment would be asked.
    """

    outcome: Outcome
    reason: Reason | None = None
    changes: tuple[Difference, ...] = ()
    contested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    """What a push did: `fields` counts those that were taken or proposed."""

    outcome: Outcome
    reason: Reason | None = None
    fields: int = 0


def forecast(activity: Activity, *, template: ActivityTemplate) -> Forecast:
    """Return what the template would do to the activity as it stands. Reads and writes nothing.

    Up to date, it is told so even when the establishment changed every field since.
    """
    reason = _left_out(activity, template)
    if reason is not None:
        return Forecast(Outcome.IGNORED, reason)
    found = _joined(activity, template)
    if not found.taken and not found.contested:
        return Forecast(Outcome.IGNORED, Reason.NOTHING_NEW)
    return Forecast(
        Outcome.PROPOSED if found.contested else Outcome.MERGED,
        changes=differences(activity.sheet, found.sheet),
        contested=found.contested,
    )


@transaction.atomic
def take(
    *,
    activity: Activity,
    template: ActivityTemplate,
    version: int,
    why: str,
    by: User,
    now: datetime,
) -> Reached:
    """Bring the newer template to the activity; return what became of it.

    Side effects in order: a version with what could be taken (a validated activity then awaits
    its validation again); a proposal with what is contested, in place of the one still open; the
    journal. What changed nothing is only based on the newer template.

    Errors: VersionConflictError when `version` no longer stands.
    """
    reason = _left_out(activity, template)
    if reason is not None:
        return Reached(Outcome.IGNORED, reason)
    found = _joined(activity, template)
    before = activity.template_content or {}
    written = Template(ref=template.reference, version=template.version, sheet=template.sheet)
    if found.taken:
        save(
            activity=activity,
            sheet=found.sheet,
            version=version,
            why=why,
            by=by,
            now=now,
            act=Did.MERGED,
            template=written,
        )
    else:
        rebase(activity=activity, template=written, version=version)
    _propose(activity, found, before=before, template=template, why=why, by=by, now=now)
    if not found.taken and not found.contested:
        return Reached(Outcome.IGNORED, Reason.NOTHING_NEW)
    outcome = Outcome.PROPOSED if found.contested else Outcome.MERGED
    return Reached(outcome, fields=len(found.taken) + len(found.contested))


@transaction.atomic
def add(*, template: ActivityTemplate, by: User, now: datetime) -> Reached:
    """Add the template's activity as a draft, unless one taken from it stands, archived or not."""
    if Activity.objects.filter(template_ref=template.reference).exists():
        return Reached(Outcome.IGNORED, Reason.THERE_ALREADY)
    create(
        sheet=template.sheet,
        role=Activity.Role.CONTROLLER,
        by=by,
        now=now,
        template=Template(ref=template.reference, version=template.version, sheet=template.sheet),
    )
    return Reached(Outcome.ADDED)


def _left_out(activity: Activity, template: ActivityTemplate) -> Reason | None:
    if activity.template_ref != template.reference or activity.template_version is None:
        return Reason.GONE
    if activity.is_archived:
        return Reason.ARCHIVED
    if activity.template_version >= template.version:
        return Reason.UP_TO_DATE
    return None


def _joined(activity: Activity, template: ActivityTemplate) -> Merged:
    """Return the join, with the fields that still await an answer about the former version."""
    mine = activity.sheet
    base = Sheet.model_validate(activity.template_content)
    found = merge(base=base, mine=mine, theirs=template.sheet)
    waiting = open_proposal(activity)
    if waiting is None:
        return found
    still = {
        name
        for name in waiting.fields
        if name not in found.taken and getattr(mine, name) != getattr(template.sheet, name)
    }
    contested = still | set(found.contested)
    return Merged(
        found.sheet, found.taken, tuple(name for name in Sheet.model_fields if name in contested)
    )


def open_proposal(activity: Activity) -> Proposal | None:
    """Return the proposal that the establishment has not answered yet, None when there is none."""
    return Proposal.objects.filter(activity=activity, state=Proposal.State.OPEN).first()


def _propose(
    activity: Activity,
    found: Merged,
    *,
    before: dict[str, object],
    template: ActivityTemplate,
    why: str,
    by: User,
    now: datetime,
) -> None:
    waiting = open_proposal(activity)
    if waiting is not None:
        waiting.state = Proposal.State.SUPERSEDED
        waiting.answered_at = now
        waiting.save(update_fields=["state", "answered_at"])
        before = {**before, **waiting.base}
    await_answer(activity.pk, awaits=bool(found.contested))
    if not found.contested:
        return
    theirs = template.sheet.model_dump(mode="json", include=set(found.contested))
    Proposal.objects.create(
        activity=activity,
        template_version=template.version,
        base={name: before.get(name) for name in found.contested},
        theirs=theirs,
        why=why,
        at=now,
        by_id=by.pk,
    )
    record(
        act=Act.PROPOSAL_MADE.value,
        reference=activity.reference,
        by_id=by.pk,
        now=now,
        facts={"template": template.reference, "template_version": str(template.version)},
    )
