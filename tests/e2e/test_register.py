"""The register in a browser: written a page at a time, kept, shared, validated, as it stood."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Portal
from tests.e2e.test_look import violations
from tests.e2e.test_main_job import DPO, sign_in

CONTRIBUTOR = "paul.arnaud@belledonne.example"
REGISTER = "/e/laboratoire-belledonne/registre/"
PARIS = ZoneInfo("Europe/Paris")
# An activity of three days ago, whose name changed today.
PAST = """
from datetime import timedelta
from django.utils import timezone
from portal.register.actions import create, save
from portal.register.sheet import Sheet
from tenants.directory.models import Establishment
from tenants.directory.switching import as_owner, inside
now = timezone.now()
with as_owner():
    place = Establishment.objects.get(slug="laboratoire-belledonne")
with inside(place):
    made = create(sheet=Sheet(name="Ancien nom"), role="controller", by=None,
                  now=now - timedelta(days=3))
    save(activity=made, sheet=Sheet(name="Nouveau nom"), version=1, why="", by=None, now=now)
"""
# An activity validated forty days ago, complete for article 30, with two processors.
VALIDATED = f"""
from datetime import timedelta
from django.utils import timezone
from portal.register.actions import create, validate
from portal.register.library import profession
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.switching import as_owner, inside
then = timezone.now() - timedelta(days=40)
with as_owner():
    place = Establishment.objects.get(slug="laboratoire-belledonne")
    dpo = User.objects.get(email="{DPO}")
sheet = profession("lbm").activities[0].sheet.model_copy(update={{"name": "Sérothèque"}})
with inside(place):
    made = create(sheet=sheet, role="controller", by=dpo, now=then)
    validate(establishment=place, activity=made, version=1, by=dpo, now=then)
"""


@pytest.fixture(scope="module")
def people(browser: Browser, portal: Portal) -> Iterator[tuple[Page, Page]]:
    """Return the DPO's browser and a contributor's; script and CSP errors fail the run."""
    faults: list[str] = []
    pages = []
    for email in (DPO, CONTRIBUTOR):
        page = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris").new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: (
                faults.append(said.text) if "Content Security Policy" in said.text else None
            ),
        )
        sign_in(page, portal, email)
        pages.append(page)
    yield pages[0], pages[1]
    for page in pages:
        page.context.close()
    assert faults == []


def created(page: Page, portal: Portal, *, name: str) -> str:
    """Add an activity of that name; return the address of its first page."""
    page.goto(f"{portal.url}{REGISTER}ajouter/")
    page.fill("[name=name]", name)
    page.get_by_role("button", name="Commencer").click()
    page.wait_for_url(re.compile(r"/modifier/finalites/$"))
    return page.url


def test_activity_when_written_by_keyboard_then_kept_and_validated_in_a_name(
    people: tuple[Page, Page], portal: Portal
) -> None:
    dpo, _contributor = people
    address = created(dpo, portal, name="Prélèvements à domicile")

    dpo.fill("[name='purposes-0-text']", "Prélever chez la personne qui ne se déplace pas")
    expect(dpo.locator("#saisie")).to_contain_text("Saisie gardée à")
    dpo.reload()
    expect(dpo.locator("[name='purposes-0-text']")).to_have_value(
        "Prélever chez la personne qui ne se déplace pas"
    )
    dpo.locator("[name='purposes-0-text']").press("Enter")
    dpo.wait_for_url(re.compile(r"/modifier/personnes/$"))
    dpo.fill("[name='data_subjects-0-label']", "Patients")
    dpo.get_by_role("button", name="Enregistrer et continuer").click()
    dpo.wait_for_url(re.compile(r"/modifier/donnees/$"))
    dpo.fill("[name='data_categories-0-label']", "Ordonnances")
    dpo.select_option("[name='data_categories-0-family']", "health")
    dpo.get_by_role("button", name="Enregistrer et continuer").click()
    dpo.wait_for_url(re.compile(r"/modifier/destinataires/$"))
    dpo.fill("[name='recipients-0-label']", "Médecin prescripteur")
    dpo.get_by_role("button", name="Enregistrer et finir").click()
    dpo.wait_for_url(re.compile(r"/registre/[0-9a-f-]{36}/$"))
    dpo.get_by_role("button", name="Valider en mon nom").click()

    state = dpo.locator(".state")
    expect(state).to_contain_text("Camille Marchand")
    expect(state).to_contain_text("Prochaine revue")
    dpo.goto(address)
    expect(dpo.get_by_text("est retrouvée")).to_have_count(0)


def test_activity_when_two_write_the_same_field_then_both_texts_stay(
    people: tuple[Page, Page], portal: Portal
) -> None:
    dpo, contributor = people
    address = created(dpo, portal, name="Biobanque")
    contributor.goto(address)
    dpo.fill("[name=owner]", "Texte du DPO")
    dpo.get_by_role("button", name="Enregistrer et finir").click()
    dpo.wait_for_url(re.compile(r"/registre/[0-9a-f-]{36}/$"))

    contributor.fill("[name=owner]", "Texte du laboratoire")
    expect(contributor.locator("#saisie")).to_contain_text("rien ne sera écrasé")
    contributor.get_by_role("button", name="Enregistrer et finir").click()

    expect(contributor.locator(".clash")).to_contain_text("Texte du DPO")
    expect(contributor.locator("[name=owner]")).to_have_value("Texte du laboratoire")
    assert violations(contributor) == []
    contributor.get_by_role("button", name="Enregistrer et finir").click()
    contributor.wait_for_url(re.compile(r"/registre/[0-9a-f-]{36}/$"))
    contributor.get_by_role("link", name="Historique").click()
    expect(contributor.locator(".changes del")).to_have_text("Texte du DPO")
    expect(contributor.locator(".changes ins")).to_have_text("Texte du laboratoire")


def test_register_when_asked_as_of_yesterday_then_as_it_stood(
    people: tuple[Page, Page], portal: Portal
) -> None:
    portal.manage("shell", "-c", PAST)
    dpo, _contributor = people
    yesterday = (datetime.now(PARIS) - timedelta(days=1)).date().isoformat()
    dpo.goto(portal.url + REGISTER)
    expect(dpo.locator("main")).to_contain_text("Nouveau nom")

    dpo.fill("#id_au", yesterday)
    dpo.get_by_role("button", name="Voir ce jour-là").click()

    assert dpo.url.endswith(f"{REGISTER}?au={yesterday}")
    expect(dpo.get_by_role("note")).to_contain_text("Lecture seule")
    expect(dpo.get_by_role("link", name="Nouveau nom")).to_have_count(0)
    dpo.get_by_role("link", name="Ancien nom").click()
    expect(dpo.get_by_role("heading", level=1)).to_have_text("Ancien nom")
    expect(dpo.get_by_role("button", name="Valider en mon nom")).to_have_count(0)


def test_review_when_nothing_changed_then_recorded_pictured_and_compared(
    people: tuple[Page, Page], portal: Portal
) -> None:
    portal.manage("shell", "-c", VALIDATED)
    dpo, _contributor = people
    dpo.goto(f"{portal.url}{REGISTER}?q=serotheque")
    dpo.get_by_role("link", name="Sérothèque").click()
    expect(dpo.get_by_role("img", name="Circuit des données\u00a0: Sérothèque")).to_be_visible()
    expect(dpo.locator(".flow .bad .detail").first).to_have_text("contrat à vérifier")
    with dpo.expect_download() as taken:
        dpo.get_by_role("link", name="Télécharger le schéma").click()
    assert taken.value.suggested_filename.endswith("-V2-laboratoire-belledonne.svg")

    dpo.get_by_text("Revue\u00a0: toujours exacte").click()
    dpo.fill("[name=note]", "Relue en réunion d’équipe")
    dpo.get_by_role("button", name="Rien n’a changé, en mon nom").click()
    expect(dpo.locator(".state")).to_contain_text("par Camille Marchand\u00a0: toujours exacte.")
    dpo.get_by_text("Revue tous les 12 mois").click()
    dpo.fill("[name=months]", "6")
    dpo.get_by_role("button", name="Fixer ce rythme").click()
    expect(dpo.get_by_text("Revue tous les 6 mois")).to_be_visible()

    dpo.goto(portal.url + REGISTER)
    dpo.get_by_role("link", name="Comparer deux dates").click()
    answered = dpo.get_by_role("region", name="Validations et revues")
    expect(answered).to_contain_text("Sérothèque")
    expect(answered).to_contain_text("Relue en réunion d’équipe")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_when_looked_at_then_no_violation_and_no_overflow(
    people: tuple[Page, Page], portal: Portal, width: int, theme: str
) -> None:
    dpo, _contributor = people
    dpo.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    dpo.set_viewport_size({"width": width, "height": 900})
    dpo.goto(portal.url + REGISTER)
    one = str(dpo.locator(".feed .what a").first.get_attribute("href"))
    today = datetime.now(PARIS).date().isoformat()
    wrong: list[str] = []
    for path in (
        REGISTER,
        f"{REGISTER}?q=zzz",
        f"{REGISTER}?au={today}",
        f"{REGISTER}ajouter/",
        f"{REGISTER}comparer/",
        f"{REGISTER}comparer/?de={today}&a=2026-01-01",
        one,
        f"{one}?version=1",
        f"{one}historique/",
        *(f"{one}modifier/{slug}/" for slug in ("finalites", "donnees", "destinataires", "aipd")),
    ):
        dpo.goto(portal.url + path)
        wrong += [f"{path}: {fault}" for fault in violations(dpo)]
        wide = dpo.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            wrong.append(f"{path}: {wide} px wide")

    assert wrong == []


def test_section_when_javascript_is_off_then_written_all_the_same(
    people: tuple[Page, Page], browser: Browser, portal: Portal
) -> None:
    dpo, _contributor = people
    state = dpo.context.storage_state()
    plain = browser.new_context(
        locale="fr-FR", java_script_enabled=False, storage_state=state
    ).new_page()
    created(plain, portal, name="Portail des résultats")

    plain.fill("[name='purposes-0-text']", "Remettre les résultats")
    plain.get_by_role("button", name="Une ligne de plus").first.click()
    plain.fill("[name='purposes-1-text']", "Prévenir par SMS")
    plain.get_by_role("button", name="Enregistrer et finir").click()

    expect(plain.locator("main")).to_contain_text("Remettre les résultats")
    expect(plain.locator("main")).to_contain_text("Prévenir par SMS")
    plain.context.close()
