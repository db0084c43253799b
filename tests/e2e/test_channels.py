"""« Mes alertes » in a browser: a calendar's address copied, read by a program, revoked."""

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Portal
from tests.e2e.test_look import violations
from tests.e2e.test_main_job import sign_in

MANAGER = "nadia.ferreira@allobroges.example"


@pytest.fixture(scope="module")
def manager(browser: Browser, portal: Portal) -> Iterator[Page]:
    """Return a page signed in once as the demonstration’s manager of a pharmacy.

    A script error or a CSP violation fails the run.
    """
    context = browser.new_context(locale="fr-FR", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    sign_in(page, portal, MANAGER)
    yield page
    context.close()
    assert faults == []


def read(address: str) -> tuple[int, str]:
    """Return what a calendar program is answered, without any session."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 — our own portal
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def test_calendar_when_made_copied_and_revoked_then_answers_only_in_between(
    manager: Page, portal: Portal
) -> None:
    manager.goto(f"{portal.url}/")
    manager.locator("summary.tool").last.click()
    manager.get_by_role("link", name="Mes alertes").click()
    expect(manager.get_by_role("heading", name="Mes alertes", level=1)).to_be_visible()
    assert violations(manager) == []

    manager.get_by_role("button", name="Créer une adresse d’agenda").click()
    manager.get_by_role("button", name="Copier").click()
    expect(manager.locator("#annonce")).to_have_text("Adresse copiée.")
    address = manager.evaluate("navigator.clipboard.readText()")
    status, calendar = read(address)
    manager.goto(f"{portal.url}/preferences/alertes/")
    shown_again = manager.locator("#adresse-agenda").count()
    manager.get_by_role("button", name="Révoquer").click()

    expect(manager.get_by_text("son adresse ne répond plus")).to_be_visible()
    assert (status, calendar.startswith("BEGIN:VCALENDAR")) == (200, True)
    assert "BEGIN:VEVENT" in calendar
    assert shown_again == 0
    assert read(address) == (404, "")


def test_digest_when_its_rhythm_is_chosen_then_it_is_kept(manager: Page, portal: Portal) -> None:
    manager.goto(f"{portal.url}/preferences/alertes/")
    manager.get_by_label("chaque matin ouvré").check()
    manager.get_by_role("button", name="Enregistrer").click()

    expect(manager.get_by_text("C’est noté")).to_be_visible()
    expect(manager.get_by_label("chaque matin ouvré")).to_be_checked()
