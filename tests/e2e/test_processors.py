"""A processor from the catalogue to its deadlines, in a browser; then the firm renews its
certificate for every client."""

import re
from datetime import date, timedelta

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Portal
from tests.e2e.test_main_job import DPO, sign_in

VENDOR = "Archivage d’images Alpin"
PLACE = "orthophonie-perrache"


def add_from_catalogue(page: Page, portal: Portal) -> None:
    """Type the name as the catalogue proposes it; say that it hosts health data."""
    page.goto(f"{portal.url}/e/{PLACE}/sous-traitants/")
    expect(page.get_by_text("Aucun sous-traitant pour l’instant")).to_be_visible()
    page.get_by_role("link", name="Ajouter le premier").click()
    offered = page.locator("#catalogue option").evaluate_all("all => all.map(one => one.value)")
    assert VENDOR in offered
    page.fill("[name=name]", VENDOR)
    page.check("[name=hosts_health_data]")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.wait_for_url(re.compile(r"/sous-traitants/[0-9a-f-]{36}/"))
    expect(page.locator("h1")).to_have_text(VENDOR)


def tick_by_keyboard(page: Page) -> None:
    """Answer the first three points with the keyboard alone, and save."""
    page.get_by_role("link", name="Vérifier les clauses").press("Enter")
    page.wait_for_url("**/clauses/")
    page.locator("#id_S01-answer_3").focus()
    # From « pas encore vérifié », the next of the ring is « oui ».
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Article 2 du contrat")
    for _point in range(2):
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
    expect(page.locator("[name=S03-answer][value=yes]")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/sous-traitants/[0-9a-f-]{36}/$"))


def test_processor_when_followed_in_a_browser_then_its_deadlines_stand_and_the_firm_moves_them(
    page: Page, browser: Browser, portal: Portal
) -> None:
    sign_in(page, portal, DPO)
    main = page.locator("main")

    add_from_catalogue(page, portal)
    address = page.url
    tick_by_keyboard(page)
    expect(main).to_contain_text("3 points critiques sur 18 au contrat")
    expect(main).to_contain_text("Contrat absent")

    page.goto(f"{address}modifier/contrat/")
    end = date.today() + timedelta(days=100)  # noqa: DTZ011 — the browser's own day
    page.fill("[name=signed_on]", "2024-03-01")
    page.fill("[name=ends_on]", end.isoformat())
    page.fill("[name=notice_days]", "30")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.wait_for_url(address)
    expect(main).to_contain_text("moins 30 jours de préavis")
    page.get_by_role("link", name="Contrat à renouveler ou à quitter").click()
    expect(page.locator("main")).to_contain_text("SST-001-CTR-1")

    page.goto(f"{portal.url}/prestataires/")
    page.get_by_role("link", name=VENDOR).click()
    expect(main).to_contain_text("Orthophonie Perrache")
    page.get_by_role("link", name="Nouveau certificat").click()
    renewed = date.today() + timedelta(days=45)  # noqa: DTZ011
    page.fill("[name=number]", "HDS-2")
    page.fill("[name=issued_on]", "2026-01-15")
    page.fill("[name=expires_on]", renewed.isoformat())
    page.get_by_role("button", name="Enregistrer le certificat").click()
    expect(main).to_contain_text("2 clients l’ont suivi.")
    expect(main).to_contain_text("1 certificat passé")

    page.goto(address)
    expect(page.get_by_role("link", name="Nouveau certificat HDS à obtenir")).to_be_visible()
    expect(main).to_contain_text("HDS expire bientôt")
