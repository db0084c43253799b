"""An act done on several activities, all in one transaction, and taken back.

A row that somebody changed since it was previewed is ignored, and says so; the others are done.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from portal.journal.actions import hold
from portal.refusal import CaseRefused
from portal.register.bulk.acts import Order, do, refuse
from portal.register.bulk.queries import bulk_of, steps_of
from portal.register.bulk.remembering import Remembered, remembered, review_of
from portal.register.models import Activity, BulkAct, BulkStep, State
from portal.register.queries import in_order, version_of
from portal.register.refusals import ActivityRefused, VersionConflictError
from portal.register.writing import Did, held, write
from tenants.accounts.models import User
from tenants.agenda.recurrences import end, take_back
from tenants.directory.models import Establishment


@transaction.atomic
def carry_out(
    *,
    submission: UUID,
    establishment: Establishment,
    order: Order,
    chosen: Mapping[UUID, int],
    by: User,
    now: datetime,
) -> BulkAct:
    """Return the act done on those chosen, each on the version that was previewed.

    `submission` is the number of the form: sent twice, it acts once. Each activity gets the
    version and the journal's entry of the single act.

    Errors: ActivityRefused when not one could be changed; nothing is written then.
    """
    hold()
    standing = bulk_of(submission)
    if standing is not None:
        return standing
    bulk = BulkAct(id=submission, kind=order.kind, at=now, by_id=by.pk, value=order.value)
    steps = [
        _step(bulk, one, order, establishment=establishment, version=chosen[one.pk], by=by, now=now)
        for one in in_order(chosen)
    ]
    if not any(step.is_done for step in steps):
        raise ActivityRefused(
            _(
                "Rien n’a été fait\u00a0: aucune de ces activités ne peut plus l’être. Voici où "
                "elles en sont."
            )
        )
    bulk.save(force_insert=True)
    BulkStep.objects.bulk_create(steps)
    return bulk


def _step(
    bulk: BulkAct,
    activity: Activity,
    order: Order,
    *,
    establishment: Establishment,
    version: int,
    by: User,
    now: datetime,
) -> BulkStep:
    step = BulkStep(bulk=bulk, activity=activity, version_before=version)
    try:
        with transaction.atomic():
            if activity.version == version:
                refuse(activity, order)
            before = remembered(activity)
            after = do(
                order,
                establishment=establishment,
                activity=activity,
                version=version,
                by=by,
                now=now,
            )
    except VersionConflictError:
        step.ignored_because = _("Elle a changé depuis l’aperçu\u00a0: relisez-la.")
    except CaseRefused as refusal:
        step.ignored_because = refusal.message
    else:
        step.version_after = after.version
        step.before = before.model_dump(mode="json")
        step.after = remembered(after).model_dump(mode="json")
    return step


@transaction.atomic
def undo(*, bulk: BulkAct, by: User, now: datetime) -> BulkAct:
    """Return the act taken back: each activity is again what it was, under a new version.

    One that changed since is left as it is, and says why; the others are taken back.

    Errors: ActivityRefused when it was taken back already, or when nothing can be any more.
    """
    hold()
    bulk = BulkAct.objects.get(pk=bulk.pk)
    if bulk.undone_at is not None:
        raise ActivityRefused(_("Cet acte est déjà annulé."))
    steps = [step for step in steps_of(bulk) if step.is_done]
    for step in steps:
        _undo_step(step, by=by, now=now)
    if not any(step.version_undone for step in steps):
        raise ActivityRefused(
            _("Plus rien ne peut être annulé\u00a0: ces activités ont toutes changé depuis.")
        )
    bulk.undone_at = now
    bulk.undone_by_id = by.pk
    bulk.save(update_fields=["undone_at", "undone_by_id"])
    BulkStep.objects.bulk_update(steps, ["version_undone", "undo_refusal"])
    return bulk


def _undo_step(step: BulkStep, *, by: User, now: datetime) -> None:
    try:
        with transaction.atomic():
            step.version_undone = _taken_back(step, by=by, now=now).version
    except VersionConflictError:
        step.undo_refusal = _("Elle a changé depuis\u00a0: son historique dit comment.")
    except CaseRefused as refusal:
        step.undo_refusal = refusal.message


def _taken_back(step: BulkStep, *, by: User, now: datetime) -> Activity:
    """Return the activity as it was before the step: content, state, validation, review.

    Errors: VersionConflictError; ActivityRefused when its review was moved since.
    """
    activity = held(step.activity, version=step.version_after or 0)
    was = version_of(activity, step.version_before)
    if was is None:
        raise ValueError("a step names a version that never was")
    before = Remembered.model_validate(step.before)
    _give_review_back(activity, before, Remembered.model_validate(step.after), now=now)
    activity.validated_at = before.validated_at
    activity.validated_by_id = before.validated_by_id
    activity.validated_version = before.validated_version
    activity.review_every_months = before.review_every_months
    return write(
        activity,
        was.sheet,
        act=Did.UNDONE,
        state=State(was.state),
        why=_("Comme à la version %(number)d") % {"number": was.number},
        by=by,
        now=now,
        undoes=step.version_after,
    )


def _give_review_back(
    activity: Activity, before: Remembered, after: Remembered, *, now: datetime
) -> None:
    """Put the review back where it stood; set, unsaved, the activity's recurrence.

    A review that the act had not touched is left to the clock.
    """
    today = review_of(activity.recurrence_id)
    if today and (after.review is None or today.has_moved_since(after.review)):
        raise ActivityRefused(_("Sa revue a été déplacée depuis."))
    if before.review == after.review:
        return
    if before.review is not None:
        take_back(recurrence_id=before.review.recurrence_id, to=before.review.standing, now=now)
        activity.recurrence_id = before.review.recurrence_id
    elif activity.recurrence_id is not None:
        end(recurrence_id=activity.recurrence_id, now=now)
        activity.recurrence_id = None
