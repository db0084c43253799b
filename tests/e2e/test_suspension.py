"""A doubt on identity in a browser: suspended, resumed to its new date, an answer taken back."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Portal
from tests.e2e.test_main_job import DPO, PARIS, local, sign_in

PLACE = "/e/pharmacie-du-lac"


def receive(page: Page, portal: Portal, *, received_at: datetime) -> None:
    page.goto(f"{portal.url}{PLACE}/demandes/nouvelle/")
    page.fill("[name=received_at]", local(received_at))
    page.select_option("[name=channel]", "email")
    page.select_option("[name=right]", "access")
    page.check("[name=scope][value=other]")
    page.fill("[name=requester_name]", "Client connu au fichier")
    page.fill("[name=subject]", "Copie des données me concernant.")
    page.get_by_role("button", name="Enregistrer la demande").click()
    page.wait_for_url(re.compile(r"/demandes/[0-9a-f-]{36}/"))


def test_suspension_when_done_in_a_browser_then_the_date_waits_and_moves(
    page: Page, portal: Portal
) -> None:
    now = datetime.now(PARIS).replace(second=0, microsecond=0)
    sign_in(page, portal, DPO)
    receive(page, portal, received_at=now - timedelta(days=10))
    main = page.locator("main")
    case = page.url

    page.locator("summary", has_text="Suspendre le délai").click()
    page.check("[name=suspend-reason][value=identity]")
    page.fill("[name=suspend-requested_at]", local(now - timedelta(days=8)))
    page.fill("[name=suspend-grounds]", "L’adresse n’est pas celle du dossier.")
    page.get_by_role("button", name="Suspendre jusqu’à la réponse").click()
    expect(main).to_contain_text("Une question posée avec un retard injustifié")
    expect(page.locator("[name=suspend-grounds]")).to_have_value(
        "L’adresse n’est pas celle du dossier."
    )
    page.check("[name=suspend-is_prompt]")
    page.get_by_role("button", name="Suspendre jusqu’à la réponse").click()
    expect(main.locator(".clock.stopped")).to_contain_text("Suspendu")
    expect(main).to_contain_text("aucune échéance ne court")

    page.goto(f"{portal.url}{PLACE}/")
    expect(page.locator(".feed")).to_contain_text("Relancer la personne")

    page.goto(case)
    page.fill("[name=resume-answered_at]", local(now - timedelta(days=3)))
    page.get_by_role("button", name="La personne a répondu, reprendre").click()
    expect(main).to_contain_text("Suspension de 5 jours au total")
    expect(main.locator(".clock.stopped")).to_have_count(0)
    limit = main.locator(".dlh .clock").inner_text()

    page.check("[name=answer-kind][value=granted]")
    page.fill("[name=answer-answered_at]", local(now - timedelta(minutes=1)))
    page.get_by_role("button", name="Enregistrer la réponse").click()
    page.locator("summary", has_text="Rouvrir").click()
    page.fill("[name=reopen-reason]", "Réponse d’un autre dossier.")
    page.get_by_role("button", name="Rouvrir la demande").click()
    expect(main).to_contain_text("Réponse consignée par erreur")
    assert main.locator(".dlh .clock").inner_text() == limit
