"""Pages of requests: who sees them, what they say, and what comes back when refused."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.rights.models import Request
from tenants.accounts.models import User
from tenants.agenda.models import Deadline
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.rights.samples import MEDICAL, MIXED, received

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]

TYPED = {
    "received_at": "2026-01-31T10:00",
    "channel": "email",
    "right": "access",
    "scope": "other",
    "requester_name": "Odile Ferrand",
    "requester_contact": "12 rue du Bac",
    "capacity": "self",
    "subject": "Je souhaite savoir qui a consulté mes données.",
}


@pytest.fixture
def path(establishment: Establishment) -> str:
    """Return the address of the list."""
    return f"/e/{establishment.slug}/demandes/"


def _typed(**changes: str) -> dict[str, str]:
    return {**TYPED, "submission": str(uuid.uuid4()), **changes}


def test_receive_page_when_sent_again_after_going_back_then_recorded_once(
    people: dict[Role, User], client_for: Browser, path: str, establishment: Establishment
) -> None:
    browser = client_for(people[Role.CONTRIBUTOR])

    first = browser.post(path + "nouvelle/", _typed())
    again = browser.post(path + "nouvelle/", _typed())
    page = browser.get(again.headers["Location"]).content.decode()
    other = browser.post(path + "nouvelle/", _typed(requester_name="Odile Ferrant"))

    assert again.headers["Location"] == first.headers["Location"]
    assert "Cette demande était déjà enregistrée" in page
    assert other.headers["Location"] != first.headers["Location"]
    with inside(establishment):
        assert Request.objects.count() == 2


def test_receive_page_when_kept_by_the_browser_and_changed_then_another_request(
    people: dict[Role, User], client_for: Browser, path: str, establishment: Establishment
) -> None:
    browser = client_for(people[Role.CONTRIBUTOR])
    typed = _typed()

    first = browser.post(path + "nouvelle/", typed)
    other = browser.post(path + "nouvelle/", {**typed, "requester_name": "Yves Kerdoncuff"})
    twice = browser.post(path + "nouvelle/", {**typed, "requester_name": "Yves Kerdoncuff"})

    assert other.headers["Location"] != first.headers["Location"]
    assert twice.headers["Location"] == other.headers["Location"]
    with inside(establishment):
        assert Request.objects.filter(requester_name="Yves Kerdoncuff").count() == 1
        assert Deadline.objects.count() == 2


def test_receive_page_when_recorded_then_the_due_date_and_its_steps(
    people: dict[Role, User], client_for: Browser, path: str
) -> None:
    browser = client_for(people[Role.CONTRIBUTOR])

    answer = browser.post(path + "nouvelle/", _typed(), follow=True)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "-0001 enregistrée." in page
    assert "lundi 2 mars 2026" in page
    assert "samedi 28 février 2026" in page
    assert "Odile Ferrand" in page
    assert "1182/71" in page
    assert "Demande reçue par Contributor Le Goff" in page
    assert "Odile" not in answer.redirect_chain[-1][0]


def test_receive_page_when_a_medical_record_then_48_hours_and_eight_days(
    people: dict[Role, User], client_for: Browser, path: str
) -> None:
    browser = client_for(people[Role.CONTRIBUTOR])

    page = browser.post(path + "nouvelle/", _typed(scope="record"), follow=True).content.decode()

    assert "dimanche 8 février 2026" in page
    assert "Pas avant le" in page
    assert "lundi 2 février 2026 à 10\u00a0h\u00a000" in page


def test_receive_page_when_everything_is_wrong_then_sentences_and_what_was_typed(
    people: dict[Role, User], client_for: Browser, path: str
) -> None:
    tomorrow = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    wrong = _typed(received_at=tomorrow, subject="Ma demande à garder")

    answer = client_for(people[Role.CONTRIBUTOR]).post(path + "nouvelle/", wrong)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "La demande ne peut pas avoir été reçue dans le futur" in page
    assert 'class="summary"' in page
    assert "Ma demande à garder" in page
    assert f'value="{tomorrow}"' in page
    assert 'aria-invalid="true"' in page


def test_receive_page_when_a_text_is_too_long_then_counted_and_kept(
    people: dict[Role, User], client_for: Browser, path: str
) -> None:
    long_text = "x" * 5001

    answer = client_for(people[Role.CONTRIBUTOR]).post(
        path + "nouvelle/", _typed(subject=long_text)
    )

    assert answer.status_code == 422
    assert "trop long\u00a0: 5001 caractères, pour 5000 au plus" in answer.content.decode()
    assert long_text in answer.content.decode()


def test_receive_page_when_ten_megabytes_are_pasted_then_refused_not_broken(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    browser = client_for(people[Role.CONTRIBUTOR])
    browser.raise_request_exception = False

    answer = browser.post(
        path + "nouvelle/",
        "subject=" + "x" * 10_000_000,
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code in {400, 413}
    with inside(establishment):
        assert not Request.objects.exists()


def test_receive_page_when_sent_twice_then_one_request(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    browser = client_for(people[Role.CONTRIBUTOR])
    same = _typed()

    first = browser.post(path + "nouvelle/", same)
    again = browser.post(path + "nouvelle/", same)

    assert first["Location"] == again["Location"]
    with inside(establishment):
        assert Request.objects.count() == 1
        assert Deadline.objects.count() == 1


def test_receive_page_when_previewed_without_script_then_nothing_is_recorded(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    half_typed = _typed(requester_name="", subject="", preview="1")

    answer = client_for(people[Role.CONTRIBUTOR]).post(path + "nouvelle/", half_typed)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "lundi 2 mars 2026" in page
    assert 'value="2026-01-31T10:00"' in page
    assert "Ce champ est obligatoire" not in page
    with inside(establishment):
        assert not Request.objects.exists()


def test_preview_when_asked_by_script_then_the_part_alone(
    people: dict[Role, User], client_for: Browser, path: str
) -> None:
    browser = client_for(people[Role.CONTRIBUTOR])
    facts = {"received_at": "2026-01-31T10:00", "right": "access", "scope": "both"}

    ready = browser.post(path + "nouvelle/echeance/", facts).content.decode()
    not_ready = browser.post(path + "nouvelle/echeance/", {"right": "access"}).content.decode()

    assert "<html" not in ready
    assert ready.index("dimanche 8 février 2026") < ready.index("lundi 2 mars 2026")
    assert "Il manque encore" in not_ready


def test_receive_page_when_the_hour_came_twice_then_the_reading_is_told(
    people: dict[Role, User], client_for: Browser, path: str
) -> None:
    typed = _typed(received_at="2025-10-26T02:30")

    page = client_for(people[Role.DPO]).post(path + "nouvelle/", typed, follow=True)

    assert "cette heure est venue deux fois" in page.content.decode()


def test_answer_page_when_answered_then_the_deadline_is_met(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    with inside(establishment):
        request = received(establishment, by=people[Role.MANAGER])
    browser = client_for(people[Role.MANAGER])

    answer = browser.post(
        f"{path}{request.pk}/repondre/",
        {"answer-version": "1", "answer-kind": "granted", "answer-answered_at": "2026-02-03T10:00"},
        follow=True,
    )

    assert "Réponse consignée" in answer.content.decode()
    with inside(establishment):
        assert Deadline.objects.get().state == "met"


def test_answer_page_when_changed_meanwhile_then_told_and_can_be_sent_again(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    with inside(establishment):
        request = received(establishment, by=people[Role.MANAGER])
        Request.objects.update(version=2)
    browser = client_for(people[Role.MANAGER])
    typed = {
        "answer-version": "1",
        "answer-kind": "partly",
        "answer-answered_at": "2026-02-03T10:00",
        "answer-note": "Les motifs à garder",
    }

    refused = browser.post(f"{path}{request.pk}/repondre/", typed)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Quelqu’un d’autre vient de modifier cette demande" in page
    assert "Les motifs à garder" in page
    assert 'name="answer-version" value="2"' in page


def test_answer_page_when_refused_without_reasons_then_asked(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    with inside(establishment):
        request = received(establishment, by=people[Role.MANAGER])

    answer = client_for(people[Role.DPO]).post(
        f"{path}{request.pk}/repondre/",
        {"answer-version": "1", "answer-kind": "refused", "answer-answered_at": "2026-02-03T10:00"},
    )

    assert answer.status_code == 422
    assert "Donnez les motifs communiqués" in answer.content.decode()


def test_extend_then_close_pages_when_sent_then_the_page_follows(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    with inside(establishment):
        request = received(establishment, by=people[Role.MANAGER])
    browser = client_for(people[Role.MANAGER])

    extended = browser.post(
        f"{path}{request.pk}/prolonger/",
        {
            "extend-version": "1",
            "extend-notified_at": "2026-02-03T10:00",
            "extend-reason": "Trois logiciels à interroger.",
        },
        follow=True,
    )
    closed = browser.post(
        f"{path}{request.pk}/clore/",
        {"close-version": "2", "close-withdrawal": "Par courriel du 5 février."},
        follow=True,
    )

    assert "jeudi 30 avril 2026" in extended.content.decode()
    assert "Demande close." in closed.content.decode()
    assert "Par courriel du 5 février." in closed.content.decode()


def test_list_when_filtered_then_the_address_holds_the_filters(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    browser = client_for(people[Role.READER])
    empty = browser.get(path).content.decode()
    with inside(establishment):
        received(establishment, by=people[Role.MANAGER], what=MEDICAL)

    shown = browser.get(path + "?etat=received&droit=access").content.decode()
    hidden = browser.get(path + "?etat=closed").content.decode()
    nonsense = browser.get(path + "?etat=nonsense&page=99")

    assert "Aucune demande pour l’instant" in empty
    assert "DR-2026-0001" in shown
    assert "Aucune demande ne correspond" in hidden
    assert nonsense.status_code == 200


def test_detail_when_mixed_then_two_clocks_and_few_queries(
    establishment: Establishment,
    people: dict[Role, User],
    client_for: Browser,
    path: str,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    now = timezone.now()
    recent = replace(MIXED, received_at=now - timedelta(days=3))
    with inside(establishment):
        request = received(establishment, by=people[Role.MANAGER], what=recent, now=now)
    browser = client_for(people[Role.MANAGER])
    browser.get(path)

    with django_assert_max_num_queries(25):  # type: ignore[attr-defined]
        page = browser.get(f"{path}{request.pk}/").content.decode()

    assert page.count('class="card dl"') == 2
    assert page.count('class="dt"') == 2
    assert "Prolongation possible de 2 mois" in page
    assert "Je prends en charge" in page


def test_detail_when_late_then_an_extension_is_no_longer_offered(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    with inside(establishment):
        request = received(establishment, by=people[Role.MANAGER])

    page = client_for(people[Role.MANAGER]).get(f"{path}{request.pk}/").content.decode()

    assert "en retard de" in page
    assert "la limite était" in page
    assert "Prolongation possible de 2 mois" not in page


@pytest.mark.parametrize(
    ("role", "form", "status"),
    [
        (Role.READER, "nouvelle/", 403),
        (Role.READER, "{pk}/repondre/", 403),
        (Role.CONTRIBUTOR, "{pk}/repondre/", 403),
        (Role.CONTRIBUTOR, "{pk}/prolonger/", 403),
        (Role.ASSISTANT, "{pk}/clore/", 403),
        (Role.MANAGER, "{pk}/repondre/", 422),
    ],
)
def test_form_when_the_role_may_not_then_forbidden(
    establishment: Establishment,
    people: dict[Role, User],
    client_for: Browser,
    path: str,
    role: Role,
    form: str,
    status: int,
) -> None:
    with inside(establishment):
        request = received(establishment, by=people[Role.MANAGER])

    answer = client_for(people[role]).post(path + form.format(pk=request.pk), {})

    assert answer.status_code == status


def test_detail_when_read_only_then_no_form(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    with inside(establishment):
        request = received(establishment, by=people[Role.MANAGER])

    page = client_for(people[Role.READER]).get(f"{path}{request.pk}/")

    assert page.status_code == 200
    assert "repondre" not in page.content.decode()


def test_pages_when_a_stranger_or_the_operator_asks_then_not_found(
    establishment: Establishment,
    other_establishment: Establishment,
    people: dict[Role, User],
    firm: Firm,
    client_for: Browser,
    path: str,
) -> None:
    with inside(establishment):
        request = received(establishment, by=people[Role.MANAGER])

    for user in (firm.stranger, firm.operator):
        browser = client_for(user)
        assert browser.get(path).status_code == 404
        assert browser.get(f"{path}{request.pk}/").status_code == 404
    at_home = client_for(firm.stranger)
    theirs = f"/e/{other_establishment.slug}/demandes/{request.pk}/"
    assert at_home.get(theirs).status_code == 404
