"""Signing in with a passkey, in a browser that holds one, under the portal's own policy."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Portal

ASSISTANT = "yanis.besson@claverie.example"
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
