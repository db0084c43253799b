"""One deadline in a browser: from the mail's link to taking charge, put off, read back."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Portal
from tests.e2e.test_look import violations
from tests.e2e.test_main_job import DPO, local, sign_in

PARIS = ZoneInfo("Europe/Paris")
LABORATORY = "laboratoire-belledonne"


def declare_incident(page: Page, portal: Portal, *, summary: str) -> str:
    """Declare an incident found an hour ago; return its reference."""
    found_at = datetime.now(PARIS).replace(second=0, microsecond=0) - timedelta(hours=1)
    page.goto(f"{portal.url}/e/{LABORATORY}/incidents/declarer/")
    page.fill("[name=summary]", summary)
    page.fill("[name=detected_at]", local(found_at))
    page.select_option("[name=origin]", "recipient")
    page.check("[name=natures][value=confidentiality]")
    page.check("[name=health_data][value=yes]")
    page.fill("[name=what_happened]", "Un compte rendu est parti à un homonyme.")
    page.get_by_role("button", name="Déclarer l’incident").click()
    page.wait_for_url(re.compile(r"/incidents/[0-9a-f-]{36}/"))
    found = re.search(r"INC-\d{4}-\d{4}", page.locator("main").inner_text())
    assert found is not None
    return found.group()


def limit_of(page: Page) -> datetime:
    """Return the latest instant that the page says a reminder can be put off to."""
    shown = page.locator("form[action$='/reporter/'] .help time").get_attribute("datetime")
    assert shown is not None
    return datetime.fromisoformat(shown)


def exported(page: Page, folder: Path) -> list[dict[str, str]]:
    """Return the ledger as a spreadsheet reads it, one line per event."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Exporter (CSV)").click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    text = file.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture(scope="module")
def dpo(browser: Browser, portal: Portal) -> Iterator[Page]:
    """Return a page signed in once as the demonstration's DPO: a code serves one time only.

    A script error or a CSP violation fails the run.
    """
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    sign_in(page, portal, DPO)
    yield page
    context.close()
    assert faults == []


def test_deadline_when_the_mails_link_is_followed_then_seen_taken_in_charge_and_read_back(
    dpo: Page, portal: Portal, tmp_path: Path
) -> None:
    reference = declare_incident(dpo, portal, summary="Compte rendu parti à un homonyme")
    mail = portal.wait_for_mail(reference, "un délai commence", "Laboratoire Belledonne", DPO)
    link = re.search(r"http://\S+/a/[0-9a-f-]{36}/", mail["text"])
    assert link is not None, mail["text"]

    dpo.goto(link.group())
    dpo.wait_for_url(re.compile(rf"/e/{LABORATORY}/echeances/[0-9a-f-]{{36}}/"))
    main = dpo.locator("main")
    expect(main.get_by_role("heading", name="Incident à qualifier")).to_be_visible()
    expect(main.locator(".led > li").first).to_contain_text("vue")
    expect(main.locator(".led > li").first).to_contain_text("Camille Marchand")

    dpo.keyboard.press("e")
    expect(dpo.get_by_role("button", name="Je prends en charge")).to_be_focused()
    dpo.fill("[name=charge-note]", "J’appelle le laboratoire.")
    dpo.get_by_role("button", name="Je prends en charge").click()
    expect(main).to_contain_text("Prise en charge par Camille Marchand")
    expect(main).to_contain_text("J’appelle le laboratoire.")

    rows = exported(dpo, tmp_path)
    assert {row["Référence"] for row in rows} == {reference}
    taken = next(row for row in rows if row["Événement"] == "Échéance prise en charge")
    assert (taken["Personnes"], taken["Note écrite"]) == (
        "Camille Marchand",
        "J’appelle le laboratoire.",
    )
    accepted = next(row for row in rows if row["Événement"] == "Acceptée par le relais")
    assert (accepted["Personnes"], accepted["Code du relais"]) == ("Camille Marchand", "250")
    number = accepted["Message-ID"]
    assert number in str(mail["headers"])
    seen = next(row for row in rows if row["Événement"] == "Vue")
    assert seen["Message-ID"] == number
    assert any(row["Événement"].startswith("Annulée") for row in rows)

    dpo.goto(f"{portal.url}/e/{LABORATORY}/journal/")
    expect(dpo.locator("main")).to_contain_text("Journal intact")
    expect(dpo.locator("main")).to_contain_text("J’appelle le laboratoire.")


def test_deadline_when_put_off_past_the_next_rung_then_refused_with_the_limit(
    dpo: Page, portal: Portal
) -> None:
    declare_incident(dpo, portal, summary="Ordinateur laissé ouvert à l’accueil")
    dpo.get_by_role("link", name="L’échéance et le relevé de ses alertes").click()
    dpo.wait_for_url(re.compile(r"/echeances/[0-9a-f-]{36}/"))
    limit = limit_of(dpo)
    main = dpo.locator("main")

    dpo.keyboard.press("z")
    dpo.get_by_label("À un autre moment").check()
    dpo.fill("[name=snooze-until]", local(limit + timedelta(minutes=1)))
    dpo.get_by_role("button", name="Reporter le rappel").click()

    here = limit.astimezone(PARIS)
    hour = f"{here.hour}\u00a0h\u00a0{here.minute:02d}"
    expect(main).to_contain_text("Le rappel doit venir au plus tard au prochain palier")
    expect(main.locator(".summary")).to_contain_text(hour)
    expect(dpo.locator("[name=snooze-until]")).to_have_value(local(limit + timedelta(minutes=1)))

    dpo.fill("[name=snooze-until]", local(limit - timedelta(minutes=1)))
    dpo.get_by_role("button", name="Reporter le rappel").click()
    expect(main).to_contain_text("Rappel reporté par Camille Marchand")
    expect(main.locator(".esc li", has_text="Rappel")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_page_when_looked_at_then_no_violation_and_no_overflow(
    dpo: Page, portal: Portal, width: int, theme: str
) -> None:
    dpo.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    dpo.set_viewport_size({"width": width, "height": 900})
    dpo.goto(f"{portal.url}/echeances/")
    shown = dpo.locator("a.left").evaluate_all("links => links.map(link => link.href)")

    wrong: list[str] = []
    for address in (f"{portal.url}/echeances/", shown[0], shown[-1]):
        dpo.goto(address)
        dpo.evaluate("document.querySelectorAll('.fold').forEach((fold) => { fold.open = true; })")
        wrong += [f"{address}: {fault}" for fault in violations(dpo)]
        wide = dpo.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            wrong.append(f"{address}: {wide} px wide")

    assert wrong == []
