"""A period stopped and restarted, an answer taken back: dates typed by hand, Paris time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.journal.queries import entries_of, verify
from portal.law.calendars import territory
from portal.rights.actions import answer, close, extend
from portal.rights.clocks import clocks_of
from portal.rights.models import Reopening, Request, Suspension
from portal.rights.refusals import RequestRefused
from portal.rights.suspending import Asked, reopen, resume, suspend
from tenants.accounts.models import User
from tenants.agenda.models import Alert
from tenants.agenda.queries import deadlines_of
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.portal.rights.samples import ACCESS, MEDICAL, MIXED, THEN, granted, received

pytestmark = pytest.mark.django_db

IDENTITY = Asked(
    at=datetime(2026, 2, 10, 8, 0, tzinfo=UTC),
    reason="identity",
    grounds="L’adresse de courriel n’est pas celle du dossier.",
)
PROVEN_AT = datetime(2026, 2, 20, 8, 0, tzinfo=UTC)
PRECISION = Asked(
    at=datetime(2026, 3, 3, 8, 0, tzinfo=UTC),
    reason="precision",
    grounds="De quelle année parle-t-elle ?",
)


def _states(request: Request) -> list[tuple[str, date | None, str]]:
    return [(one.rule_id, one.due_on, one.state) for one in deadlines_of(request.reference)]


def _suspend(
    place: Establishment,
    request: Request,
    *,
    by: User,
    asked: Asked = IDENTITY,
    now: datetime | None = None,
) -> Request:
    return suspend(
        establishment=place,
        request=request,
        version=request.version,
        asked=asked,
        by=by,
        now=now or asked.at,
    )


def _resume(
    place: Establishment, request: Request, *, by: User, at: datetime, now: datetime | None = None
) -> Request:
    return resume(
        establishment=place,
        request=request,
        version=request.version,
        answered_at=at,
        by=by,
        now=now or at,
    )


def _answer(place: Establishment, request: Request, *, by: User, at: datetime) -> Request:
    return answer(
        establishment=place,
        request=request,
        version=request.version,
        answered=granted(at),
        by=by,
        now=at,
    )


def _reopen(place: Establishment, request: Request, *, by: User, now: datetime) -> Request:
    return reopen(
        establishment=place,
        request=request,
        version=request.version,
        reason="Réponse d’un autre dossier.",
        by=by,
        now=now,
    )


def test_suspend_when_identity_is_doubtful_then_no_date_runs(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        two_days_later = IDENTITY.at + timedelta(days=2)
        _suspend(establishment, request, by=by, now=two_days_later)

        assert _states(request) == [("R-ART12-1M", date(2026, 3, 2), "suspended")]
        deadline = deadlines_of(request.reference).get()
        assert (deadline.suspended_at, deadline.planned_at) == (IDENTITY.at, two_days_later)
        kept = Suspension.objects.get()
        assert (kept.reason, kept.requested_at, kept.answered_at) == ("identity", IDENTITY.at, None)
        assert kept.grounds == "L’adresse de courriel n’est pas celle du dossier."
        assert (request.version, request.state) == (2, "received")
        last = entries_of(request.reference)[0]
        assert (last.act, last.facts) == (
            "request.suspended",
            {"reason": "identity", "requested_at": "2026-02-10T08:00:00+00:00"},
        )
        assert verify().is_intact


def test_suspend_when_recorded_then_only_recalls_of_the_dpo_are_planned(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        _suspend(establishment, request, by=by, now=datetime(2026, 3, 1, 8, 0, tzinfo=UTC))

        # Fifteen days after 10 February are over on 1 March: Thursday 12 March at 8 h is next.
        ahead = Alert.objects.filter(state="planned").order_by("due_at")
        assert [(one.rung, one.audience, one.due_at) for one in ahead][:2] == [
            ("S+30", "dpo", datetime(2026, 3, 12, 7, 0, tzinfo=UTC)),
            ("S+45", "dpo", datetime(2026, 3, 27, 7, 0, tzinfo=UTC)),
        ]


def test_suspend_when_recorded_two_years_late_then_the_last_recall_is_kept(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        _suspend(establishment, request, by=by, now=datetime(2028, 2, 1, 8, 0, tzinfo=UTC))

        planned = Alert.objects.filter(state="planned")
        assert [(one.rung, one.due_at) for one in planned] == [
            ("S+360", datetime(2027, 2, 5, 7, 0, tzinfo=UTC))
        ]


def test_resume_when_answered_ten_days_later_then_ten_days_later(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        _suspend(establishment, request, by=by)
        _resume(establishment, request, by=by, at=PROVEN_AT)

        # Saturday 28 February and ten days: Tuesday 10 March.
        assert _states(request) == [("R-ART12-1M", date(2026, 3, 10), "open")]
        deadline = deadlines_of(request.reference).get()
        assert deadline.due_at == datetime(2026, 3, 10, 23, 0, tzinfo=UTC)
        ahead = Alert.objects.filter(state="planned", audience="dpo", rung="J-7", channel="mail")
        assert ahead.get().due_at.date() == date(2026, 3, 3)
        assert not Alert.objects.filter(state="planned", rung__startswith="S+").exists()
        (due,) = clocks_of(request, territory=territory("FR-METRO"))
        said = [step.fr for step in due.steps]
        assert said[-3:] == [
            "Justificatif d’identité demandé le mardi 10 février 2026, réponse reçue le vendredi "
            "20 février 2026\u00a0: le délai est suspendu 10\u00a0jours.",
            "Un mois plus tard\u00a0: il n’y a pas de 31 février, le délai finit le dernier jour "
            "du mois, samedi 28 février 2026.",
            "Suspension de 10\u00a0jours au total\u00a0: le délai est repoussé au mardi "
            "10 mars 2026.",
        ]
        assert [entry.act for entry in entries_of(request.reference)] == [
            "request.resumed",
            "request.suspended",
            "request.received",
        ]


def test_resume_when_suspended_twice_then_both_count(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        _suspend(establishment, request, by=by)
        _resume(establishment, request, by=by, at=PROVEN_AT)
        _suspend(establishment, request, by=by, asked=PRECISION)
        assert _states(request) == [("R-ART12-1M", date(2026, 3, 10), "suspended")]
        _resume(establishment, request, by=by, at=datetime(2026, 3, 8, 8, 0, tzinfo=UTC))

        # Ten days and five: Sunday 15 March, hence Monday 16.
        assert _states(request) == [("R-ART12-1M", date(2026, 3, 16), "open")]


def test_resume_when_february_has_29_days_then_that_day_counts(
    establishment: Establishment, by: User
) -> None:
    leap = replace(ACCESS, received_at=datetime(2028, 1, 31, 9, 0, tzinfo=UTC))
    asked = replace(IDENTITY, at=datetime(2028, 2, 28, 9, 0, tzinfo=UTC))
    with inside(establishment):
        request = received(establishment, by=by, what=leap, now=leap.received_at)
        _suspend(establishment, request, by=by, asked=asked)
        _resume(establishment, request, by=by, at=datetime(2028, 3, 1, 9, 0, tzinfo=UTC))

        # A month ends on Tuesday 29 February; the 28th and the 29th stop it: Thursday 2 March.
        assert _states(request) == [("R-ART12-1M", date(2028, 3, 2), "open")]


def test_resume_when_recorded_after_the_new_end_then_late_at_once(
    establishment: Establishment, by: User
) -> None:
    recorded_at = datetime(2026, 3, 15, 8, 0, tzinfo=UTC)
    with inside(establishment):
        request = received(establishment, by=by)
        _suspend(establishment, request, by=by)
        _resume(establishment, request, by=by, at=PROVEN_AT, now=recorded_at)

        late = Alert.objects.filter(rung="late", state="planned", channel="mail")
        assert {one.audience for one in late} == {"dpo", "lead", "manager"}
        assert {one.due_at for one in late} == {recorded_at}


def test_suspend_when_mixed_then_the_medical_record_runs_on(
    establishment: Establishment, by: User
) -> None:
    soon = replace(IDENTITY, at=datetime(2026, 2, 2, 8, 0, tzinfo=UTC))
    with inside(establishment):
        request = received(establishment, by=by, what=MIXED)
        _suspend(establishment, request, by=by, asked=soon)

        assert _states(request) == [
            ("R-CSP-8J", date(2026, 2, 8), "open"),
            ("R-ART12-1M", date(2026, 3, 2), "suspended"),
        ]
        _resume(establishment, request, by=by, at=datetime(2026, 2, 6, 8, 0, tzinfo=UTC))
        # Saturday 28 February and four days: Wednesday 4 March.
        assert _states(request) == [
            ("R-CSP-8J", date(2026, 2, 8), "open"),
            ("R-ART12-1M", date(2026, 3, 4), "open"),
        ]


def test_extend_when_suspended_then_three_months_and_the_days_stopped(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        _suspend(establishment, request, by=by)
        extend(
            establishment=establishment,
            request=request,
            version=request.version,
            notified_at=datetime(2026, 2, 12, 8, 0, tzinfo=UTC),
            reason="Quinze ans de dossier.",
            by=by,
            now=datetime(2026, 2, 12, 8, 0, tzinfo=UTC),
        )
        assert _states(request) == [("R-ART12-1M", date(2026, 3, 2), "suspended")]
        _resume(establishment, request, by=by, at=PROVEN_AT)

        # Thursday 30 April and ten days: Sunday 10 May, hence Monday 11.
        assert _states(request) == [("R-ART12-EXT", date(2026, 5, 11), "open")]


@pytest.mark.parametrize("ending", ["answered", "withdrawn"])
def test_request_when_it_ends_while_suspended_then_its_deadline_ends(
    establishment: Establishment, by: User, ending: str
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        _suspend(establishment, request, by=by)
        if ending == "answered":
            _answer(establishment, request, by=by, at=PROVEN_AT)
        else:
            close(request=request, version=request.version, withdrawal="Courrier", by=by, now=THEN)

        state = {"answered": "met", "withdrawn": "cancelled"}[ending]
        assert _states(request) == [("R-ART12-1M", date(2026, 3, 2), state)]
        assert not Alert.objects.filter(state="planned").exists()


@pytest.mark.parametrize(
    ("at", "now", "said"),
    [
        (
            "2026-01-30T08:00",
            "2026-02-10T08:00",
            "Cette date précède la réception de la demande, le samedi 31 janvier 2026 à "
            "10\u00a0h\u00a000.",
        ),
        (
            "2026-02-11T08:00",
            "2026-02-10T08:00",
            "Cette date est dans le futur\u00a0: nous sommes le mardi 10 février 2026 à "
            "9\u00a0h\u00a000.",
        ),
        (
            "2026-03-03T08:00",
            "2026-03-03T08:00",
            "Le délai finissait le lundi 2 mars 2026\u00a0: une question posée après cette date "
            "ne le suspend plus.",
        ),
    ],
)
def test_suspend_when_the_instant_is_impossible_or_late_then_refused_in_words(
    establishment: Establishment, by: User, at: str, now: str, said: str
) -> None:
    asked = replace(IDENTITY, at=datetime.fromisoformat(at + "+00:00"))
    with inside(establishment):
        request = received(establishment, by=by)
        with pytest.raises(RequestRefused) as refusal:
            _suspend(
                establishment,
                request,
                by=by,
                asked=asked,
                now=datetime.fromisoformat(now + "+00:00"),
            )

        assert (refusal.value.field, refusal.value.message) == ("requested_at", said)
        assert _states(request) == [("R-ART12-1M", date(2026, 3, 2), "open")]
        assert not Suspension.objects.exists()


def test_suspend_when_asked_on_the_last_day_then_it_stops(
    establishment: Establishment, by: User
) -> None:
    # 23 h 30 in Paris on Monday 2 March.
    asked = replace(IDENTITY, at=datetime(2026, 3, 2, 22, 30, tzinfo=UTC))
    with inside(establishment):
        request = received(establishment, by=by)
        _suspend(establishment, request, by=by, asked=asked)
        _resume(establishment, request, by=by, at=datetime(2026, 3, 4, 8, 0, tzinfo=UTC))

        # Saturday 28 February and two days: Monday 2 March, over when the answer came.
        assert _states(request) == [("R-ART12-1M", date(2026, 3, 2), "open")]


def test_suspend_when_only_a_medical_record_then_refused_and_it_runs(
    establishment: Establishment, by: User
) -> None:
    soon = replace(IDENTITY, at=datetime(2026, 2, 2, 8, 0, tzinfo=UTC))
    with inside(establishment):
        request = received(establishment, by=by, what=MEDICAL)
        with pytest.raises(RequestRefused) as refusal:
            _suspend(establishment, request, by=by, asked=soon)

        assert "Le délai d’accès au dossier médical ne se suspend pas" in refusal.value.message
        assert _states(request) == [("R-CSP-8J", date(2026, 2, 8), "open")]


def test_suspend_when_suspended_then_refused(establishment: Establishment, by: User) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        _suspend(establishment, request, by=by)
        with pytest.raises(RequestRefused) as refusal:
            _suspend(establishment, request, by=by, asked=PRECISION)

        assert "Le délai est déjà suspendu" in refusal.value.message
        assert Suspension.objects.count() == 1


def test_suspend_when_another_changed_it_meanwhile_then_nothing_is_written(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        with pytest.raises(RequestRefused) as refusal:
            suspend(
                establishment=establishment,
                request=request,
                version=7,
                asked=IDENTITY,
                by=by,
                now=IDENTITY.at,
            )

        assert "Quelqu’un d’autre vient de modifier" in refusal.value.message
        assert not Suspension.objects.exists()
        assert _states(request) == [("R-ART12-1M", date(2026, 3, 2), "open")]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 2, 9, 8, 0, tzinfo=UTC), "Cette date précède la question posée"),
        (datetime(2026, 2, 21, 8, 0, tzinfo=UTC), "Cette date est dans le futur"),
    ],
)
def test_resume_when_the_instant_is_impossible_then_refused_and_still_suspended(
    establishment: Establishment, by: User, at: datetime, said: str
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        _suspend(establishment, request, by=by)
        with pytest.raises(RequestRefused) as refusal:
            _resume(establishment, request, by=by, at=at, now=PROVEN_AT)

        assert refusal.value.field == "answered_at"
        assert said in refusal.value.message
        assert _states(request) == [("R-ART12-1M", date(2026, 3, 2), "suspended")]


def test_resume_when_nothing_is_suspended_then_refused(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        with pytest.raises(RequestRefused) as refusal:
            _resume(establishment, request, by=by, at=PROVEN_AT)

        assert "il n’y a rien à reprendre" in refusal.value.message


def test_reopen_when_answered_by_mistake_then_the_original_date_and_the_answer_kept(
    establishment: Establishment, by: User
) -> None:
    answered_at = datetime(2026, 2, 5, 8, 0, tzinfo=UTC)
    with inside(establishment):
        request = received(establishment, by=by, what=MIXED)
        _answer(establishment, request, by=by, at=answered_at)
        close(request=request, version=request.version, withdrawal="", by=by, now=answered_at)
        _reopen(establishment, request, by=by, now=datetime(2026, 2, 6, 8, 0, tzinfo=UTC))

        assert (request.state, request.answered_at, request.answer) == ("received", None, "")
        assert _states(request) == [
            ("R-CSP-8J", date(2026, 2, 8), "open"),
            ("R-ART12-1M", date(2026, 3, 2), "open"),
        ]
        kept = Reopening.objects.get()
        assert (kept.answered_at, kept.answer, kept.reason) == (
            answered_at,
            "granted",
            "Réponse d’un autre dossier.",
        )
        assert Alert.objects.filter(state="planned", rung="J-7").exists()
        last = entries_of(request.reference)[0]
        assert (last.act, last.facts) == (
            "request.reopened",
            {"answer": "granted", "answered_at": "2026-02-05T08:00:00+00:00"},
        )


def test_reopen_when_it_was_suspended_then_suspended_again(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        _suspend(establishment, request, by=by)
        _answer(establishment, request, by=by, at=PROVEN_AT)
        _reopen(establishment, request, by=by, now=PROVEN_AT)

        assert _states(request) == [("R-ART12-1M", date(2026, 3, 2), "suspended")]
        assert deadlines_of(request.reference).get().suspended_at == IDENTITY.at


def test_reopen_when_open_or_withdrawn_then_refused(establishment: Establishment, by: User) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        with pytest.raises(RequestRefused) as still_open:
            _reopen(establishment, request, by=by, now=THEN)
        close(request=request, version=request.version, withdrawal="Courrier", by=by, now=THEN)
        with pytest.raises(RequestRefused) as withdrawn:
            _reopen(establishment, request, by=by, now=THEN)

        assert "déjà ouverte" in still_open.value.message
        assert "enregistrez-la comme une nouvelle demande" in withdrawn.value.message
        assert _states(request) == [("R-ART12-1M", date(2026, 3, 2), "cancelled")]
