"""The review of an activity: found exact by a named person."""

from datetime import datetime

from django.db import transaction

from portal.register.models import Activity, State
from portal.register.refusals import check_review
from portal.register.reviews import plan_review
from portal.register.writing import Did, held, write
from tenants.accounts.models import User
from tenants.directory.models import Establishment


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
    return write(
        activity,
        activity.sheet,
        act=Did.REVIEWED,
        state=State.VALIDATED,
        why=note,
        by=by,
        now=now,
    )
