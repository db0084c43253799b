"""What an activity is beyond its versions, kept so that an act on it can be taken back."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from portal.register.models import Activity
from tenants.agenda.recurrences import Cadence, Standing, standing_of


class Review(BaseModel):
    """Where the review of an activity stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recurrence_id: UUID
    next_due_on: date
    first_due_on: date
    every_months: int | None
    days_ahead: int
    deadline_id: UUID | None

    @property
    def standing(self) -> Standing:
        """The same, as the agenda takes it back."""
        cadence = Cadence(
            next_due_on=self.next_due_on,
            every_months=self.every_months,
            days_ahead=self.days_ahead,
        )
        return Standing(
            cadence=cadence, first_due_on=self.first_due_on, deadline_id=self.deadline_id
        )

    def has_moved_since(self, former: "Review") -> bool:
        """Whether somebody moved it: the clock alone opens deadlines, and that moves nothing."""
        return (self.recurrence_id, self.next_due_on, self.every_months) != (
            former.recurrence_id,
            former.next_due_on,
            former.every_months,
        )


class Remembered(BaseModel):
    """The last validation, the rhythm of reviews, the review: none of it stands in a version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    validated_at: datetime | None
    validated_by_id: int | None
    validated_version: int | None
    review_every_months: int | None
    review: Review | None


def remembered(activity: Activity) -> Remembered:
    """Return what is to be remembered of the activity as it is given. One query."""
    return Remembered(
        validated_at=activity.validated_at,
        validated_by_id=activity.validated_by_id,
        validated_version=activity.validated_version,
        review_every_months=activity.review_every_months,
        review=review_of(activity.recurrence_id),
    )


def review_of(recurrence_id: UUID | None) -> Review | None:
    """Return where the review stands, None without one."""
    if recurrence_id is None:
        return None
    standing = standing_of(recurrence_id)
    return Review(
        recurrence_id=recurrence_id,
        next_due_on=standing.cadence.next_due_on,
        first_due_on=standing.first_due_on,
        every_months=standing.cadence.every_months,
        days_ahead=standing.cadence.days_ahead,
        deadline_id=standing.deadline_id,
    )
