"""Alerts and the people they go to, in a browser and in the mail catcher."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Portal
from tests.e2e.test_main_job import PARIS, local, sign_in

LEAD = "helene.claverie@claverie.example"
DPO = "camille.marchand@claverie.example"


def open_practice(page: Page, portal: Portal) -> str:
    """Open an establishment looked after by the DPO, the lead standing in; return its address."""
    page.goto(f"{portal.url}/etablissements/ouvrir/")
    page.fill("[name=name]", "Cabinet des Balmes")
    page.select_option("[name=type]", "cabinet_medical")
    page.select_option("[name=agency]", label="Agence de Grenoble")
    page.fill("[name=postcode]", "38000")
    page.fill("[name=city]", "Grenoble")
    page.select_option("[name=assigned_dpo]", label="Camille Marchand")
    page.select_option("[name=deputy_dpo]", label="Hélène Claverie")
    page.get_by_role("button", name="Ouvrir l’établissement").click()
    page.wait_for_url("**/e/cabinet-des-balmes/**")
    return f"{portal.url}/e/cabinet-des-balmes"


def receive(page: Page, place: str, *, subject: str) -> str:
    """Record a request received an hour ago, and return its reference."""
    page.goto(f"{place}/demandes/nouvelle/")
    page.fill("[name=received_at]", local(datetime.now(PARIS) - timedelta(hours=1)))
    page.select_option("[name=channel]", "email")
    page.select_option("[name=right]", "access")
    page.check("[name=scope][value=other]")
    page.fill("[name=requester_name]", "Patient connu au dossier")
    page.fill("[name=subject]", subject)
    page.get_by_role("button", name="Enregistrer la demande").click()
    page.wait_for_url(re.compile(r"/demandes/[0-9a-f-]{36}/"))
    found = re.search(r"DR-\d{4}-\d{4}", page.locator("main").inner_text())
    assert found is not None
    return found.group()


def told(portal: Portal, reference: str) -> dict[str, str]:
    """Return the mail that opens the clock of this request."""
    return portal.wait_for_mail("Cabinet des Balmes", reference, "un délai commence")


def test_absence_when_said_then_alerts_go_to_the_deputy_until_it_is_withdrawn(
    page: Page, portal: Portal
) -> None:
    sign_in(page, portal, LEAD)
    place = open_practice(page, portal)
    expect(page.locator("main")).to_contain_text("Camille Marchand")

    today = datetime.now(PARIS).date()
    page.goto(f"{portal.url}/absences/")
    page.select_option("[name=person]", label="Camille Marchand")
    page.fill("[name=starts_on]", today.isoformat())
    page.fill("[name=ends_on]", (today + timedelta(days=6)).isoformat())
    page.get_by_role("button", name="Enregistrer l’absence").click()
    row = page.locator("tr", has_text="Camille Marchand")
    expect(row).to_contain_text("en absence aujourd’hui")
    expect(row).to_contain_text("établissements passent à leur suppléant.")

    while_away = str(told(portal, receive(page, place, subject="Copie de mes données.")))
    assert LEAD in while_away
    assert DPO not in while_away
    assert "comme suppléant" in while_away

    page.goto(f"{portal.url}/absences/")
    row.get_by_role("link", name="Retirer").click()
    page.get_by_role("button", name="Retirer l’absence").click()
    expect(page.locator("main")).to_contain_text("Aucune absence dite")

    once_back = str(told(portal, receive(page, place, subject="Copie de mes factures.")))
    assert DPO in once_back
    assert LEAD not in once_back
