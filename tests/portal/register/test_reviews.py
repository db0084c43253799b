"""The validation of an activity: who, when, and the review that follows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.journal.queries import verify
from portal.register.actions import archive, restore, save, validate
from portal.register.refusals import ActivityRefused
from tenants.agenda.models import Deadline, Recurrence
from tenants.agenda.recurrences import Cadence, reschedule
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.register.samples import CAMERAS, DISPENSING, NOW, kept

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def place(firm: Firm, establishment: Establishment) -> Iterator[Establishment]:
    """Stand inside the establishment, as a view does."""
    with inside(establishment):
        yield establishment


def test_validate_when_complete_then_named_dated_and_reviewed_in_a_year(
    place: Establishment, firm: Firm
) -> None:
    activity = kept(by=firm.dpo)

    after = validate(establishment=place, activity=activity, version=1, by=firm.lead, now=LATER)

    assert (after.state, after.validated_at, after.validated_by_id) == (
        "validated",
        LATER,
        firm.lead.pk,
    )
    assert after.validated_version == 2
    review = Recurrence.objects.get()
    assert after.recurrence_id == review.pk
    assert (review.kind, review.reference) == ("review", "TRT-001")
    assert (review.next_due_on, review.every_months) == (date(2027, 3, 2), 12)
    assert review.path == f"/e/{place.slug}/registre/{activity.pk}/"


def test_validate_when_the_review_is_open_then_its_deadline_is_met(
    place: Establishment, firm: Firm
) -> None:
    activity = kept(by=firm.dpo)
    activity = validate(establishment=place, activity=activity, version=1, by=firm.dpo, now=NOW)
    near = datetime(2027, 2, 20, 9, 0, tzinfo=UTC)
    cadence = Cadence(next_due_on=date(2027, 3, 3), every_months=12, days_ahead=60)
    assert activity.recurrence_id is not None
    reschedule(recurrence_id=activity.recurrence_id, cadence=cadence, now=near)
    changed = DISPENSING.model_copy(update={"volume": 12})

    activity = save(activity=activity, sheet=changed, version=2, why="", by=firm.dpo, now=near)
    assert (activity.state, activity.validated_at) == ("to_validate", NOW)
    validate(establishment=place, activity=activity, version=3, by=firm.dpo, now=near)

    assert list(Deadline.objects.values_list("reference", "state")) == [("TRT-001-1", "met")]
    assert Recurrence.objects.get().next_due_on == date(2028, 2, 20)


def test_archive_when_validated_then_its_review_ends_and_it_may_come_back(
    place: Establishment, firm: Firm
) -> None:
    activity = kept(by=firm.dpo)
    activity = validate(establishment=place, activity=activity, version=1, by=firm.dpo, now=NOW)

    activity = archive(activity=activity, version=2, why="Activité cessée", by=firm.dpo, now=LATER)
    assert (activity.state, activity.recurrence_id) == ("archived", None)
    assert Recurrence.objects.get().ended_at == LATER
    with pytest.raises(ActivityRefused):
        save(activity=activity, sheet=CAMERAS, version=3, why="", by=firm.dpo, now=LATER)

    activity = restore(activity=activity, version=3, by=firm.dpo, now=LATER)
    activity = validate(establishment=place, activity=activity, version=4, by=firm.dpo, now=LATER)
    assert list(activity.versions.order_by("number").values_list("number", "act", "state")) == [
        (1, "created", "draft"),
        (2, "validated", "validated"),
        (3, "archived", "archived"),
        (4, "restored", "to_validate"),
        (5, "validated", "validated"),
    ]
    references = Recurrence.objects.order_by("reference").values_list("reference", flat=True)
    assert list(references) == ["TRT-001", "TRT-001-V5"]
    assert verify().is_intact
