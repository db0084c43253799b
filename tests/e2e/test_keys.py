"""The keyboard: the list of shortcuts opens by its key, by the menu, and obeys the preference."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Portal
from tests.e2e.test_look import violations
from tests.e2e.test_main_job import DPO, sign_in


def test_shortcuts_when_asked_then_listed_and_left_to_the_preference(
    page: Page, portal: Portal
) -> None:
    sign_in(page, portal, DPO)
    listed = page.get_by_role("dialog", name="Raccourcis clavier")

    page.keyboard.press("?")
    expect(listed).to_be_visible()
    expect(listed).to_contain_text("se le faire rappeler plus tard")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()

    page.locator("summary", has_text="Compte de").click()
    page.get_by_role("button", name="Raccourcis", exact=True).click()
    listed.get_by_role("button", name="Désactiver les raccourcis d’une lettre").click()
    page.wait_for_load_state()
    page.keyboard.press("?")
    expect(listed).to_be_hidden()

    page.locator("summary", has_text="Compte de").click()
    page.get_by_role("button", name="Raccourcis", exact=True).click()
    expect(listed).to_be_visible()
    expect(listed).not_to_contain_text("laisser une note")
    listed.get_by_role("button", name="Fermer").click()
    expect(page.locator("summary", has_text="Compte de")).to_be_focused()

    # The preference is the account's: those who press keys next find them on.
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Raccourcis", exact=True).click()
    listed.get_by_role("button", name="Activer les raccourcis d’une lettre").click()
    page.wait_for_load_state()
    page.keyboard.press("?")
    expect(listed).to_be_visible()
