"""The validation of an activity: who, when, and the review that follows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.journal.models import Entry
from portal.journal.queries import verify
from portal.register.actions import archive, restore, save, set_rhythm, validate
from portal.register.refusals import ActivityRefused, VersionConflictError
from portal.register.review_actions import review
from tenants.agenda.models import Deadline, Recurrence
from tenants.agenda.recurrences import Cadence, open_due_recurrences, reschedule
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
    assert review.path == f"/e/{place.slug}/registre/{activity.pk}/#revue"


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


def test_review_when_still_exact_then_a_version_says_so_and_the_next_is_planned(
    place: Establishment, firm: Firm
) -> None:
    activity = kept(by=firm.dpo)
    activity = validate(establishment=place, activity=activity, version=1, by=firm.dpo, now=NOW)
    near = datetime(2027, 2, 20, 9, 0, tzinfo=UTC)
    open_due_recurrences(now=near)

    after = review(
        establishment=place,
        activity=activity,
        version=2,
        note="Relue avec le titulaire",
        by=firm.lead,
        now=near,
    )

    assert (after.state, after.version, after.validated_at, after.validated_version) == (
        "validated",
        3,
        NOW,
        2,
    )
    assert list(after.versions.order_by("number").values_list("act", "why", "by_id")[2:]) == [
        ("reviewed", "Relue avec le titulaire", firm.lead.pk)
    ]
    assert after.sheet == DISPENSING
    assert list(Deadline.objects.values_list("reference", "state")) == [("TRT-001-1", "met")]
    assert Recurrence.objects.get().next_due_on == date(2028, 2, 20)
    last = Entry.objects.order_by("-sequence").first()
    assert last is not None
    assert (last.act, last.facts) == ("activity.reviewed", {"version": "3"})
    assert verify().is_intact


def test_review_when_not_validated_or_changed_or_read_too_early_then_refused(
    place: Establishment, firm: Firm
) -> None:
    def tried(version: int) -> None:
        review(
            establishment=place, activity=activity, version=version, note="", by=firm.dpo, now=LATER
        )

    activity = kept(by=firm.dpo)
    with pytest.raises(ActivityRefused, match="Seule une activité validée se revoit"):
        tried(1)
    validate(establishment=place, activity=activity, version=1, by=firm.dpo, now=NOW)
    with pytest.raises(VersionConflictError):
        tried(1)
    changed = DISPENSING.model_copy(update={"volume": 12})
    save(activity=activity, sheet=changed, version=2, why="", by=firm.dpo, now=NOW)
    with pytest.raises(ActivityRefused, match="Seule une activité validée se revoit"):
        tried(3)


@pytest.mark.parametrize(
    ("months", "now", "due_on", "opened"),
    [
        (6, LATER, date(2026, 9, 2), False),
        (36, LATER, date(2029, 3, 2), False),
        (1, LATER, date(2026, 4, 2), True),
        # Three months from 2 March are past on 20 June: due at once, never in the past.
        (3, datetime(2026, 6, 20, 9, 0, tzinfo=UTC), date(2026, 6, 20), True),
    ],
)
def test_rhythm_when_set_then_the_next_review_moves_from_the_last(
    place: Establishment, firm: Firm, months: int, now: datetime, due_on: date, opened: bool
) -> None:
    activity = kept(by=firm.dpo)
    activity = validate(establishment=place, activity=activity, version=1, by=firm.dpo, now=NOW)

    after = set_rhythm(
        establishment=place, activity=activity, version=2, months=months, by=firm.lead, now=now
    )

    found = Recurrence.objects.get()
    assert (after.version, after.state, after.review_every_months) == (3, "validated", months)
    assert (found.next_due_on, found.every_months) == (due_on, months)
    assert (found.deadline is not None) == opened
    last = Entry.objects.order_by("-sequence").first()
    assert last is not None
    assert (last.act, last.facts) == ("activity.rhythm", {"version": "3"})
    assert after.versions.get(number=3).why == f"tous les {months} mois"


def test_rhythm_when_emptied_then_that_of_the_rule_counts_from_the_last_review(
    place: Establishment, firm: Firm
) -> None:
    activity = kept(by=firm.dpo)
    set_rhythm(establishment=place, activity=activity, version=1, months=2, by=firm.dpo, now=NOW)
    activity = validate(establishment=place, activity=activity, version=2, by=firm.dpo, now=NOW)
    assert Recurrence.objects.get().next_due_on == date(2026, 5, 2)
    in_april = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)
    review(establishment=place, activity=activity, version=3, note="", by=firm.dpo, now=in_april)
    assert Recurrence.objects.get().next_due_on == date(2026, 6, 10)

    set_rhythm(
        establishment=place, activity=activity, version=4, months=None, by=firm.dpo, now=in_april
    )

    assert Recurrence.objects.get().next_due_on == date(2027, 4, 10)


@pytest.mark.parametrize("months", [0, 37])
def test_rhythm_when_out_of_range_then_refused(
    place: Establishment, firm: Firm, months: int
) -> None:
    activity = kept(by=firm.dpo)

    with pytest.raises(ActivityRefused, match="de 1 à 36 mois"):
        set_rhythm(
            establishment=place, activity=activity, version=1, months=months, by=firm.dpo, now=NOW
        )
