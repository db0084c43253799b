"""The pages of duties, as people of each role see and use them."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.duties.actions import Added
from portal.duties.models import Duty, Round
from tenants.accounts.models import User
from tenants.agenda.models import Deadline, Recurrence
from tenants.agenda.recurrences import Cadence
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import Firm, owner
from tests.portal.duties.samples import added

Browser = Callable[[User], Client]


def soon(days: int = 20, *, every: int | None = 12, title: str = "Former l’équipe") -> Added:
    """Return a duty due in so many days from the real today, as the pages read the clock."""
    return Added(
        submission=uuid.uuid4(),
        kind="training",
        title=title,
        notes="Émargement à déposer.",
        cadence=Cadence(
            next_due_on=timezone.now().date() + timedelta(days=days),
            every_months=every,
            days_ahead=60,
        ),
    )


def kept(place: Establishment, firm: Firm, what: Added) -> Duty:
    """Return `what` added now, inside."""
    with inside(place):
        return added(place, by=firm.dpo, what=what, now=timezone.now())


def text(client: Client, path: str) -> str:
    """Return a page that answers 200."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_list_when_empty_then_the_usual_duties_of_that_type_are_offered(
    firm: Firm, establishment: Establishment, client_for: Browser
) -> None:
    page = text(client_for(firm.dpo), f"/e/{establishment.slug}/obligations/")

    assert "Aucune obligation suivie" in page
    assert "Revoir les caméras" in page
    assert "Revoir les habilitations" not in page
    assert page.count('name="usuelle" value="dpo-visit"') == 2
    assert "?usuelle=hosting-certificate" in page


def test_list_when_a_reader_looks_then_nothing_to_click(
    establishment: Establishment, people: dict[Role, User], client_for: Browser
) -> None:
    page = text(client_for(people[Role.READER]), f"/e/{establishment.slug}/obligations/")

    assert "Recevoir la visite du DPO" in page
    assert "/obligations/usuelles/" not in page
    assert "/obligations/ajouter/" not in page


def test_list_when_several_then_the_nearest_first_and_the_ended_last(
    firm: Firm, establishment: Establishment, client_for: Browser
) -> None:
    kept(establishment, firm, soon(300, title="Plus tard"))
    kept(establishment, firm, soon(5, title="Bientôt"))
    ended = kept(establishment, firm, soon(1, title="Arrêtée"))
    with inside(establishment):
        Duty.objects.filter(pk=ended.pk).update(
            state="stopped", stop_reason="Sans objet.", ended_at=timezone.now()
        )

    page = text(client_for(firm.dpo), f"/e/{establishment.slug}/obligations/")

    assert page.index(">Bientôt<") < page.index(">Plus tard<") < page.index(">Arrêtée</a>")
    assert "Ouverte, à faire" in page
    assert "Prévue, s’ouvre le" in page


def test_adopt_when_one_click_then_added_and_no_longer_offered(
    firm: Firm, establishment: Establishment, client_for: Browser
) -> None:
    client = client_for(firm.dpo)
    base = f"/e/{establishment.slug}/obligations/"

    answer = client.post(f"{base}usuelles/", {"usuelle": "dpo-visit"}, follow=True)

    page = answer.content.decode()
    assert "1 obligation ajoutée" in page
    assert 'value="dpo-visit"' not in page
    with inside(establishment):
        assert Duty.objects.get().title == "Recevoir la visite du DPO"


def test_adopt_when_all_are_taken_on_then_only_those_that_need_a_date_are_left(
    firm: Firm, establishment: Establishment, client_for: Browser
) -> None:
    client = client_for(firm.dpo)
    base = f"/e/{establishment.slug}/obligations/"
    usual = ["register-review", "staff-training", "annual-report", "dpo-visit", "camera-review"]

    before = text(client, base)
    page = client.post(f"{base}usuelles/", {"usuelle": usual}, follow=True).content.decode()

    assert "Tout ajouter" in before
    assert "5 obligations ajoutées" in page
    assert "Tout ajouter" not in page
    assert page.count("Donner la date</a>") == 2


@pytest.mark.parametrize("usual", ["hosting-certificate", "care-dpia", "nothing", ""])
def test_adopt_when_it_needs_a_date_or_is_not_of_that_type_then_nothing_is_kept(
    firm: Firm, establishment: Establishment, client_for: Browser, usual: str
) -> None:
    base = f"/e/{establishment.slug}/obligations/"

    answer = client_for(firm.dpo).post(f"{base}usuelles/", {"usuelle": usual}, follow=True)

    assert "Rien n’a été ajouté" in answer.content.decode()
    with inside(establishment):
        assert Duty.objects.count() == 0


def test_add_when_started_from_a_usual_one_then_its_words_are_there_not_its_date(
    firm: Firm, establishment: Establishment, client_for: Browser
) -> None:
    base = f"/e/{establishment.slug}/obligations/"

    page = text(client_for(firm.dpo), f"{base}ajouter/?usuelle=hosting-certificate")

    assert "Obtenir le nouveau certificat HDS" in page
    assert '<option value="certificate" selected>' in page
    assert '<option value="once" selected>' in page


def test_add_when_typed_then_kept_and_shown(
    firm: Firm, establishment: Establishment, client_for: Browser
) -> None:
    base = f"/e/{establishment.slug}/obligations/"
    typed = {
        "kind": "certificate",
        "title": "Certificat de l’hébergeur",
        "next_due_on": "31/12/2031",
        "rhythm": "once",
        "days_ahead": "90",
        "notes": "",
    }

    answer = client_for(firm.dpo).post(f"{base}ajouter/", typed, follow=True)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "mercredi 31 décembre 2031" in page
    assert "jeudi 2 octobre 2031" in page
    assert "Une seule fois" in page
    with inside(establishment):
        assert Recurrence.objects.get().every_months is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("next_due_on", "31/02/2031", "Donnez un jour, par exemple 31/01/2026."),
        ("next_due_on", "2191-01-01", "hors du calendrier"),
        ("title", "a" * 161, "trop long"),
        ("rhythm", "7", "choix"),
    ],
)
def test_add_when_a_field_is_wrong_then_said_beside_it_and_kept_typed(
    firm: Firm,
    establishment: Establishment,
    client_for: Browser,
    field: str,
    value: str,
    said: str,
) -> None:
    base = f"/e/{establishment.slug}/obligations/"
    typed = {
        "kind": "review",
        "title": "Revue",
        "next_due_on": "2031-12-31",
        "rhythm": "12",
        "days_ahead": "60",
        "notes": "À garder",
        field: value,
    }

    answer = client_for(firm.dpo).post(f"{base}ajouter/", typed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "À garder" in answer.content.decode()
    with inside(establishment):
        assert Duty.objects.count() == 0


def test_detail_when_open_then_what_is_left_why_and_what_to_do(
    firm: Firm, establishment: Establishment, client_for: Browser
) -> None:
    duty = kept(establishment, firm, soon(20))

    page = text(client_for(firm.dpo), f"/e/{establishment.slug}/obligations/{duty.pk}/")

    assert "20\u00a0j" in page
    assert "pour la tenir, au plus tard" in page
    assert "Tous les ans" in page
    assert "R-DUTY-TRAINING" in page
    assert "Émargement à déposer." in page
    assert "Obligation ajoutée par Maël Rivoal" in page


def test_detail_when_a_contributor_looks_then_read_only(
    firm: Firm, establishment: Establishment, people: dict[Role, User], client_for: Browser
) -> None:
    duty = kept(establishment, firm, soon(20))
    base = f"/e/{establishment.slug}/obligations/{duty.pk}/"
    client = client_for(people[Role.CONTRIBUTOR])

    page = text(client, base)

    assert "C’est fait" not in page
    assert [client.post(base + act).status_code for act in ("fait/", "arreter/", "modifier/")] == [
        403,
        403,
        403,
    ]


def test_detail_when_of_another_establishment_then_404(
    firm: Firm,
    establishment: Establishment,
    other_establishment: Establishment,
    client_for: Browser,
) -> None:
    duty = kept(establishment, firm, soon(20))
    stranger = client_for(firm.stranger)

    elsewhere = stranger.get(f"/e/{other_establishment.slug}/obligations/{duty.pk}/")
    there = stranger.get(f"/e/{establishment.slug}/obligations/{duty.pk}/")

    assert (elsewhere.status_code, there.status_code) == (404, 404)


def test_finish_when_noted_then_history_and_the_next_date(
    establishment: Establishment, firm: Firm, people: dict[Role, User], client_for: Browser
) -> None:
    duty = kept(establishment, firm, soon(20))
    base = f"/e/{establishment.slug}/obligations/{duty.pk}/"
    today = timezone.now().date()
    typed = {
        "done-version": "1",
        "done-done_on": str(today),
        "done-note": "Huit personnes présentes.",
        "done-next_due_on": "",
    }

    page = (
        client_for(people[Role.MANAGER]).post(f"{base}fait/", typed, follow=True).content.decode()
    )

    assert "l’échéance est tenue" in page
    assert "Huit personnes présentes." in page
    assert "à temps" in page
    with inside(establishment):
        assert Deadline.objects.get().state == "met"
        assert Round.objects.get().recorded_by_id == people[Role.MANAGER].pk


def test_finish_when_refused_then_the_note_is_still_there(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    duty = kept(establishment, firm, soon(20))
    base = f"/e/{establishment.slug}/obligations/{duty.pk}/"
    typed = {
        "done-version": "7",
        "done-done_on": str(timezone.now().date()),
        "done-note": "Ma longue note.",
    }
    client = client_for(firm.dpo)

    refused = client.post(f"{base}fait/", typed)

    assert refused.status_code == 422
    assert "vient de modifier cette obligation" in refused.content.decode()
    assert "Ma longue note." in refused.content.decode()
    assert 'name="done-version" value="1"' in refused.content.decode()


def test_stop_when_no_reason_then_asked_for(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    duty = kept(establishment, firm, soon(20))
    base = f"/e/{establishment.slug}/obligations/{duty.pk}/"
    client = client_for(firm.dpo)

    refused = client.post(f"{base}arreter/", {"stop-version": "1", "stop-reason": ""})
    stopped = client.post(
        f"{base}arreter/", {"stop-version": "1", "stop-reason": "Caméras déposées."}, follow=True
    )

    assert refused.status_code == 422
    assert "Caméras déposées." in stopped.content.decode()
    assert "C’est fait" not in stopped.content.decode()


def test_change_when_a_new_date_is_typed_then_the_page_shows_it(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    duty = kept(establishment, firm, soon(20))
    base = f"/e/{establishment.slug}/obligations/{duty.pk}/"
    client = client_for(firm.dpo)
    typed = {
        "change-version": "1",
        "change-title": "Former toute l’équipe",
        "change-next_due_on": "2031-05-05",
        "change-rhythm": "24",
        "change-days_ahead": "30",
        "change-notes": "",
    }

    page = text(client, f"{base}modifier/")
    answer = client.post(f"{base}modifier/", typed, follow=True).content.decode()

    assert "Former l’équipe" in page
    assert "lundi 5 mai 2031" in answer
    assert "Tous les 2 ans" in answer
    with inside(establishment):
        assert Deadline.objects.get().due_on == date(2031, 5, 5)


def test_cockpit_when_a_duty_runs_then_it_stands_in_the_feed_under_its_own_name(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    kept(establishment, firm, soon(2, title="Titre qui reste dans l’établissement"))

    page = text(client_for(firm.dpo), "/")

    assert "k-dut" in page
    assert "Formation des équipes" in page
    assert "Former l’équipe" in page
    assert "Obligations périodiques" in page
    assert "1 obligation" in page
    assert "Titre qui reste" not in page


def test_deadline_when_its_own_page_is_opened_then_it_leads_back_to_the_duty(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    duty = kept(establishment, firm, soon(2))
    with inside(establishment):
        deadline = Deadline.objects.get()

    page = text(client_for(firm.dpo), f"/e/{establishment.slug}/echeances/{deadline.pk}/")

    assert f"/e/{establishment.slug}/obligations/{duty.pk}/" in page
    assert "Formation des équipes" in page


def test_list_when_there_are_many_then_no_more_queries(
    establishment: Establishment,
    firm: Firm,
    client_for: Browser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for days in range(12):
        kept(establishment, firm, soon(days + 1))
    client = client_for(firm.dpo)
    client.get(f"/e/{establishment.slug}/obligations/")

    with django_assert_max_num_queries(16):
        text(client, f"/e/{establishment.slug}/obligations/")


def test_deadlines_when_filtered_by_nature_then_duties_alone(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    kept(establishment, firm, soon(2))

    page = text(client_for(firm.dpo), "/echeances/?nature=duty")

    assert "OBL-" in page
    assert "k-dut" in page


def test_pages_when_the_person_reads_english_then_no_french_is_left(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    firm.dpo.language = "en"
    with owner():
        firm.dpo.save(update_fields=["language"])
    duty = kept(establishment, firm, soon(20))
    client = client_for(firm.dpo)

    listed = text(client, f"/e/{establishment.slug}/obligations/")
    page = text(client, f"/e/{establishment.slug}/obligations/{duty.pk}/")

    assert "Recurring duties" in listed
    assert "Receive the DPO’s visit" in listed
    assert "Every year" in page
    assert "Date set by the establishment" in page
    assert [
        word
        for word in ("Obligation", "Historique", "Arrêter", "Échéance")
        if word in listed + page
    ] == []
