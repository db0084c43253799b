"""What people do about a deadline, and what the journal remembers of it."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.deadlines.actions import leave_note, mark_seen, snooze, take_charge
from portal.journal.models import Entry
from portal.journal.queries import verify
from portal.refusal import CaseRefused
from tenants.accounts.models import User
from tenants.agenda.actions import meet_deadline
from tenants.agenda.models import Alert, Deadline
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside

pytestmark = pytest.mark.django_db

# Sunday 22 November 2026: 13 h 00 in Paris, then an hour later.
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
RULE = "R-ART33-QUALIFY"


def entries() -> list[Entry]:
    """Return what the journal says of the deadline itself."""
    return list(Entry.objects.filter(act__startswith="deadline.").order_by("sequence"))


def test_take_charge_when_first_then_gentle_alerts_fall_silent_and_the_journal_says_so(
    establishment: Establishment, deadline: Deadline, people: dict[Role, User]
) -> None:
    with inside(establishment):
        charge = take_charge(
            deadline=deadline, note="J’appelle la pharmacie.", by=people[Role.DPO], now=NOW
        )

        assert charge.is_first
        assert charge.deadline.acknowledged_by_id == people[Role.DPO].pk
        planned = Alert.objects.filter(deadline=deadline, state="planned")
        assert not planned.filter(is_final=False).exists()
        assert planned.filter(is_final=True).exists()
        [entry] = entries()
        assert (entry.act, entry.reference) == ("deadline.acknowledged", deadline.reference)
        assert (entry.at, entry.by_id) == (NOW, people[Role.DPO].pk)
        assert entry.facts == {
            "deadline": str(deadline.pk),
            "rule": RULE,
            "note": "J’appelle la pharmacie.",
        }
        assert verify().is_intact


def test_take_charge_when_second_then_the_first_stands_and_the_note_is_kept(
    establishment: Establishment, deadline: Deadline, people: dict[Role, User]
) -> None:
    with inside(establishment):
        take_charge(deadline=deadline, note="", by=people[Role.DPO], now=NOW)
        charge = take_charge(
            deadline=deadline, note="Je peux aider.", by=people[Role.MANAGER], now=LATER
        )

        assert not charge.is_first
        assert charge.deadline.acknowledged_by_id == people[Role.DPO].pk
        assert [(one.act, one.by_id) for one in entries()] == [
            ("deadline.acknowledged", people[Role.DPO].pk),
            ("deadline.noted", people[Role.MANAGER].pk),
        ]


def test_take_charge_when_pressed_twice_by_one_person_then_the_journal_has_one_entry(
    establishment: Establishment, deadline: Deadline, people: dict[Role, User]
) -> None:
    with inside(establishment):
        take_charge(deadline=deadline, note="", by=people[Role.DPO], now=NOW)
        again = take_charge(deadline=deadline, note="", by=people[Role.DPO], now=LATER)

        assert not again.is_first
        assert again.deadline.acknowledged_at == NOW
        assert len(entries()) == 1


def test_take_charge_when_the_deadline_is_met_then_refused_and_nothing_is_written(
    establishment: Establishment, deadline: Deadline, people: dict[Role, User]
) -> None:
    with inside(establishment):
        meet_deadline(deadline=deadline, now=NOW)

        with pytest.raises(CaseRefused) as refusal:
            take_charge(deadline=deadline, note="", by=people[Role.DPO], now=LATER)

        assert refusal.value.message == (
            "Cette échéance n’est plus en cours\u00a0: il n’y a plus rien à prendre en charge."
        )
        assert entries() == []


def test_snooze_when_before_the_next_rung_then_one_reminder_and_the_journal_says_until_when(
    establishment: Establishment, deadline: Deadline, people: dict[Role, User]
) -> None:
    with inside(establishment):
        held = snooze(
            deadline=deadline,
            until=LATER,
            zone="Europe/Paris",
            field="until",
            by=people[Role.DPO],
            now=NOW,
        )

        assert (held.snoozed_until, held.snoozed_by_id) == (LATER, people[Role.DPO].pk)
        reminder = Alert.objects.get(deadline=deadline, audience="snoozer")
        assert (reminder.due_at, reminder.state) == (LATER, "planned")
        [entry] = entries()
        assert entry.act == "deadline.snoozed"
        assert entry.facts == {
            "deadline": str(deadline.pk),
            "rule": RULE,
            "until": "2026-11-22T13:00:00+00:00",
        }


def test_snooze_when_past_the_next_rung_then_the_refusal_names_the_limit(
    establishment: Establishment, deadline: Deadline, people: dict[Role, User]
) -> None:
    # The end is on Tuesday at 17 h 40 in Paris: H-48 was on Sunday at 17 h 40.
    with inside(establishment), pytest.raises(CaseRefused) as refusal:
        snooze(
            deadline=deadline,
            until=datetime(2026, 11, 22, 16, 41, tzinfo=UTC),
            zone="Europe/Paris",
            field="until",
            by=people[Role.DPO],
            now=NOW,
        )

    assert refusal.value.field == "until"
    assert refusal.value.message == (
        "Le rappel doit venir au plus tard au prochain palier, "
        "dimanche 22 novembre 2026 à 17\u00a0h\u00a040."
    )
    with inside(establishment):
        assert entries() == []
        assert not Alert.objects.filter(deadline=deadline, audience="snoozer").exists()


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (
            NOW - timedelta(minutes=1),
            "Ce moment est déjà passé. Le rappel peut venir jusqu’au prochain palier, "
            "dimanche 22 novembre 2026 à 17\u00a0h\u00a040.",
        ),
        (
            datetime(2026, 12, 1, 8, 0, tzinfo=UTC),
            "Le rappel doit venir au plus tard au prochain palier, "
            "dimanche 22 novembre 2026 à 17\u00a0h\u00a040.",
        ),
    ],
)
def test_snooze_when_it_cannot_be_then_the_sentence_says_why(
    establishment: Establishment,
    deadline: Deadline,
    people: dict[Role, User],
    until: datetime,
    words: str,
) -> None:
    with inside(establishment), pytest.raises(CaseRefused) as refusal:
        snooze(
            deadline=deadline,
            until=until,
            zone="Europe/Paris",
            field="until",
            by=people[Role.DPO],
            now=NOW,
        )

    assert refusal.value.message == words


def test_snooze_when_somebody_has_taken_charge_then_nothing_is_left_to_put_off(
    establishment: Establishment, deadline: Deadline, people: dict[Role, User]
) -> None:
    with inside(establishment):
        take_charge(deadline=deadline, note="", by=people[Role.DPO], now=NOW)

        with pytest.raises(CaseRefused) as refusal:
            snooze(
                deadline=deadline,
                until=LATER,
                zone="Europe/Paris",
                field="until",
                by=people[Role.MANAGER],
                now=NOW,
            )

    assert refusal.value.message == (
        "Quelqu’un a pris l’échéance en charge\u00a0: il n’y a rien à reporter."
    )


def test_leave_note_when_the_deadline_is_met_then_it_is_still_written(
    establishment: Establishment, deadline: Deadline, people: dict[Role, User]
) -> None:
    with inside(establishment):
        meet_deadline(deadline=deadline, now=NOW)
        leave_note(deadline=deadline, note="Fait par téléphone.", by=people[Role.DPO], now=LATER)

        [entry] = entries()
        assert (entry.act, entry.facts["note"]) == ("deadline.noted", "Fait par téléphone.")


def test_mark_seen_when_two_people_follow_the_link_then_the_first_stands(
    establishment: Establishment, deadline: Deadline, people: dict[Role, User]
) -> None:
    with inside(establishment):
        alert = Alert.objects.filter(deadline=deadline).order_by("due_at").first()
        assert alert is not None
        first = mark_seen(alert=alert, by=people[Role.DPO], now=NOW)
        second = mark_seen(alert=alert, by=people[Role.MANAGER], now=LATER)
        alert.refresh_from_db()

    assert (first, second) == (True, False)
    assert (alert.seen_at, alert.seen_by_id) == (NOW, people[Role.DPO].pk)
