"""The review of an activity: found exact by a named person, and the rhythm at which it comes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.journal.actions import record
from portal.journal.acts import Act
from portal.register.actions import Did, held, write_version
from portal.register.models import Activity, State
from portal.register.queries import last_review
from portal.register.refusals import ActivityRefused, check_review, check_writable
from portal.register.reviews import move_review, plan_review
from tenants.accounts.models import User
from tenants.directory.models import Establishment

MOST_MONTHS = 36


@transaction.atomic
def review(
    *,
    establishment: Establishment,
    activity: Activity,
    version: int,
    note: str,
    by: User,
    now: datetime,
) -> Activity:
    """Return the validated activity, reviewed by `by` at `now` and found exact as it stands.

    Side effects in order: the deadline of the round, when open, is met and the next one prepared;
    a version with the same content, `note` being its reason; the journal.

    Errors: VersionConflictError; ActivityRefused (archived, not validated).
    Source: RGPD art. 5 §2 and 24 §1.
    """
    activity = held(activity, version=version)
    check_review(activity)
    plan_review(activity, establishment=establishment, now=now)
    return write_version(
        activity,
        activity.sheet,
        act=Did.REVIEWED,
        state=State.VALIDATED,
        why=note,
        by=by,
        now=now,
    )


@transaction.atomic
def set_rhythm(
    *,
    establishment: Establishment,
    activity: Activity,
    version: int,
    months: int | None,
    by: User,
    now: datetime,
) -> Activity:
    """Return the activity, reviewed every `months` from now on; None for the rule's own rhythm.

    What it says does not change, so no version is added. The review that is planned moves,
    counted from the last one.

    Errors: VersionConflictError; ActivityRefused (archived, out of 1 to 36 months).
    """
    activity = held(activity, version=version)
    check_writable(activity)
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise ActivityRefused(
            _("Choisissez de 1 à %(most)d mois.") % {"most": MOST_MONTHS}, field="months"
        )
    if months == activity.review_every_months:
        return activity
    activity.review_every_months = months
    activity.save(update_fields=["review_every_months"])
    last = last_review(activity)
    if last is not None:
        move_review(activity, establishment=establishment, reviewed_at=last.at, now=now)
    record(
        act=Act.ACTIVITY_RHYTHM_SET.value,
        reference=activity.reference,
        by_id=by.pk,
        now=now,
        facts={"months": "" if months is None else str(months)},
    )
    return activity
