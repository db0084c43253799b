"""What happens to a request, and to its deadlines with it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.journal.queries import entries_of, verify
from portal.rights.actions import Answered, answer, close, extend, receive
from portal.rights.models import Request
from portal.rights.refusals import RequestRefused
from tenants.accounts.models import User
from tenants.agenda.models import Alert, Deadline
from tenants.agenda.queries import deadlines_of
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import Firm, opened, owner
from tests.portal.rights.samples import (
    ACCESS,
    MEDICAL,
    MIXED,
    RECEIVED_AT,
    THEN,
    granted,
    received,
)

pytestmark = pytest.mark.django_db


def _due(request: Request) -> list[tuple[str, date | None, str]]:
    return [(one.rule_id, one.due_on, one.state) for one in deadlines_of(request.reference)]


def test_receive_when_a_saturday_then_due_monday_2_march(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)

        assert request.reference == "DR-2026-0001"
        assert _due(request) == [("R-ART12-1M", date(2026, 3, 2), "open")]
        deadline = deadlines_of(request.reference).get()
        assert deadline.path == f"/e/{establishment.slug}/demandes/{request.pk}/"
        assert deadline.due_at == datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
        assert Alert.objects.filter(deadline=deadline, state="planned").exists()
        assert [entry.act for entry in entries_of("DR-2026-0001")] == ["request.received"]


def test_receive_when_a_medical_record_then_eight_days(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by, what=MEDICAL)

        assert _due(request) == [("R-CSP-8J", date(2026, 2, 8), "open")]


def test_receive_when_the_record_is_old_then_two_months(
    establishment: Establishment, by: User
) -> None:
    old = replace(MEDICAL, medical_older_than_five_years=True)
    with inside(establishment):
        request = received(establishment, by=by, what=old)

        assert _due(request) == [("R-CSP-2M", date(2026, 3, 31), "open")]


def test_receive_when_mixed_then_two_clocks(establishment: Establishment, by: User) -> None:
    with inside(establishment):
        request = received(establishment, by=by, what=MIXED)

        assert _due(request) == [
            ("R-CSP-8J", date(2026, 2, 8), "open"),
            ("R-ART12-1M", date(2026, 3, 2), "open"),
        ]


def test_receive_when_overseas_then_its_own_day(by: User, firm: Firm) -> None:
    reunion = opened(firm.agency, "Pharmacie du Volcan", "FR-RE")
    late_evening = replace(ACCESS, received_at=datetime(2026, 1, 30, 21, 0, tzinfo=UTC))
    with inside(reunion):
        request = received(reunion, by=by, what=late_evening)

        # One in the morning of 31 January there.
        assert _due(request) == [("R-ART12-1M", date(2026, 3, 2), "open")]


def test_receive_when_in_the_future_then_refused_in_words(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        with pytest.raises(RequestRefused) as refusal:
            received(establishment, by=by, now=RECEIVED_AT - timedelta(minutes=30))

        assert refusal.value.field == "received_at"
        assert refusal.value.message == (
            "La demande ne peut pas avoir été reçue dans le futur\u00a0: "
            "nous sommes le samedi 31 janvier 2026 à 9\u00a0h\u00a030."
        )
        assert not Request.objects.exists()
        assert not Deadline.objects.exists()


def test_receive_when_the_form_is_sent_twice_then_one_request(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        first = receive(establishment=establishment, received=ACCESS, by=by, now=THEN)
        again = receive(establishment=establishment, received=ACCESS, by=by, now=THEN)

        assert first.pk == again.pk
        assert Request.objects.count() == 1
        assert Deadline.objects.count() == 1
        assert entries_of("DR-2026-0001").count() == 1


def test_reference_when_many_then_no_gap_and_each_year_its_own(
    establishment: Establishment, by: User
) -> None:
    new_year_in_paris = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    with inside(establishment):
        references = [received(establishment, by=by).reference for _ in range(3)]
        references.append(received(establishment, by=by, now=new_year_in_paris).reference)

    assert references == ["DR-2026-0001", "DR-2026-0002", "DR-2026-0003", "DR-2027-0001"]


def test_reference_when_a_receipt_is_refused_then_no_number_is_lost(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        received(establishment, by=by)
        with pytest.raises(RequestRefused):
            received(establishment, by=by, now=RECEIVED_AT - timedelta(days=1))

        assert received(establishment, by=by).reference == "DR-2026-0002"


def test_answer_when_sent_then_every_deadline_is_met(
    establishment: Establishment, by: User
) -> None:
    sent_at = RECEIVED_AT + timedelta(hours=49)
    with inside(establishment):
        request = received(establishment, by=by, what=MIXED)
        answer(
            establishment=establishment,
            request=request,
            version=request.version,
            answered=granted(sent_at),
            by=by,
            now=sent_at + timedelta(hours=1),
        )

        assert request.state == "answered"
        assert {state for _, _, state in _due(request)} == {"met"}
        assert not Alert.objects.filter(state="planned").exists()
        assert entries_of(request.reference).values_list("act", flat=True)[0] == "request.answered"
        assert verify().is_intact


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (
            RECEIVED_AT - timedelta(hours=1),
            "Cette date précède la réception de la demande, le samedi 31 janvier 2026 "
            "à 10\u00a0h\u00a000.",
        ),
        (
            datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
            "Cette date est dans le futur\u00a0: nous sommes le dimanche 1er février 2026 "
            "à 9\u00a0h\u00a000.",
        ),
    ],
)
def test_answer_when_its_date_is_impossible_then_refused(
    establishment: Establishment, by: User, at: datetime, sentence: str
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        with pytest.raises(RequestRefused) as refusal:
            answer(
                establishment=establishment,
                request=request,
                version=1,
                answered=granted(at),
                by=by,
                now=THEN,
            )

        assert (refusal.value.field, refusal.value.message) == ("answered_at", sentence)
        assert _due(request) == [("R-ART12-1M", date(2026, 3, 2), "open")]


def test_answer_when_a_record_is_given_within_48_hours_then_the_truth_must_be_told(
    establishment: Establishment, by: User
) -> None:
    after_47_hours = RECEIVED_AT + timedelta(hours=47)
    with inside(establishment):
        request = received(establishment, by=by, what=MEDICAL)
        with pytest.raises(RequestRefused) as refusal:
            _answered(establishment, request, granted(after_47_hours), by=by)
        _answered(establishment, request, granted(after_47_hours, was_early=True), by=by)

        assert refusal.value.message.startswith(
            "Le dossier médical ne se communique pas avant le lundi 2 février 2026 "
            "à 10\u00a0h\u00a000"
        )
        assert entries_of(request.reference)[0].facts["before_48h"] == "yes"


def test_answer_when_refused_with_reasons_then_the_state_says_so(
    establishment: Establishment, by: User
) -> None:
    told = Answered(
        at=THEN, kind="refused", note="Demande manifestement excessive.", was_early=False
    )
    with inside(establishment):
        request = received(establishment, by=by)
        _answered(establishment, request, told, by=by)

        assert request.state == "refused"
        assert entries_of(request.reference)[0].act == "request.refused"


def test_answer_when_someone_changed_it_meanwhile_then_nothing_is_written(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        seen_by_another = Request.objects.get(pk=request.pk)
        _extended(establishment, request, at=THEN, by=by)

        with pytest.raises(RequestRefused) as refusal:
            answer(
                establishment=establishment,
                request=seen_by_another,
                version=seen_by_another.version,
                answered=granted(THEN),
                by=by,
                now=THEN,
            )

        assert refusal.value.message.startswith("Quelqu’un d’autre vient de modifier")
        assert Request.objects.get().state == "received"


def test_extend_when_told_in_time_then_three_months_in_all(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        _extended(establishment, request, at=THEN, by=by)

        assert _due(request) == [("R-ART12-EXT", date(2026, 4, 30), "open")]
        assert entries_of(request.reference)[0].act == "request.extended"


def test_extend_when_told_too_late_then_recorded_without_effect(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        _extended(establishment, request, at=datetime(2026, 3, 3, 9, 0, tzinfo=UTC), by=by)

        assert _due(request) == [("R-ART12-1M", date(2026, 3, 2), "open")]
        assert entries_of(request.reference)[0].act == "request.extended_late"


def test_extend_when_mixed_then_the_medical_clock_stays(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by, what=MIXED)
        _extended(establishment, request, at=THEN, by=by)

        assert _due(request) == [
            ("R-CSP-8J", date(2026, 2, 8), "open"),
            ("R-ART12-EXT", date(2026, 4, 30), "open"),
        ]


def test_extend_when_a_medical_record_alone_or_twice_then_refused(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        medical = received(establishment, by=by, what=MEDICAL)
        with pytest.raises(RequestRefused, match="ne se prolonge pas"):
            _extended(establishment, medical, at=THEN, by=by)
        ordinary = received(establishment, by=by)
        _extended(establishment, ordinary, at=THEN, by=by)
        with pytest.raises(RequestRefused, match="qu’une fois"):
            _extended(establishment, ordinary, at=THEN, by=by)


def test_close_when_answered_then_closed(establishment: Establishment, by: User) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        _answered(establishment, request, granted(THEN), by=by)
        close(request=request, version=request.version, withdrawal="", by=by, now=THEN)

        assert request.state == "closed"
        with pytest.raises(RequestRefused, match="déjà close"):
            close(request=request, version=request.version, withdrawal="", by=by, now=THEN)
        with pytest.raises(RequestRefused, match="n’attend plus de réponse"):
            _answered(establishment, request, granted(THEN), by=by)


def test_close_when_unanswered_then_only_a_withdrawal_ends_it(
    establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        request = received(establishment, by=by)
        with pytest.raises(RequestRefused) as refusal:
            close(request=request, version=1, withdrawal="", by=by, now=THEN)
        close(request=request, version=1, withdrawal="Par téléphone.", by=by, now=THEN)

        assert refusal.value.field == "withdrawal"
        assert _due(request) == [("R-ART12-1M", date(2026, 3, 2), "cancelled")]
        assert entries_of(request.reference)[0].act == "request.withdrawn"


def test_requests_when_of_another_establishment_then_not_there(
    establishment: Establishment, other_establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        received(establishment, by=by)
    with inside(other_establishment):
        assert not Request.objects.exists()
        assert not Deadline.objects.exists()
    with owner():
        assert Deadline.objects.count() == 1


def _answered(
    establishment: Establishment, request: Request, answered: Answered, *, by: User
) -> None:
    answer(
        establishment=establishment,
        request=request,
        version=request.version,
        answered=answered,
        by=by,
        now=datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
    )


def _extended(establishment: Establishment, request: Request, *, at: datetime, by: User) -> None:
    extend(
        establishment=establishment,
        request=request,
        version=request.version,
        notified_at=at,
        reason="Demande complexe, trois logiciels à interroger.",
        by=by,
        now=datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
    )
