"""The page of a deadline, the link of a message, the ledger as a file."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import cast
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from tenants.accounts.models import User
from tenants.agenda.actions import meet_deadline, suspend_deadline
from tenants.agenda.models import Alert, Deadline
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import Firm

pytestmark = pytest.mark.django_db

# Sunday 22 November 2026, 13 h 00 in Paris; H-48 comes at 17 h 40.
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOST = {"host": "127.0.0.1"}
SignedIn = Callable[[User], Client]


def page_of(deadline: Deadline, act: str = "") -> str:
    """Return the address of the page of `deadline`, or of an act on it."""
    slug = deadline.establishment.slug
    return f"/e/{slug}/echeances/{deadline.pk}/{act}"


def get(client: Client, path: str) -> HttpResponse:
    return cast(HttpResponse, client.get(path, headers=HOST))


def post(client: Client, path: str, **fields: str) -> HttpResponse:
    return cast(HttpResponse, client.post(path, fields, headers=HOST, follow=True))


class Clock(datetime):
    """The clock that requests read, stopped."""

    stopped_at = NOW

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Clock":
        """Return when it stopped."""
        return cls.stopped_at  # type: ignore[return-value]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    """Return the clock of requests, stopped at NOW."""
    Clock.stopped_at = NOW
    monkeypatch.setattr("tenants.directory.middleware.datetime", Clock)
    return Clock


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR])
def test_page_when_read_by_who_may_not_act_then_the_ledger_is_whole_and_no_form_shows(
    deadline: Deadline, people: dict[Role, User], client_for: SignedIn, role: Role
) -> None:
    body = get(client_for(people[role]), page_of(deadline)).content.decode()

    assert "Relevé des alertes" in body
    assert "Incident à qualifier" in body
    assert "R-ART33-QUALIFY" in body
    assert "prendre-en-charge" not in body
    assert "Laisser une note" not in body


def test_page_when_the_dpo_acknowledges_with_a_note_then_the_page_and_the_journal_say_so(
    deadline: Deadline, people: dict[Role, User], client_for: SignedIn
) -> None:
    client = client_for(people[Role.DPO])

    answer = post(
        client, page_of(deadline, "prendre-en-charge/"), **{"charge-note": "J’appelle l’équipe."}
    )

    body = answer.content.decode()
    assert answer.redirect_chain == [(page_of(deadline), 302)]  # type: ignore[attr-defined]
    assert "Prise en charge par Maël Rivoal" in body
    assert "dimanche 22 novembre 2026 à 13\u00a0h\u00a000" in body
    assert "J’appelle l’équipe." in body
    journal = get(client, f"/e/{deadline.establishment.slug}/journal/").content.decode()
    assert "Échéance prise en charge" in journal
    assert "J’appelle l’équipe." in journal
    case = get(client, deadline.path).content.decode()
    assert "Échéance prise en charge par Maël Rivoal" in case


def test_acknowledge_when_somebody_was_first_then_the_second_is_told_who_and_when(
    deadline: Deadline, people: dict[Role, User], client_for: SignedIn, clock: type[Clock]
) -> None:
    post(client_for(people[Role.DPO]), page_of(deadline, "prendre-en-charge/"))

    clock.stopped_at = NOW + timedelta(minutes=1)
    answer = post(client_for(people[Role.MANAGER]), page_of(deadline, "prendre-en-charge/"))

    assert (
        "Maël Rivoal l’avait déjà prise en charge, dimanche 22 novembre 2026 à 13\u00a0h\u00a000."
    ) in answer.content.decode()


def test_acknowledge_when_asked_from_the_case_then_back_to_the_case(
    deadline: Deadline, people: dict[Role, User], client_for: SignedIn
) -> None:
    answer = post(
        client_for(people[Role.DPO]), page_of(deadline, "prendre-en-charge/"), back="case"
    )

    assert answer.redirect_chain == [(deadline.path, 302)]  # type: ignore[attr-defined]


def test_acknowledge_when_the_deadline_is_met_then_a_sentence_and_no_change(
    establishment: Establishment,
    deadline: Deadline,
    people: dict[Role, User],
    client_for: SignedIn,
) -> None:
    with inside(establishment):
        meet_deadline(deadline=deadline, now=NOW)

    answer = post(
        client_for(people[Role.DPO]),
        page_of(deadline, "prendre-en-charge/"),
        **{"charge-note": "x"},
    )

    assert answer.status_code == 422
    body = answer.content.decode()
    assert "il n’y a plus rien à prendre en charge" in body
    assert "x</textarea>" in body


def test_cockpit_when_a_second_person_acknowledges_then_the_row_says_who_and_when(
    deadline: Deadline, people: dict[Role, User], client_for: SignedIn, clock: type[Clock]
) -> None:
    path = f"/echeances/{deadline.pk}/prendre-en-charge/"
    first = client_for(people[Role.DPO]).post(path, headers={**HOST, "HX-Request": "true"})
    clock.stopped_at = NOW + timedelta(minutes=1)
    second = client_for(people[Role.LEAD]).post(path, headers={**HOST, "HX-Request": "true"})

    told = first.content.decode()
    assert f"{deadline.reference} est pris en charge" in told
    told = second.content.decode()
    assert "prise en charge par Maël Rivoal" in told
    assert "Maël Rivoal l’avait déjà prise en charge" in told
    journal = get(
        client_for(people[Role.READER]), f"/e/{deadline.establishment.slug}/journal/"
    ).content.decode()
    assert journal.count("Échéance prise en charge") == 1


def test_snooze_when_typed_past_the_next_rung_then_refused_with_the_limit(
    deadline: Deadline, people: dict[Role, User], client_for: SignedIn
) -> None:
    answer = post(
        client_for(people[Role.DPO]),
        page_of(deadline, "reporter/"),
        **{"snooze-moment": "other", "snooze-until": "2026-11-22T17:41"},
    )

    assert answer.status_code == 422
    body = answer.content.decode()
    assert (
        "Le rappel doit venir au plus tard au prochain palier, "
        "dimanche 22 novembre 2026 à 17\u00a0h\u00a040."
    ) in body
    assert 'value="2026-11-22T17:41"' in body
    deadline.refresh_from_db()
    assert deadline.snoozed_until is None


def test_snooze_when_in_two_hours_then_the_page_says_until_when(
    deadline: Deadline, people: dict[Role, User], client_for: SignedIn
) -> None:
    answer = post(
        client_for(people[Role.DPO]), page_of(deadline, "reporter/"), **{"snooze-moment": "2h"}
    )

    assert answer.redirect_chain == [(page_of(deadline), 302)]  # type: ignore[attr-defined]
    body = answer.content.decode()
    assert "Rappel reporté par Maël Rivoal" in body
    assert "dimanche 22 novembre 2026 à 15\u00a0h\u00a000" in body


def test_page_when_the_next_rung_is_near_then_moments_past_it_are_not_offered(
    deadline: Deadline, people: dict[Role, User], client_for: SignedIn, clock: type[Clock]
) -> None:
    client = client_for(people[Role.DPO])

    early = get(client, page_of(deadline)).content.decode()
    clock.stopped_at = NOW + timedelta(hours=3)
    late = get(client, page_of(deadline)).content.decode()

    assert ('value="2h"' in early, 'value="evening"' in early) == (True, False)
    assert ('value="2h"' in late, 'value="other"' in late) == (False, True)


def test_snooze_when_an_old_page_offers_what_is_now_past_the_rung_then_refused_with_the_limit(
    deadline: Deadline, people: dict[Role, User], client_for: SignedIn
) -> None:
    answer = post(
        client_for(people[Role.DPO]),
        page_of(deadline, "reporter/"),
        **{"snooze-moment": "tomorrow"},
    )

    assert answer.status_code == 422
    assert "dimanche 22 novembre 2026 à 17\u00a0h\u00a040" in answer.content.decode()


@pytest.mark.parametrize("fields", [{}, {"snooze-moment": "other"}, {"snooze-moment": "never"}])
def test_snooze_when_the_form_is_incomplete_then_it_comes_back(
    deadline: Deadline, people: dict[Role, User], client_for: SignedIn, fields: dict[str, str]
) -> None:
    answer = post(client_for(people[Role.DPO]), page_of(deadline, "reporter/"), **fields)

    assert answer.status_code == 422


def test_note_when_empty_then_refused_and_when_written_then_shown(
    deadline: Deadline, people: dict[Role, User], client_for: SignedIn
) -> None:
    client = client_for(people[Role.MANAGER])

    empty = post(client, page_of(deadline, "note/"), **{"note-note": "  "})
    kept = post(client, page_of(deadline, "note/"), **{"note-note": "<b>Vu avec l’équipe</b>"})

    assert empty.status_code == 422
    assert "&lt;b&gt;Vu avec l’équipe&lt;/b&gt;" in kept.content.decode()


def test_link_when_followed_then_seen_once_and_led_to_the_deadline(
    establishment: Establishment,
    deadline: Deadline,
    people: dict[Role, User],
    client_for: SignedIn,
    clock: type[Clock],
) -> None:
    with inside(establishment):
        alert = Alert.objects.filter(deadline=deadline).order_by("due_at", "pk")[0]

    answer = get(client_for(people[Role.DPO]), f"/a/{alert.pk}/")
    clock.stopped_at = NOW + timedelta(minutes=1)
    get(client_for(people[Role.MANAGER]), f"/a/{alert.pk}/")

    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(deadline))
    with inside(establishment):
        alert.refresh_from_db()
    assert (alert.seen_at, alert.seen_by_id) == (NOW, people[Role.DPO].pk)


@pytest.mark.parametrize("who", ["stranger", "operator"])
def test_link_when_followed_by_who_may_not_see_it_then_404_and_nothing_is_marked(
    establishment: Establishment,
    deadline: Deadline,
    firm: Firm,
    client_for: SignedIn,
    who: str,
) -> None:
    with inside(establishment):
        alert = Alert.objects.filter(deadline=deadline)[0]
    client = client_for(getattr(firm, who))

    answers = [get(client, f"/a/{pk}/") for pk in (alert.pk, UUID(int=7))]

    assert [answer.status_code for answer in answers] == [404, 404]
    with inside(establishment):
        alert.refresh_from_db()
    assert alert.seen_at is None


def test_deadline_when_it_is_of_another_establishment_then_404(
    deadline: Deadline,
    people: dict[Role, User],
    other_establishment: Establishment,
    firm: Firm,
    client_for: SignedIn,
) -> None:
    stranger = client_for(firm.stranger)
    theirs = f"/e/{other_establishment.slug}/echeances/{deadline.pk}/"

    assert get(stranger, theirs).status_code == 404
    assert get(stranger, f"{theirs}releve.csv").status_code == 404
    assert get(stranger, page_of(deadline)).status_code == 404


def test_export_when_asked_by_a_reader_then_the_file_holds_the_whole_ledger(
    establishment: Establishment,
    deadline: Deadline,
    people: dict[Role, User],
    client_for: SignedIn,
) -> None:
    post(client_for(people[Role.DPO]), page_of(deadline, "prendre-en-charge/"))

    answer = get(client_for(people[Role.READER]), page_of(deadline, "releve.csv"))

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    disposition = f'attachment; filename="releve-{deadline.reference}.csv"'
    assert answer.headers["Content-Disposition"] == disposition
    rows = list(
        csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";")
    )
    assert rows[1][6:10] == [
        "Échéance prise en charge",
        "2026-11-22T12:00:00Z",
        "dimanche 22 novembre 2026 à 13\u00a0h\u00a000",
        "Maël Rivoal",
    ]
    with inside(establishment):
        alerts = Alert.objects.filter(deadline=deadline).count()
    assert sum(1 for row in rows if row[6] == "Prévue") == alerts
    assert any("quelqu’un a pris l’échéance en charge" in row[6] for row in rows)


def test_lists_when_read_then_each_row_leads_to_its_deadline(
    deadline: Deadline, people: dict[Role, User], client_for: SignedIn
) -> None:
    client = client_for(people[Role.DPO])
    home = f"/e/{deadline.establishment.slug}/"

    for path in ("/", "/echeances/", home, deadline.path):
        assert f'href="{page_of(deadline)}"' in get(client, path).content.decode(), path


def test_page_when_the_period_is_suspended_then_no_date_runs_and_nothing_is_put_off(
    establishment: Establishment,
    deadline: Deadline,
    people: dict[Role, User],
    client_for: SignedIn,
) -> None:
    with inside(establishment):
        suspend_deadline(deadline=deadline, now=NOW)

    body = get(client_for(people[Role.DPO]), page_of(deadline)).content.decode()

    assert "Aucune date ne court tant que la réponse demandée n’est pas arrivée." in body
    assert "Annulée\u00a0: le délai est suspendu" in body
    assert "Toujours suspendue" in body
    assert "Je prends en charge" not in body
    assert "Reporter le rappel" not in body
    assert "Écrire la note" in body
