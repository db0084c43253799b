"""A template changed by the DPO reaches registers: previewed, pushed, answered by its manager."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Portal
from tests.e2e.test_look import violations
from tests.e2e.test_main_job import DPO, sign_in

MANAGER, PASSWORD = "agathe.vial@allobroges.example", "lampe-tortue-corail-42"
# A manager of this test's own: others change the roles of those of the demonstration.
HIRED = f"""
from allauth.account.models import EmailAddress
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.switching import as_owner
with as_owner():
    place = Establishment.objects.get(slug="pharmacie-des-allobroges")
    hired = User.objects.create_user("{MANAGER}", "{PASSWORD}", first_name="Agathe",
                                     last_name="Vial")
    hired.memberships.create(role="manager", establishment=place)
    EmailAddress.objects.create(user=hired, email=hired.email, verified=True, primary=True)
"""
TEMPLATE = "/modeles/PHA-ORDO/"
REGISTER = "/e/pharmacie-des-allobroges/registre/"
THEIRS = "Mention au registre et page du site"
MINE = "Mention sur l’ordonnance rendue"


@pytest.fixture(scope="module")
def people(browser: Browser, portal: Portal) -> Iterator[tuple[Page, Page]]:
    """Return the DPO's browser and a manager's; script and CSP errors fail the run."""
    portal.manage("shell", "-c", HIRED)
    faults: list[str] = []
    pages = []
    for email in (DPO, MANAGER):
        page = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris").new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: (
                faults.append(said.text) if "Content Security Policy" in said.text else None
            ),
        )
        enter(page, portal, email)
        pages.append(page)
    yield pages[0], pages[1]
    for page in pages:
        page.context.close()
    assert faults == []


def enter(page: Page, portal: Portal, email: str) -> None:
    """Sign in; the manager of this test has a password and no code."""
    if email != MANAGER:
        sign_in(page, portal, email)
        return
    page.goto(f"{portal.url}/compte/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_load_state()


def activity(page: Page, portal: Portal) -> str:
    """Open the activity taken from the template; return its address."""
    page.goto(f"{portal.url}{REGISTER}?q=ordonnancier")
    page.locator(".feed .what a").first.click()
    page.wait_for_url(re.compile(r"/registre/[0-9a-f-]{36}/$"))
    return page.url


def test_template_when_changed_then_pushed_with_a_preview_and_one_conflict_resolved(
    people: tuple[Page, Page], portal: Portal
) -> None:
    dpo, manager = people
    address = activity(manager, portal)
    manager.goto(f"{address}modifier/information/")
    manager.fill("[name=information]", MINE)
    manager.get_by_role("button", name="Enregistrer et finir").click()
    manager.wait_for_url(address)

    dpo.goto(f"{portal.url}{TEMPLATE}modifier/information/")
    dpo.fill("[name=information]", THEIRS)
    dpo.locator("[name=rights]").fill("Courrier ou courriel à l’officine")
    dpo.get_by_role("button", name="Enregistrer et relire").click()
    dpo.wait_for_url("**/publier/")
    expect(dpo.locator(".changes")).to_contain_text(THEIRS)
    assert violations(dpo) == []
    dpo.fill("[name=why]", "Référentiel des officines")
    dpo.get_by_role("button", name="Publier la version").click()
    dpo.wait_for_url(f"**{TEMPLATE}")
    expect(dpo.get_by_role("heading", name="2 établissements en retard")).to_be_visible()
    dpo.get_by_role("button", name="Voir ce qui changerait").press("Enter")
    dpo.wait_for_url("**/apercu/")
    expect(dpo.get_by_role("heading", level=1)).to_have_text("2 registres seront modifiés")
    expect(dpo.get_by_text("1 établissement devra répondre")).to_be_visible()
    assert violations(dpo) == []
    dpo.get_by_role("button", name="Diffuser à 2 registres").click()
    expect(dpo.get_by_text("Diffusion terminée.")).to_be_visible()
    assert violations(dpo) == []

    manager.goto(address)
    expect(manager.locator("main")).to_contain_text("Courrier ou courriel à l’officine")
    expect(manager.locator("main")).to_contain_text(MINE)
    manager.get_by_role("link", name="Comparer et répondre").click()
    expect(manager.get_by_text(THEIRS).first).to_be_visible()
    assert violations(manager) == []
    manager.get_by_label("Réunir les deux, en corrigeant").check()
    manager.get_by_label("Le texte réuni").fill(f"{MINE}. {THEIRS}.")
    manager.get_by_role("button", name="Enregistrer mes choix").click()
    manager.wait_for_url(address)
    expect(manager.locator("main")).to_contain_text(f"{MINE}. {THEIRS}.")

    dpo.goto(f"{portal.url}{TEMPLATE}")
    expect(dpo.locator(".holders")).not_to_contain_text("En retard")
    expect(dpo.locator(".holders")).not_to_contain_text("Une réponse est attendue")


def test_template_when_written_on_a_phone_then_the_page_stays_in_its_width(
    people: tuple[Page, Page], portal: Portal
) -> None:
    dpo, _manager = people
    dpo.set_viewport_size({"width": 390, "height": 844})
    wide: dict[str, int] = {}
    for path in ("/modeles/", "/modeles/PHA-DISP/", "/modeles/PHA-DISP/modifier/donnees/"):
        dpo.goto(portal.url + path)
        wide[path] = dpo.evaluate("document.documentElement.scrollWidth")
    dpo.set_viewport_size({"width": 1440, "height": 900})

    assert {path: found for path, found in wide.items() if found > 390} == {}
