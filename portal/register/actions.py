"""What happens to an activity: created, changed, submitted, validated, archived, restored…

Each act holds the head of the journal, so that acts of one establishment follow each other; writes
the activity, a version of it, and where it stands in the portfolio; and is remembered.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models.functions import Length

from portal.journal.actions import hold
from portal.register.models import Activity, State
from portal.register.refusals import (
    check_archived,
    check_named,
    check_rhythm,
    check_validation,
    check_writable,
)
from portal.register.reviews import end_review, move_review, plan_review, rhythm_words
from portal.register.sheet import Sheet
from portal.register.summaries import standing_of
from portal.register.writing import Did as Did
from portal.register.writing import Writing, held, write, write_all
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.portfolio.actions import stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Where a sheet was taken from: the firm's template, its version, what it said then."""

    ref: str
    version: int
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class New:
    """An activity to add: what it says, the role it is carried out in, where it was taken from."""

    sheet: Sheet
    role: str
    template: Template | None = None


def create(
    *,
    sheet: Sheet,
    role: str,
    by: User | None,
    now: datetime,
    template: Template | None = None,
    act: Did = Did.CREATED,
) -> Activity:
    """Return the activity added to the register as a draft: see `create_all`."""
    return create_all([New(sheet, role, template)], by=by, now=now, act=act)[0]


@transaction.atomic
def create_all(
    added: list[New], *, by: User | None, now: datetime, act: Did = Did.CREATED
) -> tuple[Activity, ...]:
    """Return the activities added to the register as drafts, under the next references, in order.

    `act` is CREATED or IMPORTED; `by` is None for the command line. As many queries for one as
    for five hundred.

    Errors: ActivityRefused when one has no name.
    """
    for one in added:
        check_named(one.sheet.name)
    hold()
    first = _next_number()
    return write_all(
        [
            Writing(_new(one, number=first + rank, now=now), one.sheet, act, State.DRAFT)
            for rank, one in enumerate(added)
        ],
        by=by,
        now=now,
    )


def _new(one: New, *, number: int, now: datetime) -> Activity:
    activity = Activity(
        id=uuid4(), reference=f"TRT-{number:03}", role=one.role, created_at=now, version=0
    )
    if one.template is not None:
        _base_on(activity, one.template)
    return activity


@transaction.atomic
def save(
    *,
    activity: Activity,
    sheet: Sheet,
    version: int,
    why: str,
    by: User | None,
    now: datetime,
    act: Did = Did.CHANGED,
    template: Template | None = None,
) -> Activity:
    """Return the activity with its new content; unchanged, no version is added.

    A draft stays one; anything else awaits its validation again. `act` is CHANGED, IMPORTED or
    MERGED; `template`, with MERGED, is what the next merge starts from.

    Errors: VersionConflictError when `version` no longer stands, with the version that does;
    ActivityRefused when archived or without a name.
    """
    activity = held(activity, version=version)
    check_writable(activity)
    check_named(sheet.name)
    if template is not None:
        _base_on(activity, template)
    elif sheet == activity.sheet:
        return activity
    state = State.DRAFT if activity.state == State.DRAFT else State.TO_VALIDATE
    return write(activity, sheet, act=act, state=state, why=why, by=by, now=now)


@transaction.atomic
def rebase(*, activity: Activity, template: Template, version: int) -> Activity:
    """Return the activity, whose sheet stays as it is, now based on `template`.

    No version is added and a validation stands: nothing that the register says has changed.

    Errors: VersionConflictError.
    """
    activity = held(activity, version=version)
    _base_on(activity, template)
    activity.save(update_fields=["template_ref", "template_version", "template_content"])
    stand(standing_of(activity))
    return activity


def _base_on(activity: Activity, template: Template) -> None:
    activity.template_ref = template.ref
    activity.template_version = template.version
    activity.template_content = template.sheet.model_dump(mode="json")


@transaction.atomic
def submit(*, activity: Activity, version: int, by: User, now: datetime) -> Activity:
    """Return the draft handed over to whoever may validate it.

    Errors: VersionConflictError; ActivityRefused when it is no draft.
    """
    activity = held(activity, version=version)
    check_writable(activity)
    if activity.state != State.DRAFT:
        return activity
    sheet = activity.sheet
    return write(
        activity, sheet, act=Did.SUBMITTED, state=State.TO_VALIDATE, why="", by=by, now=now
    )


@transaction.atomic
def validate(
    *, establishment: Establishment, activity: Activity, version: int, by: User, now: datetime
) -> Activity:
    """Return the activity validated by `by` at `now`; its next review is prepared.

    Side effects in order: the version; the journal; the review's recurrence, opened at the first
    validation, its round done at the others.

    Errors: VersionConflictError; ActivityRefused (archived, validated, owes to article 30).
    Source: RGPD art. 5 §2, 24 §1 and 30.
    """
    activity = held(activity, version=version)
    check_validation(activity)
    activity.validated_at = now
    activity.validated_by_id = by.pk
    activity.validated_version = activity.version + 1
    plan_review(activity, establishment=establishment, now=now)
    sheet = activity.sheet
    return write(activity, sheet, act=Did.VALIDATED, state=State.VALIDATED, why="", by=by, now=now)


@transaction.atomic
def archive(*, activity: Activity, version: int, why: str, by: User, now: datetime) -> Activity:
    """Return the activity archived, with the reason; its review is no longer due.

    Errors: VersionConflictError; ActivityRefused when archived already.
    """
    activity = held(activity, version=version)
    check_writable(activity)
    end_review(activity, now=now)
    sheet = activity.sheet
    return write(activity, sheet, act=Did.ARCHIVED, state=State.ARCHIVED, why=why, by=by, now=now)


@transaction.atomic
def restore(*, activity: Activity, version: int, by: User, now: datetime) -> Activity:
    """Return the activity back in the register: it awaits validation, whatever it was before.

    Errors: VersionConflictError; ActivityRefused when it is not archived.
    """
    activity = held(activity, version=version)
    check_archived(activity)
    sheet = activity.sheet
    return write(activity, sheet, act=Did.RESTORED, state=State.TO_VALIDATE, why="", by=by, now=now)


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
    """Return the activity reviewed every so many months, None for the rhythm of the rule.

    Its state stays: what it says has not changed. A review already planned moves.

    Errors: VersionConflictError; ActivityRefused (archived, or that rhythm already).
    """
    activity = held(activity, version=version)
    check_rhythm(activity, months=months)
    activity.review_every_months = months
    move_review(activity, establishment=establishment, now=now)
    state, sheet = State(activity.state), activity.sheet
    why = rhythm_words(months)
    return write(activity, sheet, act=Did.RHYTHM, state=state, why=why, by=by, now=now)


@transaction.atomic
def relate(*, activity: Activity, sheet: Sheet, why: str, by: User | None, now: datetime) -> None:
    """Write the links of its processors, read from the activity as it stands, alone to write it.

    Its state stays: nothing that article 30 asks for has changed, so a validation still holds.
    """
    standing = held(activity, version=activity.version)
    if standing.is_archived or sheet == standing.sheet:
        return
    if standing.is_validated:
        standing.validated_version = standing.version + 1
    state = State(standing.state)
    write(standing, sheet, act=Did.CHANGED, state=state, why=why, by=by, now=now)


def _next_number() -> int:
    """Return 1, 2…; the head of the journal is held, so the reference of that number is free."""
    longest_last = Activity.objects.order_by(Length("reference").desc(), "-reference")
    last = longest_last.values_list("reference", flat=True).first()
    return int(last.removeprefix("TRT-")) + 1 if last else 1
