"""A push of a template: previewed, done once, followed, finished by the clock."""

import re

import pytest
from django.utils import timezone

from portal.desk.library import pushing
from portal.register.actions import archive, save
from portal.register.models import Activity
from tenants.agenda.models import Heartbeat
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tenants.library.models import Push, PushItem
from tenants.portfolio.models import ActivityStanding
from tests.conftest import NOW, Firm, opened, owner
from tests.portal.desk.library.samples import (
    INFORMATION,
    PAGE,
    REF,
    ClientFor,
    laid,
    publish,
    push,
    text,
)


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
