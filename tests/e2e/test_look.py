"""Every page at two widths, light and dark: no axe violation, no overflow, a light first load."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Portal
from tests.e2e.test_main_job import DPO, sign_in

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
FIRST_LOAD = 80_000  # bytes on the wire, everything included
PAGES = (
    "/",
    "/echeances/",
    "/etablissements/",
    "/etablissements/ouvrir/",
    "/cabinet/paliers/",
    "/modeles/",
    "/modeles/ajouter/",
    "/modeles/PHA-DISP/",
    "/modeles/PHA-DISP/versions/",
    "/modeles/COM-RH/modifier/donnees/",
    "/activites/",
    "/activites/?avec=sensibles&type=pharmacie",
    "/activites/?q=zzz",
    "/activites/vues/",
    "/activites/vues/garder/?avec=sensibles",
    "/prestataires/",
    "/prestataires/ajouter/",
    "/preferences/alertes/",
    "/e/laboratoire-belledonne/",
    "/e/laboratoire-belledonne/membres/",
    "/e/laboratoire-belledonne/membres/inviter/",
    "/e/laboratoire-belledonne/demandes/",
    "/e/laboratoire-belledonne/demandes/nouvelle/",
    "/e/laboratoire-belledonne/incidents/",
    "/e/laboratoire-belledonne/incidents/declarer/",
    "/e/laboratoire-belledonne/obligations/",
    "/e/laboratoire-belledonne/obligations/ajouter/",
    "/e/optique-des-trois-ilets/obligations/",
    "/e/laboratoire-belledonne/registre/",
    "/e/laboratoire-belledonne/registre/comparer/",
    "/e/laboratoire-belledonne/registre/comparer/?de=2026-03-01&a=2026-06-01",
    "/e/laboratoire-belledonne/registre/importer/",
    "/e/laboratoire-belledonne/registre/?base=c&etat=draft",
    "/e/laboratoire-belledonne/registre/?famille=nonsense",
    "/e/laboratoire-belledonne/registre/vues/",
    "/e/laboratoire-belledonne/registre/vues/garder/?etat=draft",
    "/e/laboratoire-belledonne/registre/groupees/",
    "/e/laboratoire-belledonne/sous-traitants/",
    "/e/laboratoire-belledonne/sous-traitants/?avec=termines",
    "/e/laboratoire-belledonne/sous-traitants/ajouter/",
    "/e/optique-des-trois-ilets/sous-traitants/",
    "/e/laboratoire-belledonne/journal/",
    "/regles/",
    "/regles/?regle=R-CSP-8J&jour=2026-01-31&heure=&territoire=FR-AM-VS",
    "/regles/?regle=R-ART33-72H&jour=2026-02-30&heure=&territoire=FR-RE&q=zzz",
    "/regles/jours-feries/?annee=2027&territoire=FR-GP",
    "/compte/2fa/",
    "/compte/sessions/",
    "/nulle-part/",
)
DETAILS = ("demandes", "incidents", "obligations", "sous-traitants")
PROCESSOR_PARTS = (
    "clauses/",
    "historique/",
    "modifier/identite/",
    "modifier/contrat/",
    "modifier/sous-traitance/",
    "modifier/transferts/",
)


@pytest.fixture(scope="module")
def dpo(browser: Browser, portal: Portal) -> Iterator[Page]:
    """Return a page signed in as the demonstration's DPO; script and CSP errors fail the run."""
    context = browser.new_context(locale="fr-FR", bypass_csp=False)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda said: (
            faults.append(f"{page.url}: {said.text}")
            if "Content Security Policy" in said.text
            else None
        ),
    )
    sign_in(page, portal, DPO)
    yield page
    context.close()
    assert faults == []


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page, run outside the page's own policy."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found["violations"]]


def paths(page: Page, portal: Portal) -> list[str]:
    """Return the pages to look at, with one request, incident, duty, processor and vendor."""
    found = list(PAGES)
    for part in DETAILS:
        page.goto(f"{portal.url}/e/laboratoire-belledonne/{part}/")
        link = page.locator(f"main a[href*='/{part}/'][href*='-4']").first
        found.append(str(link.get_attribute("href")))
    found += [found[-1] + part for part in PROCESSOR_PARTS]
    page.goto(f"{portal.url}/prestataires/")
    vendor = str(page.locator("main .what a").first.get_attribute("href"))
    return [*found, vendor, f"{vendor}modifier/", f"{vendor}certificat/"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_when_looked_at_then_no_violation_and_no_overflow(
    dpo: Page, portal: Portal, width: int, theme: str
) -> None:
    dpo.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    dpo.set_viewport_size({"width": width, "height": 900})
    wrong: list[str] = []
    for path in paths(dpo, portal):
        dpo.goto(portal.url + path)
        wrong += [f"{path}: {fault}" for fault in violations(dpo)]
        wide = dpo.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            wrong.append(f"{path}: {wide} px wide")

    assert wrong == []


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_when_names_are_one_long_word_then_no_overflow(
    dpo: Page, portal: Portal, width: int
) -> None:
    dpo.set_viewport_size({"width": width, "height": 900})
    dpo.goto(f"{portal.url}/etablissements/ouvrir/")
    dpo.fill("[name=name]", f"Maison{width} " + "anticonstitutionnellement" * 4)
    dpo.fill("[name=postcode]", "38000")
    dpo.fill("[name=city]", "Saint-Germain-au-Mont-d’Or-les-Bains")
    dpo.get_by_role("button", name="Ouvrir l’établissement").click()
    dpo.wait_for_url("**/e/maison*/")
    place = dpo.url
    dpo.goto(f"{place}demandes/nouvelle/")
    dpo.fill("[name=received_at]", "2026-01-31T10:00")
    dpo.select_option("[name=channel]", "email")
    dpo.select_option("[name=right]", "access")
    dpo.check("[name=scope][value=other]")
    dpo.fill("[name=requester_name]", "Z" * 150)
    dpo.fill("[name=subject]", "https://exemple.test/" + "x" * 400)
    dpo.get_by_role("button", name="Enregistrer la demande").click()
    dpo.wait_for_url("**/demandes/*-*/")
    wide = {}
    for path in (dpo.url, place, f"{place}demandes/", f"{place}membres/", f"{portal.url}/"):
        dpo.goto(path)
        wide[path] = dpo.evaluate("document.documentElement.scrollWidth")

    assert {path: found for path, found in wide.items() if found > width} == {}


def test_cockpit_when_first_loaded_then_it_is_light(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    sign_in(page, portal, "helene.claverie@claverie.example")
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    page.goto(f"{portal.url}/", wait_until="networkidle")
    context.close()

    assert 0 < sum(received) <= FIRST_LOAD
