"""The list of the register by keyboard: ticked, previewed, done, undone; views kept and found."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Portal
from tests.e2e.test_look import violations
from tests.e2e.test_main_job import DPO, sign_in

REGISTER = "/e/laboratoire-belledonne/registre/"
MINE = f"{REGISTER}?q=microbiologie"
# Four activities that are whole, and one that is not.
WRITTEN = """
from django.utils import timezone
from portal.register.actions import create
from portal.register.sheet import DataCategory, DataSubject, Purpose, Recipient, Sheet
from tenants.directory.models import Establishment
from tenants.directory.switching import as_owner, inside
with as_owner():
    place = Establishment.objects.get(slug="laboratoire-belledonne")
whole = dict(purposes=(Purpose(text="Soigner"),), data_subjects=(DataSubject(label="Patients"),),
             data_categories=(DataCategory(label="Examens", family="health"),),
             recipients=(Recipient(label="Prescripteur"),))
with inside(place):
    for number in range(1, 5):
        create(sheet=Sheet(name=f"Microbiologie {number}", owner="Biologiste", **whole),
               role="controller", by=None, now=timezone.now())
    create(sheet=Sheet(name="Microbiologie à décrire"), role="controller", by=None,
           now=timezone.now())
"""


@pytest.fixture(scope="module")
def dpo(browser: Browser, portal: Portal) -> Iterator[Page]:
    """Return the DPO's browser; script and CSP errors fail the run."""
    portal.manage("shell", "-c", WRITTEN)
    faults: list[str] = []
    page = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris").new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    sign_in(page, portal, DPO)
    yield page
    page.context.close()
    assert faults == []


def tag_of(page: Page, name: str) -> str:
    """Return the state of the row of that name."""
    row = page.locator(".feed li", has=page.get_by_role("link", name=name, exact=True))
    return row.locator(".left .tag").inner_text()


def test_list_when_ticked_by_keyboard_then_previewed_done_and_undone(
    dpo: Page, portal: Portal
) -> None:
    dpo.set_viewport_size({"width": 1440, "height": 900})
    dpo.goto(portal.url + MINE)
    bar = dpo.locator("#bulk")
    expect(bar).to_be_hidden()

    dpo.keyboard.press("j")
    dpo.keyboard.press("x")
    expect(bar).to_contain_text("1 choisie")
    dpo.keyboard.press("x")
    expect(bar).to_be_hidden()
    dpo.keyboard.press("a")
    expect(bar).to_contain_text("5 choisies")
    assert violations(dpo) == []
    dpo.keyboard.press("v")
    dpo.wait_for_url("**/registre/groupe/")
    main = dpo.locator("main")
    expect(main).to_contain_text("4 seront modifiées, 1 ignorée.")
    expect(main).to_contain_text("L’article 30 demande encore")
    assert violations(dpo) == []
    dpo.get_by_role("button", name="Valider en mon nom (4)").press("Enter")
    dpo.wait_for_url(re.compile(r"/groupees/[0-9a-f-]{36}/\?q=microbiologie$"))
    expect(main).to_contain_text("4 activités modifiées, 1 ignorée.")
    done = dpo.url
    dpo.get_by_role("link", name="Revenir à la liste").press("Enter")
    dpo.wait_for_url(portal.url + MINE)
    assert tag_of(dpo, "Microbiologie 1") == "Validée"

    dpo.goto(f"{portal.url}{REGISTER}groupees/")
    dpo.get_by_role("link", name="Valider en mon nom").first.click()
    assert dpo.url == done.partition("?")[0]
    dpo.get_by_role("button", name="Annuler").press("Enter")

    expect(main).to_contain_text("annulée en version 3")
    assert violations(dpo) == []
    dpo.goto(portal.url + MINE)
    assert tag_of(dpo, "Microbiologie 1") == "Brouillon"


def test_list_when_shift_is_held_then_a_range_is_ticked(dpo: Page, portal: Portal) -> None:
    dpo.goto(portal.url + MINE)
    boxes = dpo.locator(".feed input[name=id]")

    boxes.nth(0).click()
    boxes.nth(3).click(modifiers=["Shift"])

    expect(dpo.locator("#bulk")).to_contain_text("4 choisies")
    assert [box.is_checked() for box in boxes.all()] == [True, True, True, True, False]


def test_keys_when_pressed_in_the_list_then_search_is_reached_and_a_row_opens(
    dpo: Page, portal: Portal
) -> None:
    dpo.goto(portal.url + MINE)

    dpo.keyboard.press("/")
    expect(dpo.locator("main [type=search]")).to_be_focused()
    expect(dpo.locator("main [type=search]")).to_have_value("microbiologie")
    dpo.keyboard.press("Tab")
    dpo.locator(".feed .what a").first.focus()
    dpo.keyboard.press("o")

    dpo.wait_for_url(re.compile(r"/registre/[0-9a-f-]{36}/$"))
    expect(dpo.get_by_role("heading", level=1)).to_contain_text("Microbiologie 1")


def test_keys_when_single_ones_are_off_then_nothing_is_ticked(dpo: Page, portal: Portal) -> None:
    dpo.goto(portal.url + MINE)
    dpo.evaluate("document.body.removeAttribute('data-keys')")
    dpo.reload()
    dpo.keyboard.press("?")
    dpo.get_by_role("button", name="Désactiver les raccourcis d’une lettre").click()
    dpo.wait_for_load_state()

    dpo.locator(".feed .what a").first.focus()
    dpo.keyboard.press("x")
    dpo.keyboard.press("a")

    expect(dpo.locator("#bulk")).to_be_hidden()
    dpo.locator("summary", has_text="Compte de").click()
    dpo.get_by_role("button", name="Raccourcis", exact=True).click()
    dpo.get_by_role("button", name="Activer les raccourcis d’une lettre").click()
    dpo.wait_for_load_state()


def test_view_when_saved_then_opened_from_a_fresh_browser(
    dpo: Page, browser: Browser, portal: Portal
) -> None:
    dpo.goto(f"{portal.url}{MINE}")
    dpo.locator("summary", has_text="Plus de filtres").click()
    dpo.select_option("[name=responsable]", "Biologiste")
    dpo.get_by_role("button", name="Filtrer").click()
    dpo.get_by_role("link", name="Garder ce filtre").click()
    dpo.fill("[name=name]", "Ma microbiologie")
    dpo.get_by_role("button", name="Garder", exact=True).click()
    expect(dpo.get_by_role("link", name="Ma microbiologie")).to_have_attribute(
        "aria-current", "true"
    )
    dpo.goto(f"{portal.url}{REGISTER}vues/")
    assert violations(dpo) == []
    dpo.get_by_role("button", name="Ouvrir dessus Ma microbiologie").click()

    fresh = browser.new_context(locale="fr-FR")
    page = fresh.new_page()
    sign_in(page, portal, DPO)
    page.goto(portal.url + REGISTER)

    assert page.url == f"{portal.url}{REGISTER}?q=microbiologie&responsable=Biologiste"
    expect(page.locator(".feed li")).to_have_count(4)
    page.get_by_role("link", name="Tout voir").click()
    expect(page.locator(".views.saved a").first).to_have_text("Ma microbiologieà l’ouverture")
    page.goto(f"{portal.url}{REGISTER}vues/")
    page.get_by_role("button", name="Retirer Ma microbiologie").click()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("link", name="Ma microbiologie", exact=True)).to_be_visible()
    page.get_by_role("button", name="Retirer Ma microbiologie").click()
    fresh.close()


def test_bulk_when_javascript_is_off_then_done_all_the_same(
    dpo: Page, browser: Browser, portal: Portal
) -> None:
    state = dpo.context.storage_state()
    plain = browser.new_context(
        locale="fr-FR", java_script_enabled=False, storage_state=state
    ).new_page()
    plain.goto(portal.url + MINE)

    plain.locator(".feed input[name=id]").first.check()
    plain.locator("#bulk").get_by_role("button", name="Responsable").click()
    plain.fill("[name=value]", "Cadre de santé")
    plain.get_by_role("button", name="Voir ce qui changerait").click()
    plain.get_by_role("button", name="Changer qui en est responsable (1)").click()

    expect(plain.locator("main")).to_contain_text("1 activité modifiée.")
    plain.goto(portal.url + MINE)
    expect(plain.locator(".feed li").first).to_contain_text("Cadre de santé")
    plain.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_bar_when_on_a_phone_then_in_reach_and_nothing_overflows(
    dpo: Page, portal: Portal, theme: str
) -> None:
    dpo.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    dpo.set_viewport_size({"width": 390, "height": 844})
    dpo.goto(portal.url + MINE)

    dpo.locator(".feed .pick").nth(1).click()

    small = dpo.evaluate(
        "[...document.querySelectorAll('.feed .pick, #bulk .btn')]"
        ".filter((part) => part.getBoundingClientRect().height < 44).length"
    )
    assert small == 0
    assert violations(dpo) == []
    assert dpo.evaluate("document.documentElement.scrollWidth") == 390
    dpo.get_by_role("button", name="Rythme de revue").click()
    assert violations(dpo) == []
    dpo.check("[name=value][value='24']")
    dpo.get_by_role("button", name="Voir ce qui changerait").click()
    expect(dpo.locator("main")).to_contain_text("1 sera modifiée.")
    assert violations(dpo) == []
    assert dpo.evaluate("document.documentElement.scrollWidth") == 390
    dpo.set_viewport_size({"width": 1440, "height": 900})


def test_list_when_printed_then_without_boxes(dpo: Page, portal: Portal) -> None:
    dpo.goto(portal.url + MINE)
    dpo.emulate_media(media="print")

    seen = [dpo.locator(part).first.is_visible() for part in (".pick", ".pick-all", ".views-of")]

    assert seen == [False, False, False]
    assert dpo.locator(".feed .what a").first.is_visible()
    dpo.emulate_media(media="screen")
