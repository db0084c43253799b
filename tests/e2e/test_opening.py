"""The first day of a register in a browser: ten questions, twenty drafts, their confirmation."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Portal
from tests.e2e.test_main_job import DPO, sign_in

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
ANSWERS = ("shared", "payroll_provider", "both", "hosted", "online", "none", "none", "plain")


def faults(page: Page) -> list[str]:
    """Return what axe finds and what is too wide, at two widths, light and dark."""
    found: list[str] = []
    for width, theme in ((390, "dark"), (390, "light"), (1440, "dark"), (1440, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.evaluate(AXE)
        seen = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [f"{width} {theme} {fault['id']}" for fault in seen["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{wide} px wide at {width}"] if wide > width else []
    return found


def open_pharmacy(page: Page, portal: Portal) -> str:
    """Open a pharmacy and return the address of its register."""
    page.goto(f"{portal.url}/etablissements/ouvrir/")
    page.fill("[name=name]", "Pharmacie du Belvédère")
    page.select_option("[name=type]", "pharmacie")
    page.select_option("[name=agency]", label="Agence de Grenoble")
    page.fill("[name=postcode]", "38000")
    page.fill("[name=city]", "Grenoble")
    page.get_by_role("button", name="Ouvrir l’établissement").click()
    page.wait_for_url("**/e/pharmacie-du-belvedere/**")
    return f"{portal.url}/e/pharmacie-du-belvedere/registre"


def answer_by_keyboard(page: Page, number: int, value: str) -> None:
    """Choose an answer to the question of that number and send it without the mouse."""
    page.wait_for_url(f"**/questions/{number}/")
    page.locator(f"input[value={value}]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")


def test_first_day_when_lived_in_a_browser_then_the_register_is_laid_down_and_confirmed(
    page: Page, portal: Portal
) -> None:
    sign_in(page, portal, DPO)
    register = open_pharmacy(page, portal)

    page.goto(f"{register}/questions/")
    assert faults(page) == []
    page.get_by_role("link", name="Répondre aux dix questions").click()
    page.wait_for_url("**/questions/1/")
    assert faults(page) == []
    for number, value in enumerate(ANSWERS, start=1):
        answer_by_keyboard(page, number, value)
    page.wait_for_url("**/questions/9/")

    # Left there and taken again: nothing is lost, and the next question is the first unanswered.
    page.goto(f"{register}/questions/")
    expect(page.get_by_text("8 sur 10")).to_be_visible()
    page.get_by_role("link", name="Reprendre les questions").click()
    answer_by_keyboard(page, 9, "here")
    page.wait_for_url("**/questions/10/")
    page.check("input[value=PHA-SERV]")
    answer_by_keyboard(page, 10, "PHA-FID")
    page.wait_for_url("**/questions/")
    assert faults(page) == []
    expect(page.get_by_text("il n’y a pas de caméra")).to_be_visible()

    page.get_by_role("button", name="Poser 17 activités").click()
    page.wait_for_url("**/confirmer/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dispensation et dossier patient")
    assert faults(page) == []
    page.get_by_role("button", name="C’est exact, confirmer").click()
    expect(page.get_by_text("1 sur 17 confirmées")).to_be_visible()
    page.get_by_role("button", name="Nous ne faisons pas cela").click()
    expect(page.get_by_text("1 sur 16 confirmées")).to_be_visible()
    page.get_by_role("link", name="Plus tard").click()
    expect(page.get_by_text("TRT-004, issue du modèle")).to_be_visible()
