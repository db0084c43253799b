"""What happens to a duty: its recurrence, its deadline, its rounds and its journal."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from portal.duties.actions import Changed, Done, add, adopt, change, finish, stop
from portal.duties.models import Duty, Round
from portal.duties.refusals import DutyRefused
from portal.journal.models import Entry
from portal.journal.queries import verify
from portal.law.duties import usual_duties
from tenants.agenda.models import Deadline, Recurrence
from tenants.agenda.recurrences import Cadence
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.duties.samples import CERTIFICATE, NOW, TRAINING, added

TODAY = date(2026, 3, 2)
DONE_TODAY = Done(done_on=TODAY, note="Session tenue.", next_due_on=None)


@pytest.fixture
def place(firm: Firm, establishment: Establishment) -> Iterator[Establishment]:
    """Stand inside the establishment, as a view does."""
    with inside(establishment):
        yield establishment


def deadlines() -> list[tuple[str, str, date | None]]:
    """Return (reference, state, day) of every deadline, in order of reference."""
    found = Deadline.objects.order_by("reference")
    return list(found.values_list("reference", "state", "due_on"))


def acts() -> list[tuple[str, str]]:
    """Return (act, reference) of the whole journal, in order."""
    return list(Entry.objects.order_by("sequence").values_list("act", "reference"))


def test_add_when_its_time_has_come_then_the_deadline_leads_to_its_page(
    place: Establishment, firm: Firm
) -> None:
    duty = added(place, by=firm.dpo)

    assert duty.reference == "OBL-2026-0001"
    assert deadlines() == [("OBL-2026-0001-1", "open", date(2026, 3, 31))]
    deadline = Deadline.objects.get()
    assert deadline.path == f"/e/{place.slug}/obligations/{duty.pk}/"
    assert (deadline.kind, deadline.rule_id) == ("duty", "R-DUTY-TRAINING")
    assert acts() == [("duty.added", "OBL-2026-0001")]
    assert Entry.objects.get().facts == {"due_on": "2026-03-31"}


def test_add_when_the_same_form_comes_twice_then_one_duty(place: Establishment, firm: Firm) -> None:
    first = add(establishment=place, added=TRAINING, by=firm.dpo, now=NOW)
    second = add(establishment=place, added=TRAINING, by=firm.dpo, now=NOW)

    assert first.pk == second.pk
    assert Recurrence.objects.count() == 1
    assert len(deadlines()) == 1


def test_public_rows_when_a_duty_is_added_then_they_hold_none_of_its_words(
    place: Establishment, firm: Firm
) -> None:
    added(place, by=firm.dpo)

    kept = [str(value) for value in Recurrence.objects.values().get().values()]
    kept += [str(value) for value in Deadline.objects.values().get().values()]
    assert not [value for value in kept if "équipe" in value or "Émargement" in value]


def test_finish_when_done_then_noted_and_the_next_is_prepared(
    place: Establishment, firm: Firm
) -> None:
    duty = added(place, by=firm.dpo)

    finish(establishment=place, duty=duty, version=1, done=DONE_TODAY, by=firm.dpo, now=NOW)

    assert deadlines() == [("OBL-2026-0001-1", "met", date(2026, 3, 31))]
    assert Recurrence.objects.get().next_due_on == date(2027, 3, 31)
    done = Round.objects.get()
    assert (done.due_on, done.done_on, done.note, done.recorded_by_id, done.was_late) == (
        date(2026, 3, 31),
        TODAY,
        "Session tenue.",
        firm.dpo.pk,
        False,
    )
    assert duty.state == "running"
    assert acts() == [("duty.added", "OBL-2026-0001"), ("duty.done", "OBL-2026-0001")]
    assert verify().is_intact


def test_finish_when_done_twice_by_two_people_then_the_second_is_told(
    place: Establishment, firm: Firm
) -> None:
    duty = added(place, by=firm.dpo)
    read_by_both = duty.version
    finish(
        establishment=place, duty=duty, version=read_by_both, done=DONE_TODAY, by=firm.dpo, now=NOW
    )

    with pytest.raises(DutyRefused, match="vient de modifier"):
        finish(
            establishment=place,
            duty=Duty.objects.get(),
            version=read_by_both,
            done=DONE_TODAY,
            by=firm.lead,
            now=NOW,
        )

    assert Round.objects.count() == 1
    assert Recurrence.objects.get().next_due_on == date(2027, 3, 31)


def test_finish_when_it_falls_due_once_then_over(place: Establishment, firm: Firm) -> None:
    duty = added(place, by=firm.dpo, what=CERTIFICATE)

    finish(establishment=place, duty=duty, version=1, done=DONE_TODAY, by=firm.dpo, now=NOW)

    assert (duty.state, duty.ended_at) == ("over", NOW)
    assert Recurrence.objects.get().ended_at == NOW
    with pytest.raises(DutyRefused, match="terminée"):
        finish(establishment=place, duty=duty, version=2, done=DONE_TODAY, by=firm.dpo, now=NOW)


def test_finish_when_the_certificate_has_a_new_end_then_it_goes_on(
    place: Establishment, firm: Firm
) -> None:
    duty = added(place, by=firm.dpo, what=CERTIFICATE)
    renewed = Done(done_on=TODAY, note="", next_due_on=date(2029, 12, 31))

    finish(establishment=place, duty=duty, version=1, done=renewed, by=firm.dpo, now=NOW)

    assert duty.state == "running"
    assert Recurrence.objects.get().next_due_on == date(2029, 12, 31)


@pytest.mark.parametrize(
    ("done", "field"),
    [
        (Done(done_on=date(2026, 3, 3), note="", next_due_on=None), "done_on"),
        (Done(done_on=TODAY, note="", next_due_on=date(2026, 3, 31)), "next_due_on"),
    ],
)
def test_finish_when_a_day_cannot_be_then_refused_and_nothing_kept(
    place: Establishment, firm: Firm, done: Done, field: str
) -> None:
    duty = added(place, by=firm.dpo)

    with pytest.raises(DutyRefused) as refusal:
        finish(establishment=place, duty=duty, version=1, done=done, by=firm.dpo, now=NOW)

    assert refusal.value.field == field
    assert Round.objects.count() == 0
    assert deadlines() == [("OBL-2026-0001-1", "open", date(2026, 3, 31))]


def test_finish_when_it_is_already_tomorrow_there_then_today_is_the_place_s(
    place: Establishment, firm: Firm
) -> None:
    duty = added(place, by=firm.dpo)
    # 23 h 30 in UTC on 2 March: half past midnight on 3 March in Paris.
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    done = Done(done_on=date(2026, 3, 3), note="", next_due_on=None)

    finish(establishment=place, duty=duty, version=1, done=done, by=firm.dpo, now=late)

    assert Round.objects.get().done_on == date(2026, 3, 3)


def test_change_when_open_then_the_deadline_follows(place: Establishment, firm: Firm) -> None:
    duty = added(place, by=firm.dpo)
    changed = Changed(
        title="Former toute l’équipe",
        notes="",
        cadence=Cadence(next_due_on=date(2026, 4, 30), every_months=6, days_ahead=60),
    )

    change(duty=duty, version=1, changed=changed, by=firm.dpo, now=NOW)

    assert (duty.title, duty.version) == ("Former toute l’équipe", 2)
    assert deadlines() == [("OBL-2026-0001-1", "open", date(2026, 4, 30))]
    with pytest.raises(DutyRefused, match="vient de modifier"):
        change(duty=duty, version=1, changed=changed, by=firm.dpo, now=NOW)


def test_stop_when_it_lost_its_object_then_silence_and_the_reason_stays(
    place: Establishment, firm: Firm
) -> None:
    duty = added(place, by=firm.dpo)

    stop(duty=duty, version=1, reason="Logiciel remplacé.", by=firm.dpo, now=NOW)

    assert (duty.state, duty.stop_reason) == ("stopped", "Logiciel remplacé.")
    assert deadlines() == [("OBL-2026-0001-1", "cancelled", date(2026, 3, 31))]
    assert acts()[-1] == ("duty.stopped", "OBL-2026-0001")
    assert "Logiciel" not in str(Entry.objects.latest("sequence").facts)
    with pytest.raises(DutyRefused):
        stop(duty=duty, version=2, reason="Encore.", by=firm.dpo, now=NOW)


def test_adopt_when_asked_twice_then_each_usual_duty_once(place: Establishment, firm: Firm) -> None:
    for _time in range(2):
        kept = adopt(
            establishment=place,
            usual=usual_duties("pharmacie"),
            language="fr",
            by=firm.dpo,
            now=NOW,
        )

    # The two whose date stands on a paper are left out.
    assert [duty.usual for duty in kept] == [
        "register-review",
        "staff-training",
        "annual-report",
        "dpo-visit",
        "camera-review",
    ]
    assert Duty.objects.count() == 5
    assert set(Recurrence.objects.values_list("next_due_on", flat=True)) == {date(2027, 3, 2)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.filter(usual="dpo-visit").update(usual="staff-training")


def test_adopt_when_the_page_is_english_then_so_are_the_words(
    place: Establishment, firm: Firm
) -> None:
    (visit,) = adopt(
        establishment=place,
        usual=[one for one in usual_duties("pharmacie") if one.id == "dpo-visit"],
        language="en-gb",
        by=firm.dpo,
        now=NOW,
    )

    assert visit.title == "Receive the DPO’s visit"


def test_duty_when_of_another_establishment_then_unseen(
    firm: Firm, establishment: Establishment, other_establishment: Establishment
) -> None:
    with inside(establishment):
        added(establishment, by=firm.dpo)

    with inside(other_establishment):
        assert (Duty.objects.count(), Recurrence.objects.count()) == (0, 0)
