"""Pages of incidents: who sees them, what they say, and what comes back when refused."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from portal.incidents.actions import qualify
from portal.incidents.models import Incident
from tenants.accounts.models import User
from tenants.agenda.models import Deadline
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.incidents.samples import HIGH_RISK, WRONG_PATIENT, declared

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]

PARIS = ZoneInfo("Europe/Paris")
TYPED = {
    "summary": "Résultats envoyés au mauvais patient",
    "detected_at": "2026-01-31T17:40",
    "occurred_at": "2026-01-31T10:00",
    "origin": "recipient",
    "natures": "confidentiality",
    "health_data": "yes",
    "persons_concerned": "1",
    "what_happened": "Le compte rendu est parti à un homonyme.",
    "measures_taken": "",
}


@pytest.fixture
def path(establishment: Establishment) -> str:
    """Return the address of the list."""
    return f"/e/{establishment.slug}/incidents/"


@pytest.fixture
def incident(establishment: Establishment, people: dict[Role, User]) -> Incident:
    """Return an incident noticed forty-one hours ago, not yet qualified."""
    noticed_at = timezone.now() - timedelta(hours=41, minutes=12)
    recent = replace(
        WRONG_PATIENT, occurred_at=noticed_at - timedelta(hours=6), detected_at=noticed_at
    )
    with inside(establishment):
        return declared(establishment, by=people[Role.CONTRIBUTOR], what=recent, now=timezone.now())


@pytest.fixture
def breach(establishment: Establishment, people: dict[Role, User], incident: Incident) -> Incident:
    """Return the same incident qualified as a breach of high risk."""
    with inside(establishment):
        return qualify(
            establishment=establishment,
            incident=incident,
            version=1,
            qualified=replace(HIGH_RISK, aware_at=incident.detected_at),
            by=people[Role.DPO],
            now=timezone.now(),
        )


def _typed(**changes: str) -> dict[str, str]:
    return {**TYPED, "submission": str(uuid.uuid4()), **changes}


def test_declare_page_when_sent_then_an_incident_not_a_breach(
    people: dict[Role, User], client_for: Browser, path: str
) -> None:
    browser = client_for(people[Role.CONTRIBUTOR])
    blank = browser.get(path + "declarer/").content.decode()

    answer = browser.post(path + "declarer/", _typed(), follow=True)

    page = answer.content.decode()
    assert "Sans nom de patient" in blank
    assert "-0001 déclaré." in page
    assert "Résultats envoyés au mauvais patient" in page
    assert "violation" not in page.split("<main")[1].split("t-journal")[0].lower()


@pytest.mark.parametrize("occurred_at", ["2026-01-31T10:00", ""])
def test_declare_page_when_sent_again_after_going_back_then_one_incident(
    people: dict[Role, User],
    client_for: Browser,
    path: str,
    establishment: Establishment,
    occurred_at: str,
) -> None:
    browser = client_for(people[Role.CONTRIBUTOR])

    first = browser.post(path + "declarer/", _typed(occurred_at=occurred_at))
    again = browser.post(path + "declarer/", _typed(occurred_at=occurred_at))
    page = browser.get(again.headers["Location"]).content.decode()

    assert again.headers["Location"] == first.headers["Location"]
    assert "Cet incident était déjà déclaré" in page
    with inside(establishment):
        assert Incident.objects.count() == 1


def test_declare_page_when_kept_by_the_browser_and_changed_then_another_incident(
    people: dict[Role, User], client_for: Browser, path: str, establishment: Establishment
) -> None:
    browser = client_for(people[Role.CONTRIBUTOR])
    typed = _typed()

    first = browser.post(path + "declarer/", typed)
    other = browser.post(path + "declarer/", {**typed, "summary": "Ordinateur volé"})
    twice = browser.post(path + "declarer/", {**typed, "summary": "Ordinateur volé"})

    assert other.headers["Location"] != first.headers["Location"]
    assert twice.headers["Location"] == other.headers["Location"]
    with inside(establishment):
        assert Incident.objects.filter(summary="Ordinateur volé").count() == 1
        assert Deadline.objects.count() == 2


def test_declare_page_when_dates_are_impossible_then_beside_the_field_and_kept(
    people: dict[Role, User], client_for: Browser, path: str
) -> None:
    wrong = _typed(detected_at="2026-01-30T10:00")

    answer = client_for(people[Role.CONTRIBUTOR]).post(path + "declarer/", wrong)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Un incident se découvre après s’être produit" in page
    assert 'class="summary"' in page
    assert 'value="2026-01-30T10:00"' in page
    assert "Le compte rendu est parti à un homonyme." in page


def test_declare_page_when_sent_twice_then_one_incident(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    browser = client_for(people[Role.CONTRIBUTOR])
    same = _typed()

    first = browser.post(path + "declarer/", same)
    again = browser.post(path + "declarer/", same)

    assert first["Location"] == again["Location"]
    with inside(establishment):
        assert Incident.objects.count() == 1


def test_detail_when_not_qualified_then_its_prudent_clock_and_why(
    people: dict[Role, User], client_for: Browser, path: str, incident: Incident
) -> None:
    page = client_for(people[Role.DPO]).get(f"{path}{incident.pk}/").content.decode()

    clock = page.split('id="t-72"')[1].split("</section>")[0]
    assert clock.startswith(">Incident à qualifier<")
    assert "pour qualifier l’incident" in clock
    assert clock.count('class="past"') == 41
    assert "Délai prudent, compté de la détection, tant que l’incident n’est pas qualifié." in clock
    assert "EDPB 9/2022" in clock
    assert "à confirmer" in clock
    assert "violation" not in clock.lower()
    assert "Je prends en charge" in page
    assert "Notification à la CNIL</li>" not in page


def test_detail_when_the_prudent_limit_is_over_then_says_so(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    long_ago = timezone.now() - timedelta(days=10)
    old = replace(WRONG_PATIENT, occurred_at=None, detected_at=long_ago)
    with inside(establishment):
        incident = declared(establishment, by=people[Role.MANAGER], what=old, now=timezone.now())

    page = client_for(people[Role.MANAGER]).get(f"{path}{incident.pk}/").content.decode()

    assert "délai prudent dépassé\u00a0: qualifiez sans attendre" in page


def test_detail_when_qualified_a_breach_then_the_72_squares(
    establishment: Establishment,
    people: dict[Role, User],
    client_for: Browser,
    path: str,
    breach: Incident,
) -> None:
    page = client_for(people[Role.DPO]).get(f"{path}{breach.pk}/").content.decode()

    squares = page.split('class="h72"')[1].split("</svg>")[0]
    assert squares.count("<rect") == 72
    assert squares.count('class="past"') == 41
    assert "avant la limite des 72\u00a0h" in page
    assert "art. 33" in page
    assert "Je prends en charge" in page
    assert "art. 34" in page


def test_qualify_page_when_a_breach_then_the_clock_runs(
    establishment: Establishment,
    people: dict[Role, User],
    client_for: Browser,
    path: str,
    incident: Incident,
) -> None:
    browser = client_for(people[Role.MANAGER])
    shown = browser.get(f"{path}{incident.pk}/").content.decode()
    start = shown.split('name="qualify-aware_at" value="')[1].split('"')[0]

    answer = browser.post(
        f"{path}{incident.pk}/qualifier/",
        {
            "qualify-version": "1",
            "qualify-is_breach": "yes",
            "qualify-risk": "risk",
            "qualify-aware_at": start,
            "qualify-reason": "Données de santé lues par un tiers.",
        },
        follow=True,
    )

    assert "Qualification enregistrée." in answer.content.decode()
    with inside(establishment):
        assert Deadline.objects.get(state="open").rule_id == "R-ART33-72H"


def test_qualify_page_when_no_risk_is_chosen_then_asked_and_kept(
    people: dict[Role, User], client_for: Browser, path: str, incident: Incident
) -> None:
    answer = client_for(people[Role.DPO]).post(
        f"{path}{incident.pk}/qualifier/",
        {
            "qualify-version": "1",
            "qualify-is_breach": "yes",
            "qualify-aware_at": "",
            "qualify-reason": "À garder",
        },
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choisissez le risque" in page
    assert "Donnez l’instant de la prise de connaissance." in page
    assert "À garder" in page


def test_notify_then_close_pages_when_sent_then_the_register_keeps_them(
    establishment: Establishment,
    people: dict[Role, User],
    client_for: Browser,
    path: str,
    breach: Incident,
) -> None:
    browser = client_for(people[Role.DPO])
    just_now = (timezone.now().astimezone(PARIS) - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")

    notified = browser.post(
        f"{path}{breach.pk}/notifier/",
        {
            "notify-version": "2",
            "notify-notified_at": just_now,
            "notify-cnil_receipt": "N-2026-118402",
            "notify-late_reasons": "",
        },
        follow=True,
    )
    closed = browser.post(
        f"{path}{breach.pk}/clore/",
        {"close-version": "3", "close-closing_note": "Adresse vérifiée à deux."},
        follow=True,
    )

    assert "N-2026-118402" in notified.content.decode()
    assert "Incident clos." in closed.content.decode()
    with inside(establishment):
        assert not Deadline.objects.exclude(state="met").exists()
        assert Deadline.objects.filter(rule_id="R-ART33-72H").count() == 1


def test_list_when_filtered_then_only_that_state(
    people: dict[Role, User], client_for: Browser, path: str, breach: Incident
) -> None:
    browser = client_for(people[Role.READER])

    shown = browser.get(path + "?etat=qualified").content.decode()
    hidden = browser.get(path + "?etat=closed").content.decode()

    assert breach.reference in shown
    assert "Aucun incident ne correspond" in hidden


@pytest.mark.parametrize(
    ("role", "form", "status"),
    [
        (Role.READER, "declarer/", 403),
        (Role.CONTRIBUTOR, "{pk}/qualifier/", 403),
        (Role.ASSISTANT, "{pk}/notifier/", 403),
        (Role.ASSISTANT, "{pk}/clore/", 403),
        (Role.MANAGER, "{pk}/qualifier/", 422),
    ],
)
def test_form_when_the_role_may_not_then_forbidden(
    people: dict[Role, User],
    client_for: Browser,
    path: str,
    incident: Incident,
    role: Role,
    form: str,
    status: int,
) -> None:
    answer = client_for(people[role]).post(path + form.format(pk=incident.pk), {})

    assert answer.status_code == status


def test_pages_when_a_stranger_asks_then_not_found(
    firm: Firm, client_for: Browser, path: str, incident: Incident
) -> None:
    browser = client_for(firm.stranger)

    assert browser.get(path).status_code == 404
    assert browser.get(f"{path}{incident.pk}/").status_code == 404
