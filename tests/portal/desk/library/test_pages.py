"""The firm's templates at the desk: read, written, published, pushed, followed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

import pytest
from django.http.response import ResponseHeaders
from django.test import Client
from django.utils import timezone

from portal.desk.library import pushing
from portal.desk.portfolio import reread, reread_in_turn
from portal.opening.actions import lay_down
from portal.register.actions import archive, save
from portal.register.masters import master_of, proposed_to
from portal.register.models import Activity, Proposal
from portal.register.sheet import Sheet
from portal.register.spread.propagation import open_proposal
from tenants.accounts.models import User
from tenants.agenda.models import Heartbeat
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import as_person, inside
from tenants.library.models import MasterTemplate, Push, PushItem, TemplateDraft, TemplateVersion
from tenants.portfolio.models import ActivityStanding
from tests.conftest import NOW, Firm, opened, owner

ClientFor = Callable[[User], Client]
REF = "PHA-DISP"
PAGE = f"/modeles/{REF}/"
EDIT = f"/modeles/{REF}/modifier/information/"
INFORMATION = "Affiche, site internet et QR code"


class Answer(Protocol):
    """What a page answered."""

    content: bytes


class Posted(Answer, Protocol):
    """What a form answered."""

    headers: ResponseHeaders


def text(answer: Answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def publish(client: Client, *, information: str = INFORMATION) -> Posted:
    """Write a new version of the template in the pages, and publish it."""
    revision = TemplateDraft.objects.filter(pk=REF).values_list("revision", flat=True)
    with owner():
        held = next(iter(revision), 0)
    client.post(EDIT, {"revision": held, "information": information, "finish": "1"})
    return client.post(f"{PAGE}publier/", {"revision": held + 1, "why": "Référentiel officines"})


def laid(firm: Firm, place: Establishment) -> Activity:
    with inside(place):
        lay_down(establishment=place, by=firm.dpo, now=NOW)
        return Activity.objects.get(template_ref=REF)


def push(client: Client, *places: Establishment) -> Posted:
    """Preview and confirm as the pages do."""
    preview = client.post(f"{PAGE}apercu/", {"e": [str(place.pk) for place in places]})
    fields = dict.fromkeys(("submission", "version"), "")
    body = preview.content.decode()
    for name in fields:
        found = re.search(rf'name="{name}" value="([^"]+)"', body)
        fields[name] = found[1] if found else ""
    targets = re.findall(r'name="cible" value="([^"]+)"', body)
    return client.post(f"{PAGE}diffuser/", {**fields, "cible": targets})


def test_shelf_when_read_then_each_template_says_who_holds_it(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    laid(firm, establishment)

    page = text(client_for(firm.assistant).get("/modeles/?q=dispensation+dossier"))

    assert "Dispensation et dossier patient" in page
    assert "PHA-DISP version 1" in page
    assert "1 établissement" in page
    assert "Écrire un modèle" not in page


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 87),
        ("?type=pharmacie", 20),
        ("?q=ZZZ", 0),
        ("?seulement=retard", 0),
        ("?type=rien", 87),
    ],
)
def test_shelf_when_filtered_then_the_address_says_what_is_shown(
    client_for: ClientFor, firm: Firm, asked: str, count: int
) -> None:
    page = client_for(firm.dpo).get(f"/modeles/{asked}")

    shown = len(page.context["shelved"])

    assert shown == count


def test_template_when_written_then_the_draft_reaches_nobody(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    client = client_for(firm.dpo)
    answer = client.post(EDIT, {"revision": 0, "information": INFORMATION, "continue": "1"})

    with owner():
        draft = TemplateDraft.objects.get()
    assert answer.headers["Location"] == f"/modeles/{REF}/modifier/aipd/"
    assert (draft.base, draft.revision, draft.content["information"]) == (1, 1, INFORMATION)
    assert draft.content["name"] == "Dispensation et dossier patient"
    assert "Un brouillon change 1 point." in text(client.get(PAGE))
    with inside(establishment):
        assert proposed_to("pharmacie")[0].sheet.information != INFORMATION


def test_template_when_two_write_the_draft_then_the_second_keeps_its_text(
    client_for: ClientFor, firm: Firm
) -> None:
    client_for(firm.lead).post(EDIT, {"revision": 0, "information": "Texte de Solène"})

    answer = client_for(firm.dpo).post(EDIT, {"revision": 0, "information": "Texte de Maël"})

    page = text(answer)
    assert answer.status_code == 409
    assert "Solène Kermadec a écrit au même endroit que vous" in page
    assert "Texte de Solène" in page
    assert "Texte de Maël" in answer.content.decode()
    with owner():
        assert TemplateDraft.objects.get().content["information"] == "Texte de Solène"


def test_template_when_published_then_both_versions_stand_and_the_shelf_says_behind(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    laid(firm, establishment)
    client = client_for(firm.dpo)

    answer = publish(client)

    with owner():
        versions = list(
            TemplateVersion.objects.order_by("number").values_list(
                "number", "shipped_version", "why"
            )
        )
        gone = TemplateDraft.objects.exists()
    assert answer.headers["Location"] == PAGE
    assert versions == [(1, 1, ""), (2, None, "Référentiel officines")]
    assert not gone
    assert "1 établissement en retard" in text(client.get(PAGE))
    assert "1 en retard" in text(client.get("/modeles/?seulement=retard"))
    history = text(client.get(f"{PAGE}versions/"))
    assert "De la version 1 à la version 2" in history
    assert INFORMATION in history


def test_template_when_published_then_a_new_register_is_laid_from_it(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    publish(client_for(firm.dpo))

    activity = laid(firm, establishment)

    assert activity.sheet.information == INFORMATION
    assert activity.template_version == 2


def test_template_when_nothing_changed_then_it_is_not_published(
    client_for: ClientFor, firm: Firm
) -> None:
    client = client_for(firm.dpo)
    client.post(EDIT, {"revision": 0, "information": proposed_information(), "finish": "1"})

    answer = client.post(f"{PAGE}publier/", {"revision": 1, "why": "Pour rien"})

    assert answer.status_code == 422
    assert "ne change rien au modèle" in text(answer)
    with owner():
        assert not TemplateVersion.objects.exists()


def proposed_information() -> str:
    master = master_of(REF)
    assert master is not None
    return master.sheet.information


def test_template_when_published_without_a_reason_then_the_draft_stays(
    client_for: ClientFor, firm: Firm
) -> None:
    client = client_for(firm.dpo)
    client.post(EDIT, {"revision": 0, "information": INFORMATION, "finish": "1"})

    answer = client.post(f"{PAGE}publier/", {"revision": 1, "why": ""})

    assert answer.status_code == 422
    with owner():
        assert TemplateDraft.objects.count() == 1


def test_preview_when_shown_then_it_counts_what_moves_and_writes_nothing(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    kept, aside = establishment, opened(firm.agency, "Pharmacie de la Gare")
    for place in (kept, aside):
        laid(firm, place)
    with inside(aside):
        activity = Activity.objects.get(template_ref=REF)
        archive(activity=activity, version=1, why="Cessée", by=firm.dpo, now=NOW)
    client = client_for(firm.dpo)
    publish(client)

    answer = client.post(f"{PAGE}apercu/", {"e": [kept.pk, aside.pk]})

    page = text(answer)
    assert "1 registre sera modifié, 1 ignoré" in page
    assert "l’activité y est archivée" in page
    assert INFORMATION in page
    with owner():
        assert not Push.objects.exists()


def test_push_when_confirmed_then_each_register_moves_once(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    laid(firm, establishment)
    client = client_for(firm.dpo)
    publish(client)
    progress = push(client, establishment).headers["Location"]

    waiting = text(client.get(progress))
    over = client.post(f"{progress}avancer/", headers={"HX-Request": "true"})
    again = client.post(f"{progress}avancer/", headers={"HX-Request": "true"})

    assert "0 sur 1" in waiting
    assert "Diffusion terminée. 1 modifié." in text(over)
    assert text(again) == text(over)
    with inside(establishment):
        activity = Activity.objects.get(template_ref=REF)
        assert (activity.version, activity.sheet.information) == (2, INFORMATION)
        assert (
            activity.versions.get(number=2).why
            == "PHA-DISP, version 2\u00a0: Référentiel officines"
        )
    assert "En retard" not in text(client.get(PAGE))


def test_push_when_sent_twice_then_it_is_one(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    laid(firm, establishment)
    client = client_for(firm.dpo)
    publish(client)
    preview = client.post(f"{PAGE}apercu/", {"e": [establishment.pk]})
    body = preview.content.decode()
    sent = {
        name: re.findall(rf'name="{name}" value="([^"]+)"', body)
        for name in ("submission", "version", "cible")
    }

    first, second = (client.post(f"{PAGE}diffuser/", sent) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    with owner():
        assert (Push.objects.count(), PushItem.objects.count()) == (1, 1)


def test_push_when_the_register_changed_since_the_preview_then_it_is_left_and_said(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    activity = laid(firm, establishment)
    client = client_for(firm.dpo)
    publish(client)
    progress = push(client, establishment).headers["Location"]
    mine = activity.sheet.model_copy(update={"rights": "Au comptoir"})
    with inside(establishment):
        save(activity=activity, sheet=mine, version=1, why="", by=firm.dpo, now=NOW)

    answer = client.post(f"{progress}avancer/", headers={"HX-Request": "true"})

    assert "modifiée depuis l’aperçu" in text(answer)
    with inside(establishment):
        assert Activity.objects.get(template_ref=REF).sheet == mine


def test_push_when_the_establishment_has_none_then_a_draft_enters(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    client = client_for(firm.dpo)
    progress = push(client, establishment).headers["Location"]

    client.post(f"{progress}avancer/")

    with inside(establishment):
        assert Activity.objects.get().state == "draft"
        assert ActivityStanding.objects.get().template_ref == REF


def test_push_when_the_page_is_closed_then_the_clock_finishes_it(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    laid(firm, establishment)
    client = client_for(firm.dpo)
    publish(client)
    push(client, establishment)

    done = pushing.work_off_at_the_clock(now=timezone.now(), most=10)

    assert done == 1
    with owner():
        assert PushItem.objects.get().state == "merged"
        assert Heartbeat.objects.filter(driver="pushes").exists()


def test_push_when_one_place_cannot_be_reached_then_the_others_are_and_it_is_said(
    client_for: ClientFor,
    firm: Firm,
    establishment: Establishment,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = opened(firm.agency, "Pharmacie Brisée")
    for place in (establishment, broken):
        laid(firm, place)
    client = client_for(firm.dpo)
    publish(client)
    progress = push(client, establishment, broken).headers["Location"]
    with inside(broken):
        Activity.objects.filter(template_ref=REF).update(template_content={"name": 7})

    for _try in range(6):
        answer = client.post(f"{progress}avancer/", headers={"HX-Request": "true"})

    assert "1 modifié. 1 en échec" in text(answer)
    assert "Pharmacie" not in caplog.text
    with inside(broken):
        assert Activity.objects.get(template_ref=REF).version == 1


@pytest.mark.parametrize("sent", [{}, {"e": ["999999"]}, {"e": ["1' or 1=1"]}])
def test_preview_when_nothing_real_is_chosen_then_a_sentence(
    client_for: ClientFor, firm: Firm, sent: dict[str, list[str]]
) -> None:
    answer = client_for(firm.dpo).post(f"{PAGE}apercu/", sent, follow=True)

    assert "Choisissez au moins un établissement." in text(answer)


def test_push_when_a_target_is_of_another_agency_then_it_is_left_out(
    client_for: ClientFor,
    firm: Firm,
    establishment: Establishment,
    other_establishment: Establishment,
) -> None:
    theirs = laid(firm, other_establishment)
    client = client_for(firm.dpo)
    publish(client)
    token = f"{other_establishment.pk}:{theirs.pk}:1"
    sent = {"submission": "5a9b0a52-7c1e-4f6c-9a55-6b1f1a7f0001", "version": "2", "cible": token}

    answer = client.post(f"{PAGE}diffuser/", sent, follow=True)

    assert "Rien n’a été écrit" in text(answer)
    with owner():
        assert not PushItem.objects.exists()


def test_holders_when_asked_by_a_stranger_then_only_their_own_show(
    client_for: ClientFor,
    firm: Firm,
    establishment: Establishment,
    other_establishment: Establishment,
) -> None:
    laid(firm, establishment)

    page = text(client_for(firm.stranger).get(PAGE))

    assert establishment.name not in page
    assert other_establishment.name in page


def test_template_when_new_then_proposed_to_its_types_alone(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    client = client_for(firm.dpo)
    created = client.post("/modeles/ajouter/", {"name": "Téléconsultation", "types": "pharmacie"})
    assert created.headers["Location"] == "/modeles/CAB-001/modifier/finalites/"

    client.post("/modeles/CAB-001/publier/", {"revision": 1, "why": "Nouveau service"})

    with inside(establishment):
        assert [one.reference for one in proposed_to("pharmacie")][-1] == "CAB-001"
        assert "CAB-001" not in [one.reference for one in proposed_to("lbm")]
    assert "N’a pas cette activité" in text(client.get("/modeles/CAB-001/"))


def test_template_when_retired_then_no_longer_laid_down_and_what_stands_stays(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    laid(firm, establishment)
    client = client_for(firm.dpo)

    client.post(f"{PAGE}retirer/")

    with inside(establishment):
        assert REF not in [one.reference for one in proposed_to("pharmacie")]
        assert Activity.objects.filter(template_ref=REF).count() == 1
    client.post(f"{PAGE}retirer/")
    with inside(establishment):
        assert proposed_to("pharmacie")[0].reference == REF


def test_template_when_discarded_then_the_published_one_stays(
    client_for: ClientFor, firm: Firm
) -> None:
    client = client_for(firm.dpo)
    client.post(EDIT, {"revision": 0, "information": INFORMATION, "finish": "1"})

    client.post(f"{PAGE}abandonner/")

    with owner():
        assert not TemplateDraft.objects.exists()
        assert not MasterTemplate.objects.exists()


def contested(firm: Firm, client: Client, place: Establishment) -> Activity:
    """Return an activity that awaits an answer about its notice."""
    activity = laid(firm, place)
    mine = activity.sheet.model_copy(update={"information": "Écran au comptoir"})
    with inside(place):
        save(activity=activity, sheet=mine, version=1, why="", by=firm.dpo, now=NOW)
    publish(client)
    progress = push(client, place).headers["Location"]
    client.post(f"{progress}avancer/")
    return activity


def test_answer_when_given_by_the_establishment_then_its_choice_stands(
    client_for: ClientFor, firm: Firm, people: dict[Role, User], establishment: Establishment
) -> None:
    dpo = client_for(firm.dpo)
    activity = contested(firm, dpo, establishment)
    manager = client_for(people[Role.MANAGER])
    base = f"/e/{establishment.slug}/registre/{activity.pk}/"
    assert "Une réponse est attendue" in text(dpo.get(PAGE))
    assert "1 point à choisir" in text(manager.get(base))

    page = text(manager.get(f"{base}modele/"))
    answer = manager.post(
        f"{base}modele/",
        {
            "version": 2,
            "information-answer": "merged",
            "information-text": "Écran au comptoir et site",
        },
    )

    assert "Écran au comptoir" in page
    assert INFORMATION in page
    assert answer.status_code == 302
    with inside(establishment):
        assert Activity.objects.get(pk=activity.pk).sheet.information == "Écran au comptoir et site"
        assert open_proposal(activity) is None
    assert "À jour" in text(dpo.get(PAGE))
    assert manager.get(f"{base}modele/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"version": 2}, "Choisissez ce qu’il faut retenir."),
        ({"version": 2, "information-answer": "merged"}, "Écrivez le texte à retenir."),
        ({"version": 1, "information-answer": "kept"}, "Quelqu’un d’autre vient de modifier"),
        ({"version": "x", "information-answer": "kept"}, "Quelqu’un d’autre vient de modifier"),
    ],
)
def test_answer_when_wrong_then_a_sentence_and_the_question_stays(
    client_for: ClientFor,
    firm: Firm,
    establishment: Establishment,
    sent: dict[str, object],
    sentence: str,
) -> None:
    client = client_for(firm.dpo)
    activity = contested(firm, client, establishment)

    answer = client.post(f"/e/{establishment.slug}/registre/{activity.pk}/modele/", sent)

    assert answer.status_code == 422
    assert sentence in text(answer)
    with inside(establishment):
        assert Proposal.objects.get().state == "open"


def test_portfolio_when_a_standing_is_lost_or_wrong_then_read_again(
    firm: Firm, establishment: Establishment
) -> None:
    activity = laid(firm, establishment)
    with owner():
        wrong = ActivityStanding.objects.exclude(pk=activity.pk).order_by("reference")
        wrong[0].delete()
        ActivityStanding.objects.filter(pk=activity.pk).update(awaits_answer=True, missing=9)

    repaired = reread(establishment)

    with owner():
        kept = ActivityStanding.objects.get(pk=activity.pk)
        count = ActivityStanding.objects.count()
    assert (repaired, reread(establishment)) == (2, 0)
    assert (kept.awaits_answer, kept.missing) == (False, activity.missing)
    assert count == 20


def test_portfolio_when_its_turn_was_taken_then_nobody_reads_again(
    firm: Firm, establishment: Establishment
) -> None:
    laid(firm, establishment)

    assert reread_in_turn(now=NOW) == 0
    assert reread_in_turn(now=NOW + timedelta(hours=2)) is None


def test_shipped_newer_when_adopted_then_the_firms_own_changes_stay(
    client_for: ClientFor, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(firm.dpo)
    publish(client)
    with owner():
        # As if the firm had taken version 0 of the file, whose rights said something else.
        before = Sheet.model_validate(TemplateVersion.objects.get(number=1).content)
        older = before.model_copy(update={"rights": "Ancienne voie"})
        TemplateVersion.objects.filter(number=1).update(
            shipped_version=0, content=older.model_dump(mode="json")
        )
        current = TemplateVersion.objects.get(number=2)
        mine = Sheet.model_validate(current.content).model_copy(update={"rights": "Ancienne voie"})
        TemplateVersion.objects.filter(number=2).update(content=mine.model_dump(mode="json"))
    assert "Vigie a une version plus récente" in text(client.get(PAGE))

    answer = client.post(f"{PAGE}reprendre/")

    with owner():
        draft = TemplateDraft.objects.get()
    assert answer.headers["Location"] == f"{PAGE}publier/"
    assert draft.content["information"] == INFORMATION
    assert draft.content["rights"] == before.rights
    assert draft.shipped_version == 1


def test_library_when_seen_by_postgresql_then_only_the_firm_writes_it(
    firm: Firm, people: dict[Role, User]
) -> None:
    with as_person(people[Role.MANAGER].pk):
        assert not MasterTemplate.objects.exists()
    with as_person(firm.assistant.pk):
        MasterTemplate.objects.all().exists()
