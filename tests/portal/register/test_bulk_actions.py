"""An act on several activities: each as the single act, all in one go, and taken back whole."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from portal.journal.models import Entry
from portal.journal.queries import verify
from portal.register.actions import archive, save, set_rhythm, validate
from portal.register.bulk.actions import carry_out, undo
from portal.register.bulk.acts import Kind, Order
from portal.register.bulk.previews import preview
from portal.register.exports.gathering import register_of
from portal.register.models import Activity, BulkAct, BulkStep
from portal.register.refusals import ActivityRefused
from tenants.agenda.models import Alert, Deadline, Recurrence
from tenants.agenda.recurrences import open_due_recurrences
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.register.samples import CAMERAS, DISPENSING, NOW, kept

LATER = NOW + timedelta(hours=1)
LATEST = NOW + timedelta(hours=2)


@pytest.fixture
def place(firm: Firm, establishment: Establishment) -> Iterator[Establishment]:
    """Stand inside the establishment, as a view does."""
    with inside(establishment):
        yield establishment


def versions(*activities: Activity) -> dict[UUID, int]:
    """Return the versions as they stand, as a preview gives them."""
    ids = [one.pk for one in activities]
    return dict(Activity.objects.filter(pk__in=ids).values_list("pk", "version"))


def done(
    place: Establishment, firm: Firm, order: Order, *activities: Activity, now: datetime = LATER
) -> BulkAct:
    """Return the act done on the activities as they stand."""
    return carry_out(
        submission=uuid4(),
        establishment=place,
        order=order,
        chosen=versions(*activities),
        by=firm.dpo,
        now=now,
    )


def told(bulk: BulkAct) -> list[tuple[str, int | None, str]]:
    """Return what became of each: reference, version, why it was ignored."""
    found = bulk.steps.order_by("activity__reference")
    return list(found.values_list("activity__reference", "version_after", "ignored_because"))


def coming(now: datetime) -> list[tuple[str, str, bool]]:
    """Return the alerts planned for the days to come: rung, audience, whether it is final."""
    found = Alert.objects.filter(state="planned", due_at__gt=now + timedelta(days=2))
    return list(found.order_by("due_at", "audience").values_list("rung", "audience", "is_final"))


def validated(place: Establishment, firm: Firm, *, now: datetime = NOW) -> Activity:
    """Return an activity validated at `now`."""
    one = kept(by=firm.dpo, now=now)
    return validate(establishment=place, activity=one, version=1, by=firm.lead, now=now)


def test_preview_when_some_cannot_then_each_with_the_refusal_of_the_single_act(
    place: Establishment, firm: Firm
) -> None:
    ready, empty = kept(by=firm.dpo), kept(by=firm.dpo, sheet=CAMERAS)
    already, gone = validated(place, firm), kept(by=firm.dpo)
    archive(activity=gone, version=1, why="Cessée", by=firm.dpo, now=NOW)
    chosen = [one.pk for one in (gone, already, empty, ready)]

    shown = preview(Order(Kind.VALIDATE), chosen)

    assert [(line.reference, line.version) for line in shown.done] == [("TRT-001", 1)]
    assert [(line.reference, line.note) for line in shown.ignored] == [
        (
            "TRT-002",
            "L’article 30 demande encore\u00a0: finalités, catégories de personnes, catégories de "
            "données, destinataires.",
        ),
        ("TRT-003", "Cette activité est déjà validée."),
        ("TRT-004", "Cette activité est archivée\u00a0: rétablissez-la avant de la modifier."),
    ]
    assert shown.rows == f"{ready.pk}:1,{empty.pk}:1,{already.pk}:2,{gone.pk}:2"


@pytest.mark.parametrize(
    ("order", "ignored"),
    [
        (Order(Kind.SUBMIT), "Cette activité est déjà validée."),
        (Order(Kind.OWNER, "Pharmacien titulaire"), "C’est déjà qui en est responsable."),
        (Order(Kind.RHYTHM, ""), "C’est déjà son rythme de revue."),
        (Order(Kind.RESTORE), "Cette activité n’est pas archivée."),
    ],
)
def test_preview_when_nothing_would_change_then_ignored_and_said(
    place: Establishment, firm: Firm, order: Order, ignored: str
) -> None:
    one = validated(place, firm)

    shown = preview(order, [one.pk])

    assert [line.note for line in shown.ignored] == [ignored]
    assert shown.done == ()


def test_preview_when_a_validated_one_changes_owner_then_its_effect_is_said(
    place: Establishment, firm: Firm
) -> None:
    one = validated(place, firm)

    shown = preview(Order(Kind.OWNER, "Adjoint"), [one.pk])

    assert [line.note for line in shown.done] == ["Elle attendra d’être validée à nouveau."]


def test_bulk_when_validated_then_each_has_its_version_its_review_and_its_entry(
    place: Establishment, firm: Firm
) -> None:
    first, second, empty = (
        kept(by=firm.dpo),
        kept(by=firm.dpo),
        kept(by=firm.dpo, sheet=CAMERAS),
    )

    bulk = done(place, firm, Order(Kind.VALIDATE), first, second, empty)

    assert [(one, after) for one, after, _why in told(bulk)] == [
        ("TRT-001", 2),
        ("TRT-002", 2),
        ("TRT-003", None),
    ]
    states = Activity.objects.order_by("reference").values_list("state", "validated_by_id")
    assert list(states) == [
        ("validated", firm.dpo.pk),
        ("validated", firm.dpo.pk),
        ("draft", None),
    ]
    assert list(first.versions.order_by("number").values_list("act", "at")) == [
        ("created", NOW),
        ("validated", LATER),
    ]
    entries = Entry.objects.filter(act="activity.validated").order_by("sequence")
    assert list(entries.values_list("reference", "by_id")) == [
        ("TRT-001", firm.dpo.pk),
        ("TRT-002", firm.dpo.pk),
    ]
    assert Recurrence.objects.filter(ended_at=None).count() == 2
    assert verify().is_intact


def test_bulk_when_one_changed_since_the_preview_then_ignored_and_the_others_done(
    place: Establishment, firm: Firm
) -> None:
    first, second = kept(by=firm.dpo), kept(by=firm.dpo)
    seen = versions(first, second)
    changed = DISPENSING.model_copy(update={"volume": 12})
    save(activity=first, sheet=changed, version=1, why="", by=firm.lead, now=NOW)

    bulk = carry_out(
        submission=uuid4(),
        establishment=place,
        order=Order(Kind.ARCHIVE, "Activité cessée"),
        chosen=seen,
        by=firm.dpo,
        now=LATER,
    )

    assert told(bulk) == [
        ("TRT-001", None, "Elle a changé depuis l’aperçu\u00a0: relisez-la."),
        ("TRT-002", 2, ""),
    ]
    assert second.versions.get(number=2).why == "Activité cessée"


def test_bulk_when_sent_twice_then_done_once(place: Establishment, firm: Firm) -> None:
    one = kept(by=firm.dpo)
    number, seen = uuid4(), versions(one)

    for _time in range(2):
        bulk = carry_out(
            submission=number,
            establishment=place,
            order=Order(Kind.SUBMIT),
            chosen=seen,
            by=firm.dpo,
            now=LATER,
        )

    assert bulk.pk == number
    assert one.versions.count() == 2
    assert BulkAct.objects.count() == 1


def test_bulk_when_none_can_be_changed_then_refused_and_nothing_is_kept(
    place: Establishment, firm: Firm
) -> None:
    one = kept(by=firm.dpo, sheet=CAMERAS)

    with pytest.raises(ActivityRefused, match="Rien n’a été fait"):
        done(place, firm, Order(Kind.VALIDATE), one)

    assert not BulkAct.objects.exists()
    assert not BulkStep.objects.exists()


def test_undo_when_first_validations_then_as_if_never_validated(
    place: Establishment, firm: Firm
) -> None:
    one = kept(by=firm.dpo)
    bulk = done(place, firm, Order(Kind.VALIDATE), one)

    undo(bulk=bulk, by=firm.lead, now=LATEST)

    after = Activity.objects.get()
    assert (after.version, after.state, after.sheet) == (3, "draft", DISPENSING)
    assert (after.validated_at, after.validated_by_id, after.recurrence_id) == (None, None, None)
    assert Recurrence.objects.get().ended_at == LATEST
    last = one.versions.get(number=3)
    assert (last.act, last.undoes, last.why, last.by_id) == (
        "undone",
        2,
        "Comme à la version 1",
        firm.lead.pk,
    )
    assert Entry.objects.latest("sequence").act == "activity.undone"
    assert BulkAct.objects.get().undone_by_id == firm.lead.pk
    assert [entry.validated_on for entry in register_of(place, at=LATEST).entries] == [None]
    assert [entry.validated_on for entry in register_of(place, at=LATER).entries] == [
        date(2026, 3, 2)
    ]
    assert verify().is_intact


def test_undo_when_the_review_was_open_then_its_deadline_and_its_alerts_run_again(
    place: Establishment, firm: Firm
) -> None:
    one = validated(place, firm)
    near = datetime(2027, 2, 20, 9, 0, tzinfo=UTC)
    assert open_due_recurrences(now=near) == 1
    planned = coming(near)
    changed = DISPENSING.model_copy(update={"volume": 12})
    one = save(activity=one, sheet=changed, version=2, why="", by=firm.dpo, now=near)
    bulk = done(place, firm, Order(Kind.VALIDATE), one, now=near)
    assert Deadline.objects.get().state == "met"

    undo(bulk=bulk, by=firm.dpo, now=near + timedelta(minutes=5))

    deadline, review = Deadline.objects.get(), Recurrence.objects.get()
    assert (deadline.state, deadline.due_on, deadline.met_at) == ("open", date(2027, 3, 2), None)
    assert (review.next_due_on, review.deadline_id) == (date(2027, 3, 2), deadline.pk)
    assert coming(near) == planned
    assert ("J-1", "dpo", True) in planned
    after = Activity.objects.get()
    assert (after.state, after.validated_at, after.validated_version) == ("to_validate", NOW, 2)


def test_undo_when_the_clock_opened_the_next_round_then_it_is_cancelled(
    place: Establishment, firm: Firm
) -> None:
    one = validated(place, firm)
    one = set_rhythm(establishment=place, activity=one, version=2, months=6, by=firm.dpo, now=LATER)
    changed = DISPENSING.model_copy(update={"volume": 12})
    one = save(activity=one, sheet=changed, version=3, why="", by=firm.dpo, now=LATER)
    may = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
    bulk = done(place, firm, Order(Kind.VALIDATE), one, now=may)
    assert Recurrence.objects.get().next_due_on == date(2026, 11, 4)
    september = datetime(2026, 9, 20, 9, 0, tzinfo=UTC)
    open_due_recurrences(now=september)

    undo(bulk=bulk, by=firm.dpo, now=september)

    review = Recurrence.objects.get()
    assert review.next_due_on == date(2026, 9, 2)
    assert list(
        Deadline.objects.order_by("due_on").values_list("reference", "due_on", "state")
    ) == [
        ("TRT-001-2", date(2026, 9, 2), "open"),
        ("TRT-001-1", date(2026, 11, 4), "cancelled"),
    ]
    assert review.deadline is not None
    assert review.deadline.state == "open"


def test_undo_when_archived_with_an_open_review_then_it_is_open_again(
    place: Establishment, firm: Firm
) -> None:
    one = validated(place, firm)
    near = datetime(2027, 2, 20, 9, 0, tzinfo=UTC)
    open_due_recurrences(now=near)
    bulk = done(place, firm, Order(Kind.ARCHIVE, "Par erreur"), one, now=near)
    assert Deadline.objects.get().state == "cancelled"

    undo(bulk=bulk, by=firm.dpo, now=near)

    after, review = Activity.objects.get(), Recurrence.objects.get()
    assert (after.state, after.recurrence_id) == ("validated", review.pk)
    assert (review.ended_at, review.next_due_on) == (None, date(2027, 3, 2))
    assert review.deadline is not None
    assert (review.deadline.state, review.deadline.reference) == ("open", "TRT-001-2")
    assert review.deadline.alerts.filter(state="planned").exists()


def test_undo_when_restored_then_archived_again(place: Establishment, firm: Firm) -> None:
    one = kept(by=firm.dpo)
    one = archive(activity=one, version=1, why="Cessée", by=firm.dpo, now=NOW)
    bulk = done(place, firm, Order(Kind.RESTORE), one)

    undo(bulk=bulk, by=firm.dpo, now=LATEST)

    assert Activity.objects.get().state == "archived"


def test_undo_when_the_owner_of_a_validated_one_changed_then_validated_again(
    place: Establishment, firm: Firm
) -> None:
    one = validated(place, firm)
    bulk = done(place, firm, Order(Kind.OWNER, "Adjoint"), one)
    changed = Activity.objects.get()
    assert (changed.owner, changed.state) == ("Adjoint", "to_validate")

    undo(bulk=bulk, by=firm.dpo, now=LATEST)

    after = Activity.objects.get()
    assert (after.owner, after.state, after.validated_at) == (
        "Pharmacien titulaire",
        "validated",
        NOW,
    )
    assert after.recurrence_id == one.recurrence_id
    assert Recurrence.objects.get().ended_at is None


def test_undo_when_the_rhythm_changed_then_the_review_falls_as_before(
    place: Establishment, firm: Firm
) -> None:
    one = validated(place, firm)
    october = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
    bulk = done(place, firm, Order(Kind.RHYTHM, "6"), one, now=october)
    review = Recurrence.objects.get()
    assert (review.next_due_on, review.every_months) == (date(2026, 10, 5), 6)
    assert Deadline.objects.get().state == "open"
    assert Activity.objects.get().state == "validated"
    assert one.versions.get(number=3).why == "tous les 6 mois"

    undo(bulk=bulk, by=firm.dpo, now=october)

    review = Recurrence.objects.get()
    assert (review.next_due_on, review.every_months, review.deadline) == (
        date(2027, 3, 2),
        12,
        None,
    )
    assert Deadline.objects.get().state == "cancelled"
    assert Activity.objects.get().review_every_months is None


def test_undo_when_one_changed_since_then_left_and_the_others_taken_back(
    place: Establishment, firm: Firm
) -> None:
    first, second = kept(by=firm.dpo), kept(by=firm.dpo)
    bulk = done(place, firm, Order(Kind.SUBMIT), first, second)
    changed = DISPENSING.model_copy(update={"volume": 12})
    save(activity=first, sheet=changed, version=2, why="", by=firm.lead, now=LATER)

    undo(bulk=bulk, by=firm.dpo, now=LATEST)

    steps = bulk.steps.order_by("activity__reference")
    assert list(steps.values_list("version_undone", "undo_refusal")) == [
        (None, "Elle a changé depuis\u00a0: son historique dit comment."),
        (3, ""),
    ]
    assert list(Activity.objects.order_by("reference").values_list("state", flat=True)) == [
        "to_validate",
        "draft",
    ]
    with pytest.raises(ActivityRefused, match="déjà annulé"):
        undo(bulk=bulk, by=firm.dpo, now=LATEST)


def test_undo_when_all_changed_since_then_refused_and_the_act_stands(
    place: Establishment, firm: Firm
) -> None:
    one = kept(by=firm.dpo)
    bulk = done(place, firm, Order(Kind.SUBMIT), one)
    changed = DISPENSING.model_copy(update={"volume": 12})
    save(activity=one, sheet=changed, version=2, why="", by=firm.lead, now=LATER)

    with pytest.raises(ActivityRefused, match="Plus rien ne peut être annulé"):
        undo(bulk=bulk, by=firm.dpo, now=LATEST)

    assert BulkAct.objects.get().undone_at is None
