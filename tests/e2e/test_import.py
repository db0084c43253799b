"""A register brought in a browser: round trip, another tool's table by keyboard, half a file."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.e2e.conftest import Portal
from tests.e2e.test_look import violations
from tests.e2e.test_main_job import DPO, sign_in

FROM = "/e/laboratoire-belledonne/registre/"
TO = "/e/optique-des-trois-ilets/registre/"
# A register that uses every field, in the demonstration's laboratory.
FILLED = """
from django.utils import timezone
from portal.register.actions import create
from tenants.directory.models import Establishment
from tenants.directory.switching import as_owner, inside
from tests.portal.register.files_samples import AS_PROCESSOR, FULL
now = timezone.now()
with as_owner():
    place = Establishment.objects.get(slug="laboratoire-belledonne")
with inside(place):
    create(sheet=FULL, role="controller", by=None, now=now)
    create(sheet=AS_PROCESSOR, role="processor", by=None, now=now)
"""
FOREIGN = """Sujet;Objectifs poursuivis;Fondement juridique;Données traitées;Couleur
Devis en ligne;Préparer un devis;Contrat;Identité, ordonnance;bleu
Fidélité;Offrir des remises;Consentement;Coordonnées;vert
"""
HALF = """Nom du traitement;Support papier;Observations
Atelier;oui;repris
Vitrine;parfois;
Réserve;non;vu
"""


@pytest.fixture(scope="module")
def dpo(browser: Browser, portal: Portal) -> Iterator[Page]:
    """Return the DPO's browser; script and CSP errors fail the run."""
    page = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris").new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    sign_in(page, portal, DPO)
    yield page
    page.context.close()
    assert faults == []


def sheets(page: Page, portal: Portal, register: str) -> list[tuple[str, Any]]:
    """Return the role and the sheet of each activity, as the JSON file tells them."""
    answer = page.request.get(f"{portal.url}{register}fichiers/telecharger/?format=json")
    entries = json.loads(answer.body())["register"]["entries"]
    return [(entry["role"], entry["sheet"]) for entry in entries]


def send(page: Page, portal: Portal, register: str, file: Path | FilePayload) -> None:
    """Choose a file and send it with the keyboard."""
    page.goto(f"{portal.url}{register}")
    page.get_by_role("link", name="Importer", exact=True).press("Enter")
    page.wait_for_url(re.compile(r"/importer/$"))
    page.get_by_label("Fichier du registre").set_input_files(file)
    page.get_by_role("button", name="Lire ce fichier").press("Enter")


def written(text: str, name: str) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def test_register_when_taken_as_ods_and_brought_elsewhere_then_every_field_is_the_same(
    dpo: Page, portal: Portal, tmp_path: Path
) -> None:
    portal.manage("shell", "-c", FILLED)
    dpo.goto(f"{portal.url}{FROM}fichiers/")
    dpo.check("[name=format][value=ods]")
    with dpo.expect_download() as download:
        dpo.get_by_role("button", name="Télécharger").click()
    ods = tmp_path / "registre.ods"
    download.value.save_as(ods)

    send(dpo, portal, TO, ods)
    expect(dpo.get_by_role("heading", level=1)).to_have_text("Ce que l’import ferait")
    faults = violations(dpo)
    dpo.get_by_role("button", name="Importer", exact=True).press("Enter")
    expect(dpo.get_by_role("heading", level=1)).to_have_text("Import terminé")

    assert faults + violations(dpo) == []
    there = sheets(dpo, portal, FROM)
    assert [pair for pair in sheets(dpo, portal, TO) if pair in there] == there


def test_table_of_another_tool_when_its_columns_are_said_by_keyboard_then_is_brought(
    dpo: Page, portal: Portal
) -> None:
    send(dpo, portal, TO, written(FOREIGN, "opticien.csv"))
    expect(dpo.get_by_role("heading", level=1)).to_have_text("À quoi correspondent les colonnes")
    expect(dpo.get_by_label("Fondement juridique", exact=True)).to_have_value(
        "purposes.legal_bases"
    )
    faults = violations(dpo)
    dpo.get_by_role("button", name="Voir l’aperçu").press("Enter")
    expect(dpo.locator(".summary")).to_contain_text("Dites quelle colonne donne le nom")

    dpo.get_by_label("Sujet", exact=True).focus()
    dpo.keyboard.type("Nom de l")
    dpo.keyboard.press("Tab")
    expect(dpo.get_by_label("Sujet", exact=True)).to_have_value("name")
    dpo.get_by_role("button", name="Voir l’aperçu").press("Enter")
    expect(dpo.get_by_role("heading", level=1)).to_have_text("Ce que l’import ferait")
    expect(dpo.locator(".fates > li")).to_have_count(2)
    dpo.get_by_role("button", name="Importer", exact=True).press("Enter")
    expect(dpo.get_by_role("heading", level=1)).to_have_text("Import terminé")

    assert faults == []
    named = {sheet["name"]: sheet for _role, sheet in sheets(dpo, portal, TO)}
    assert named["Devis en ligne"]["purposes"] == [
        {
            "text": "Préparer un devis",
            "sub_purposes": [],
            "legal_bases": ["b"],
            "justification": "",
            "art9_exception": "",
        }
    ]
    send(dpo, portal, TO, written(FOREIGN.replace("bleu", "rouge"), "opticien-2.csv"))
    expect(dpo.locator("main")).to_contain_text("Ces titres sont connus")
    expect(dpo.get_by_label("Sujet", exact=True)).to_have_value("name")
    dpo.get_by_role("button", name="Abandonner").press("Enter")


def test_file_when_half_is_wrong_then_the_valid_lines_are_chosen_and_can_be_undone(
    dpo: Page, portal: Portal
) -> None:
    dpo.set_viewport_size({"width": 390, "height": 844})
    send(dpo, portal, TO, written(HALF, "moitie.csv"))
    expect(dpo.locator(".fates .is-refused")).to_contain_text("Support papier")
    assert dpo.evaluate("document.documentElement.scrollWidth") <= 390
    faults = violations(dpo)

    dpo.get_by_label("Importer les 2 lignes valables, laisser la ligne refusée").press("Space")
    dpo.get_by_role("button", name="Importer", exact=True).press("Enter")
    expect(dpo.locator("main")).to_contain_text("1 ligne refusée a été laissée de côté, par choix.")
    with dpo.expect_download() as download:
        dpo.get_by_role("link", name="Télécharger les lignes refusées (CSV)").click()
    refused = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    dpo.get_by_role("button", name="Annuler cet import").press("Enter")
    expect(dpo.get_by_role("heading", level=1)).to_have_text("Import annulé")

    assert faults + violations(dpo) == []
    assert [line.split(";")[:2] for line in refused] == [["Ligne", "Nom"], ["3", "Vitrine"]]
    dpo.goto(f"{portal.url}{TO}?etat=archived")
    expect(dpo.locator("main")).to_contain_text("Réserve")
    dpo.set_viewport_size({"width": 1440, "height": 900})
