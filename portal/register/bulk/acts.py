"""The acts that are done on several activities at once: what each needs, refuses and does.

What it does to one activity is the single act itself: one path, whoever asks.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from portal.register import actions
from portal.register.models import Activity, BulkAct, State
from portal.register.refusals import (
    check_archived,
    check_owner,
    check_rhythm,
    check_submission,
    check_validation,
    check_writable,
)
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Permission

Kind = BulkAct.Kind
NEEDS = {
    Kind.SUBMIT: Permission.WRITE_REGISTER,
    Kind.VALIDATE: Permission.VALIDATE_ACTIVITY,
    Kind.OWNER: Permission.WRITE_REGISTER,
    Kind.RHYTHM: Permission.VALIDATE_ACTIVITY,
    Kind.ARCHIVE: Permission.VALIDATE_ACTIVITY,
    Kind.RESTORE: Permission.VALIDATE_ACTIVITY,
}


@dataclass(frozen=True, slots=True)
class Order:
    """An act to do. `value` is the reason to archive, who is put in charge, a number of months."""

    kind: Kind
    value: str = ""

    @property
    def months(self) -> int | None:
        """The rhythm of reviews asked for, None for that of the rule."""
        return int(self.value) if self.value else None


def refuse(activity: Activity, order: Order) -> None:
    """Refuse what the single act refuses, and what would change nothing. Errors: CaseRefused."""
    if order.kind == Kind.SUBMIT:
        check_submission(activity)
    elif order.kind == Kind.VALIDATE:
        check_validation(activity)
    elif order.kind == Kind.OWNER:
        check_owner(activity, owner=order.value)
    elif order.kind == Kind.RHYTHM:
        check_rhythm(activity, months=order.months)
    elif order.kind == Kind.RESTORE:
        check_archived(activity)
    else:
        check_writable(activity)


def effect_on(activity: Activity, order: Order) -> str:
    """Return what else the act changes for this activity, "" for nothing worth a sentence."""
    if order.kind == Kind.OWNER and activity.state == State.VALIDATED:
        return _("Elle attendra d’être validée à nouveau.")
    if order.kind == Kind.ARCHIVE and activity.recurrence_id is not None:
        return _("Sa revue ne sera plus prévue.")
    if order.kind == Kind.RESTORE:
        return _("Elle attendra d’être validée.")
    return ""


def do(
    order: Order,
    *,
    establishment: Establishment,
    activity: Activity,
    version: int,
    by: User,
    now: datetime,
) -> Activity:
    """Return the activity after the act, done on the version that was seen.

    Errors: VersionConflictError and every refusal of the single act.
    """
    if order.kind == Kind.SUBMIT:
        return actions.submit(activity=activity, version=version, by=by, now=now)
    if order.kind == Kind.VALIDATE:
        return actions.validate(
            establishment=establishment, activity=activity, version=version, by=by, now=now
        )
    if order.kind == Kind.ARCHIVE:
        return actions.archive(activity=activity, version=version, why=order.value, by=by, now=now)
    if order.kind == Kind.RESTORE:
        return actions.restore(activity=activity, version=version, by=by, now=now)
    if order.kind == Kind.RHYTHM:
        return actions.set_rhythm(
            establishment=establishment,
            activity=activity,
            version=version,
            months=order.months,
            by=by,
            now=now,
        )
    sheet = activity.sheet.model_copy(update={"owner": order.value})
    return actions.save(activity=activity, sheet=sheet, version=version, why="", by=by, now=now)
