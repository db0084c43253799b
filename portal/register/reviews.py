"""The review of an activity: it comes round from the day of its validation."""

from datetime import datetime

from django.utils.translation import gettext as _

from portal.instants import to_local, zone_of
from portal.law.catalogue import catalogue
from portal.law.duties import next_round, rule_of
from portal.law.periods import Unit
from portal.register.models import Activity
from portal.register.queries import last_review
from tenants.agenda.models import Recurrence
from tenants.agenda.recurrences import Cadence, end, finish_round, reschedule, schedule
from tenants.directory.models import Establishment
from tenants.directory.paths import establishment_path

# The deadline is opened two months before: a review asks several people.
_DAYS_AHEAD = 60
_KIND = Recurrence.Kind.REVIEW


def months_between(activity: Activity) -> int:
    """Return every how many months it is reviewed: its own rhythm, else that of the rule."""
    if activity.review_every_months is not None:
        return activity.review_every_months
    period = catalogue().rule(rule_of(_KIND)).period
    if period is None or period.unit not in {Unit.MONTH, Unit.YEAR}:
        raise ValueError("the rule of reviews has no rhythm in months")
    return period.value * (12 if period.unit == Unit.YEAR else 1)


def plan_review(activity: Activity, *, establishment: Establishment, now: datetime) -> None:
    """Prepare the review that follows a validation at `now`; set, unsaved, its recurrence.

    The validation is the review of the round in hand: its deadline, when open, is met.
    Source: RGPD art. 5 §2, 24 §1.
    """
    today = to_local(now, zone=zone_of(establishment)).date()
    months = months_between(activity)
    next_due_on = next_round(first_on=today, every_months=months, after=today)
    if activity.recurrence_id is not None:
        finish_round(
            recurrence_id=activity.recurrence_id, done_on=today, next_due_on=next_due_on, now=now
        )
        return
    planned = schedule(
        establishment=establishment,
        kind=_KIND,
        reference=_free_reference(activity),
        path=establishment_path(establishment.slug, "register:detail", activity.pk) + "#revue",
        cadence=Cadence(next_due_on=next_due_on, every_months=months, days_ahead=_DAYS_AHEAD),
        now=now,
    )
    activity.recurrence_id = planned.pk


def move_review(activity: Activity, *, establishment: Establishment, now: datetime) -> None:
    """Move the review that is planned to the activity's rhythm, counted from the last one.

    Due already by that rhythm, it falls today: its deadline is opened at once.
    """
    last = last_review(activity)
    if activity.recurrence_id is None or last is None:
        return
    zone = zone_of(establishment)
    reviewed_on, today = (to_local(one, zone=zone).date() for one in (last.at, now))
    months = months_between(activity)
    by_rhythm = next_round(first_on=reviewed_on, every_months=months, after=reviewed_on)
    cadence = Cadence(
        next_due_on=max(by_rhythm, today), every_months=months, days_ahead=_DAYS_AHEAD
    )
    reschedule(recurrence_id=activity.recurrence_id, cadence=cadence, now=now)


def rhythm_words(months: int | None) -> str:
    """Return « tous les 24 mois », or that it is the rule's own rhythm."""
    if months is None:
        return _("au rythme de la règle")
    return _("tous les %(months)d mois") % {"months": months}


def end_review(activity: Activity, *, now: datetime) -> None:
    """End the review of an activity that is archived; unset, unsaved, its recurrence."""
    if activity.recurrence_id is not None:
        end(recurrence_id=activity.recurrence_id, now=now)
        activity.recurrence_id = None


def _free_reference(activity: Activity) -> str:
    """Return the activity's reference, followed by its version once a first series has ended."""
    if Recurrence.objects.filter(reference=activity.reference).exists():
        return f"{activity.reference}-V{activity.version + 1}"
    return activity.reference
