"""Signing in with a passkey, or again after a session lapsed, under the portal's own policy."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Portal
from tests.e2e.test_main_job import sign_in

ASSISTANT = "yanis.besson@claverie.example"
CONTRIBUTOR = "paul.arnaud@belledonne.example"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_passkey_when_added_then_it_opens_without_password(page: Page, portal: Portal) -> None:
    # A passkey belongs to a name, never to an IP address.
    url = f"http://localhost:{urlsplit(portal.url).port}"
    driver = page.context.new_cdp_session(page)
    driver.send("WebAuthn.enable")
    driver.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    password, code = portal.access(ASSISTANT)
    page.goto(f"{url}/compte/login/")
    page.fill("[name=login]", ASSISTANT)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Se connecter").click()
    page.fill("[name=code]", code)
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(f"{url}/")

    page.goto(f"{url}/compte/2fa/webauthn/add/")
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Ajouter la clé").click()
    page.wait_for_url(re.compile(r"/compte/2fa/(recovery-codes/)?$"))
    page.goto(f"{url}/compte/logout/")
    page.locator("main").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/compte/login/**")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url(f"{url}/")

    expect(page.get_by_text("Yanis Besson").first).to_be_attached()


def test_form_when_the_session_lapsed_then_one_press_after_signing_in_again(
    page: Page, portal: Portal
) -> None:
    sign_in(page, portal, CONTRIBUTOR)
    page.goto(f"{portal.url}/e/laboratoire-belledonne/demandes/nouvelle/")
    page.fill("[name=received_at]", "2026-01-31T10:00")
    page.select_option("[name=channel]", "email")
    page.select_option("[name=right]", "access")
    page.check("[name=scope][value=other]")
    page.fill("[name=requester_name]", "Odile Ferrand")
    page.fill("[name=subject]", "Qui a consulté mes données ?")
    page.context.clear_cookies()
    page.get_by_role("button", name="Enregistrer la demande").click()
    expect(page.get_by_role("heading", name="Votre saisie est gardée")).to_be_visible()
    other = page.context.new_page()
    sign_in(other, portal, CONTRIBUTOR)

    page.get_by_role("button", name="Envoyer ma saisie").click()

    page.wait_for_url(re.compile(r"/demandes/[0-9a-f-]{36}/$"))
    expect(page.get_by_text("Odile Ferrand").first).to_be_visible()
