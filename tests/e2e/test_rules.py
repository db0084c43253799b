"""The public calculator in a real browser: with script, and without."""

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Portal


def test_calculator_when_asked_then_answered_in_place_and_copied(
    page: Page, portal: Portal
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=portal.url)
    page.goto(f"{portal.url}/regles/?q=violation")
    page.get_by_label("Règle", exact=True).select_option("R-ART33-72H")
    page.get_by_label("Jour", exact=True).fill("2026-01-31")
    page.get_by_role("button", name="Calculer").click()
    expect(page.get_by_label("Heure")).to_be_focused()
    expect(page.get_by_label("Jour", exact=True)).to_have_value("2026-01-31")

    page.get_by_label("Heure").fill("10:00")
    page.get_by_role("button", name="Calculer").click()
    expect(page.locator(".limit")).to_contain_text("Mardi 3 février 2026")
    expect(page.locator("#annonce")).to_contain_text("Mardi 3 février 2026")
    page.get_by_role("button", name="Copier pour une lettre").click()
    expect(page.get_by_role("button", name="Copié")).to_be_visible()

    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert copied.startswith("R-ART33-72H — Notification d’une violation à la CNIL\n1. ")
    assert "q=violation" in page.url
    shown = page.locator(".limit").inner_text()
    page.goto(page.url)
    assert page.locator(".limit").inner_text() == shown


def test_calculator_when_there_is_no_script_then_it_answers_and_offers_no_dead_button(
    browser: Browser, portal: Portal
) -> None:
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal.url}/regles/")
    page.get_by_label("Jour", exact=True).fill("2026-01-31")
    page.get_by_role("button", name="Calculer").click()

    expect(page.locator(".limit")).to_contain_text("Lundi 2 mars 2026")
    expect(page.get_by_role("button", name="Copier pour une lettre")).to_have_count(0)
    context.close()
