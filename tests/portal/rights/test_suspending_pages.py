"""Pages of a suspended request: what they say, what comes back when refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from portal.rights.models import Request, Suspension
from portal.rights.suspending import Asked, suspend
from tenants.accounts.models import User
from tenants.agenda.models import Deadline
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.portal.rights.samples import ACCESS, MEDICAL, MIXED, granted, received

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]
DOUBT = "L’adresse de courriel n’est pas celle du dossier."


@pytest.fixture
def path(establishment: Establishment) -> str:
    """Return the address of the list."""
    return f"/e/{establishment.slug}/demandes/"


def _local(instant: datetime) -> str:
    return instant.astimezone(ZoneInfo("Europe/Paris")).strftime("%Y-%m-%dT%H:%M")


def _recent(place: Establishment, *, by: User, what: object = ACCESS) -> Request:
    """Return a request received six days ago, recorded now."""
    now = timezone.now()
    assert isinstance(what, type(ACCESS))
    fresh = replace(what, received_at=now - timedelta(days=6))
    with inside(place):
        return received(place, by=by, what=fresh, now=now)


def _typed(request: Request) -> dict[str, str]:
    return {
        "suspend-version": str(request.version),
        "suspend-reason": "identity",
        "suspend-requested_at": _local(timezone.now() - timedelta(days=3)),
        "suspend-grounds": DOUBT,
        "suspend-is_prompt": "on",
    }


def test_suspend_page_when_recorded_then_since_when_why_and_no_date(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    request = _recent(establishment, by=people[Role.MANAGER])
    browser = client_for(people[Role.MANAGER])

    said = browser.post(f"{path}{request.pk}/suspendre/", _typed(request), follow=True)

    page = said.content.decode()
    assert said.status_code == 200
    assert "Délai suspendu jusqu’à la réponse de la personne." in page
    assert "<b>Suspendu</b>" in page
    assert "Doute raisonnable sur l’identité" in page
    assert DOUBT in page
    assert "Si la réponse arrivait aujourd’hui, échéance le" in page
    assert "Repère prudent, sans cette suspension\u00a0: le" in page
    assert "Le délai est suspendu." in page
    assert 'id="reprendre"' in page
    assert 'id="suspendre"' not in page
    assert "aucune échéance ne court" in page
    assert page.count("<b>Toujours suspendue</b>") == 3


def test_resume_page_when_answered_then_the_new_date_and_its_steps(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    request = _recent(establishment, by=people[Role.MANAGER])
    browser = client_for(people[Role.MANAGER])
    browser.post(f"{path}{request.pk}/suspendre/", _typed(request))
    told = {"resume-version": "2", "resume-answered_at": _local(timezone.now())}

    page = browser.post(f"{path}{request.pk}/reprendre/", told, follow=True).content.decode()

    assert "Le délai a repris\u00a0: voici la nouvelle échéance." in page
    assert "le délai est suspendu 3\u00a0jours" in page
    assert "Suspension de 3\u00a0jours au total" in page
    assert 'id="suspendre"' in page
    assert 'id="reprendre"' not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"suspend-grounds": ""}, "Ce champ est obligatoire."),
        ({"suspend-is_prompt": ""}, "Une question posée avec un retard injustifié"),
        ({"suspend-requested_at": "2020-01-01T10:00"}, "Cette date précède la réception"),
        ({"suspend-version": "7"}, "Quelqu’un d’autre vient de modifier cette demande."),
    ],
)
def test_suspend_page_when_refused_then_a_sentence_and_what_was_typed(
    establishment: Establishment,
    people: dict[Role, User],
    client_for: Browser,
    path: str,
    changes: dict[str, str],
    said: str,
) -> None:
    request = _recent(establishment, by=people[Role.MANAGER])
    typed = _typed(request) | changes

    answer = client_for(people[Role.MANAGER]).post(f"{path}{request.pk}/suspendre/", typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert typed["suspend-grounds"] in page
    with inside(establishment):
        assert not Suspension.objects.exists()
        assert Deadline.objects.get().state == "open"


def test_detail_when_only_a_medical_record_then_no_suspension_is_offered(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    request = _recent(establishment, by=people[Role.MANAGER], what=MEDICAL)
    browser = client_for(people[Role.MANAGER])

    page = browser.get(f"{path}{request.pk}/").content.decode()
    refused = browser.post(f"{path}{request.pk}/suspendre/", _typed(request))

    assert 'id="suspendre"' not in page
    assert refused.status_code == 422
    assert "Le délai d’accès au dossier médical ne se suspend pas" in refused.content.decode()


def test_detail_when_mixed_and_suspended_then_the_running_clock_comes_first(
    establishment: Establishment,
    people: dict[Role, User],
    client_for: Browser,
    path: str,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    request = _recent(establishment, by=people[Role.MANAGER], what=MIXED)
    browser = client_for(people[Role.MANAGER])
    before = browser.get(f"{path}{request.pk}/").content.decode()
    browser.post(f"{path}{request.pk}/suspendre/", _typed(request))

    with django_assert_max_num_queries(25):  # type: ignore[attr-defined]
        page = browser.get(f"{path}{request.pk}/").content.decode()

    assert "Le délai du dossier médical continue de courir" in before
    assert page.count('class="card dl"') == 2
    assert page.index("pour remettre le dossier médical") < page.index("<b>Suspendu</b>")


def test_list_when_one_is_suspended_then_it_is_told_and_has_a_view_of_its_own(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    request = _recent(establishment, by=people[Role.MANAGER])
    _recent(establishment, by=people[Role.MANAGER])
    browser = client_for(people[Role.MANAGER])
    browser.post(f"{path}{request.pk}/suspendre/", _typed(request))

    page = browser.get(path).content.decode()
    only = browser.get(path + "?etat=suspended").content.decode()

    assert "Délai suspendu<span>1</span>" in page
    assert "Tous les dossiers<span>2</span>" in page
    assert "<b>suspendue</b>" in page
    assert only.count('class="kd k-dsr"') == 1
    assert request.reference in only


def test_reopen_page_when_answered_by_mistake_then_open_and_the_answer_still_read(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    request = _recent(establishment, by=people[Role.MANAGER])
    browser = client_for(people[Role.MANAGER])
    due = browser.get(f"{path}{request.pk}/").content.decode()
    browser.post(
        f"{path}{request.pk}/repondre/",
        {
            "answer-version": "1",
            "answer-kind": "granted",
            "answer-answered_at": _local(timezone.now()),
            "answer-note": "Copie remise.",
        },
    )
    answered = browser.get(f"{path}{request.pk}/").content.decode()
    told = {"reopen-version": "2", "reopen-reason": "Réponse d’un autre dossier."}

    page = browser.post(f"{path}{request.pk}/rouvrir/", told, follow=True).content.decode()

    assert 'id="rouvrir"' not in due
    assert 'id="rouvrir"' in answered
    assert "Demande rouverte, avec son échéance d’origine." in page
    assert "Réponse consignée par erreur" in page
    assert "Copie remise." in page
    assert "Réponse d’un autre dossier." in page
    assert 'id="repondre"' in page
    assert "Réponse annulée, demande rouverte" in page


def test_reopen_page_when_no_reason_then_refused(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    request = _recent(establishment, by=people[Role.MANAGER])

    answer = client_for(people[Role.MANAGER]).post(
        f"{path}{request.pk}/rouvrir/", {"reopen-version": "1", "reopen-reason": ""}
    )

    assert answer.status_code == 422
    assert "Ce champ est obligatoire." in answer.content.decode()


def test_detail_when_answered_while_suspended_then_no_limit_is_invented(
    establishment: Establishment, people: dict[Role, User], client_for: Browser, path: str
) -> None:
    request = _recent(establishment, by=people[Role.MANAGER])
    now = timezone.now()
    asked = Asked(at=now - timedelta(days=2), reason="precision", grounds="Quelle année ?")
    with inside(establishment):
        suspend(
            establishment=establishment,
            request=request,
            version=1,
            asked=asked,
            by=people[Role.MANAGER],
            now=now,
        )
    browser = client_for(people[Role.MANAGER])
    browser.post(
        f"{path}{request.pk}/repondre/",
        {
            "answer-version": "2",
            "answer-kind": granted(now).kind,
            "answer-answered_at": _local(now),
        },
    )

    page = browser.get(f"{path}{request.pk}/").content.decode()

    assert "Le délai était suspendu depuis le" in page
    assert "La limite était le" not in page
