"""The whole main job in a browser: open, invite, receive, declare, be told, acknowledge."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Portal

DPO = "camille.marchand@claverie.example"
MANAGER = "titulaire@pharmacie-des-quais.example"
PARIS = ZoneInfo("Europe/Paris")


def sign_in(page: Page, portal: Portal, email: str) -> None:
    """Sign in with the password, then with the second factor when it is asked."""
    password, code = portal.access(email)
    page.goto(f"{portal.url}/compte/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Se connecter").click()
    if code:
        page.wait_for_url("**/2fa/authenticate/**")
        give(page, code)
        # A code works once: when another test has just used this one, the next is waited for.
        while "/2fa/authenticate/" in page.url:
            _password, following = portal.access(email)
            if following != code:
                code = following
                give(page, code)
    page.wait_for_load_state()


def give(page: Page, code: str) -> None:
    """Give the six digits of the second factor, and wait for the answer."""
    page.fill("[name=code]", code)
    with page.expect_navigation():
        page.locator("form:has([name=code]) button[type=submit]").first.click()


def local(instant: datetime) -> str:
    """Return an instant as a datetime-local control reads it, in Paris."""
    return instant.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M")


def open_pharmacy(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}/etablissements/ouvrir/")
    page.fill("[name=name]", "Pharmacie des Quais")
    page.select_option("[name=type]", "pharmacie")
    page.select_option("[name=agency]", label="Agence de Grenoble")
    page.fill("[name=postcode]", "38000")
    page.fill("[name=city]", "Grenoble")
    page.fill("[name=manager_email]", MANAGER)
    page.get_by_role("button", name="Ouvrir l’établissement").click()
    page.wait_for_url("**/e/pharmacie-des-quais/**")


def accept_invitation(browser: Browser, portal: Portal) -> Page:
    mail = portal.wait_for_mail(MANAGER, "/invitation/")
    link = re.search(r"http://\S+/invitation/[\w-]+/", str(mail))
    assert link is not None
    page = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris").new_page()
    page.goto(link.group())
    page.fill("[name=first_name]", "Élodie")
    page.fill("[name=last_name]", "Garcin")
    page.fill("[name=password]", "les goélands du port 1987")
    page.get_by_role("button", name="Accepter l’invitation").click()
    page.wait_for_url("**/e/pharmacie-des-quais/")
    return page


def receive(page: Page, portal: Portal, *, received_at: str, scope: str) -> None:
    page.goto(f"{portal.url}/e/pharmacie-des-quais/demandes/nouvelle/")
    page.fill("[name=received_at]", received_at)
    page.select_option("[name=channel]", "email")
    page.select_option("[name=right]", "access")
    page.check(f"[name=scope][value={scope}]")
    page.fill("[name=requester_name]", "Patiente connue au dossier")
    page.fill("[name=subject]", "Copie des données me concernant.")
    page.get_by_role("button", name="Enregistrer la demande").click()
    page.wait_for_url(re.compile(r"/demandes/[0-9a-f-]{36}/"))


def declare_incident(page: Page, portal: Portal, *, known_at: datetime) -> None:
    page.goto(f"{portal.url}/e/pharmacie-des-quais/incidents/declarer/")
    page.fill("[name=summary]", "Ordonnance envoyée au mauvais patient")
    page.fill("[name=detected_at]", local(known_at))
    page.select_option("[name=origin]", "recipient")
    page.check("[name=natures][value=confidentiality]")
    page.check("[name=health_data][value=yes]")
    page.fill("[name=what_happened]", "Un courriel est parti à un homonyme.")
    page.get_by_role("button", name="Déclarer l’incident").click()
    page.wait_for_url(re.compile(r"/incidents/[0-9a-f-]{36}/"))


def test_main_job_when_done_in_a_browser_then_the_clocks_start_and_the_dpo_is_told(
    page: Page, browser: Browser, portal: Portal
) -> None:
    sign_in(page, portal, DPO)
    expect(page).to_have_url(f"{portal.url}/")
    open_pharmacy(page, portal)
    manager = accept_invitation(browser, portal)

    receive(manager, portal, received_at="2026-01-31T10:00", scope="other")
    main = manager.locator("main")
    expect(main).to_contain_text("lundi 2 mars 2026")
    expect(main).to_contain_text("samedi 28 février 2026")

    known_at = datetime.now(PARIS).replace(second=0, microsecond=0) - timedelta(hours=3)
    received_at = known_at - timedelta(days=1)
    receive(manager, portal, received_at=local(received_at), scope="record")
    expect(main).to_contain_text("48")
    expect(main).to_contain_text("8 jours")

    declare_incident(manager, portal, known_at=known_at)
    expect(main).to_contain_text("Délai prudent, compté de la détection")
    warned = portal.wait_for_mail(DPO, "Incident à qualifier", "Pharmacie des Quais")
    assert "violation" not in str(warned).lower()
    url = manager.url
    page.goto(url)
    page.check("[name=qualify-is_breach][value=yes]")
    page.check("[name=qualify-risk][value=risk]")
    page.fill("[name=qualify-aware_at]", local(known_at))
    page.fill("[name=qualify-reason]", "Données de santé lues par un tiers.")
    page.get_by_role("button", name="Enregistrer la qualification").click()
    limit = known_at + timedelta(hours=72)
    expect(page.locator("main")).to_contain_text(f"{limit.hour} h {limit:%M}")

    told = portal.wait_for_mail(
        DPO, "Notification d’une violation à la CNIL", "Pharmacie des Quais"
    )
    assert "Patiente connue" not in str(portal.mails())
    assert told

    page.goto(f"{portal.url}/")
    mine = page.locator(".feed li", has_text="Pharmacie des Quais").first
    mine.get_by_role("button", name=re.compile("Prendre en charge")).click()
    expect(mine).to_contain_text("prise en charge par Camille Marchand")
