"""A manager removed while signed in: the next click opens nothing."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Portal
from tests.e2e.test_main_job import DPO, sign_in

PHARMACY = "pharmacie-des-allobroges"
MANAGER = "nadia.ferreira@allobroges.example"
READER = "lea.morel@allobroges.example"


def test_manager_when_removed_while_signed_in_then_404_at_the_next_click(
    page: Page, browser: Browser, portal: Portal
) -> None:
    manager = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris").new_page()
    sign_in(manager, portal, MANAGER)
    manager.goto(f"{portal.url}/e/{PHARMACY}/")
    expect(manager.locator("main")).to_contain_text("Ce qu’on vous demande")

    sign_in(page, portal, DPO)
    members = f"{portal.url}/e/{PHARMACY}/membres/"
    page.goto(members)
    mine = page.locator("tr", has_text=MANAGER)
    mine.get_by_role("link", name=re.compile("Retirer")).click()
    expect(page.locator("main")).to_contain_text("C’est le dernier responsable du traitement")

    page.goto(members)
    other = page.locator("tr", has_text=READER)
    other.get_by_role("link", name=re.compile("Changer de rôle")).click()
    page.check("[name=role][value=manager]")
    page.get_by_role("button", name="Changer le rôle").click()
    page.wait_for_url(members)
    mine.get_by_role("link", name=re.compile("Retirer")).click()
    page.get_by_role("button", name="Retirer l’accès").click()
    page.wait_for_url(members)
    expect(mine).to_have_count(0)

    with manager.expect_navigation() as clicked:
        manager.locator("a[href$='/membres/']:visible").first.click()
    assert clicked.value is not None
    assert clicked.value.status == 404
    page.goto(f"{portal.url}/e/{PHARMACY}/journal/")
    expect(page.locator("main")).to_contain_text("Nadia Ferreira, responsable du traitement")
