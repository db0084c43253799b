"""A file brought to the register by its pages, as people use them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from portal.register.exports.formats import Format, made
from portal.register.models import Activity, Import, ImportMapping
from portal.register.sheet import LegalBasis, Purpose, Sheet
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.register.files_samples import AS_PROCESSOR, FULL, register
from tests.portal.register.imports_samples import (
    MADIS_OLD_HEAD,
    MADIS_OLD_ROW,
    ciso_workbook,
    csv_of,
    saved,
)
from tests.portal.register.samples import DISPENSING, kept

Browser = Callable[[User], Client]
FOREIGN = "Sujet;Pourquoi;Base légale;Rien\nPaie;Payer;Contrat;x\nAgenda;Noter;à voir;\n".encode()
CHANGED = "Nom du traitement;Observations\nDélivrance des médicaments;vu\n"


def at(place: Establishment, rest: str = "") -> str:
    return f"/e/{place.slug}/registre/importer/{rest}"


def send(client: Client, place: Establishment, content: bytes, name: str = "r.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return cast(HttpResponse, client.post(at(place), {"file": file}))


def waiting(place: Establishment) -> Import:
    with inside(place):
        return Import.objects.get(state="waiting")


def seal_in(client: Client, place: Establishment, of: Import) -> str:
    """Return the seal of the fates that the preview shows."""
    page = client.get(at(place, f"{of.pk}/apercu/")).content.decode()
    found = re.search(r'name="seal" value="(\w+)"', page)
    assert found is not None
    return found[1]


def confirm(client: Client, place: Establishment, **more: str) -> HttpResponse:
    """Confirm what waits, as its preview shows it; follow to the report."""
    of = waiting(place)
    typed = {"seal": seal_in(client, place, of), **more}
    return cast(HttpResponse, client.post(at(place, f"{of.pk}/confirmer/"), typed, follow=True))


def test_page_when_opened_then_says_what_it_takes_and_is_linked(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    client = client_for(firm.dpo)

    page = client.get(at(establishment)).content.decode()
    link = f'href="{at(establishment)}"'

    assert 'type="file"' in page
    assert "10\u00a0Mo et 5\u00a0000 lignes" in page
    for other in ("", "fichiers/"):
        assert link in client.get(f"/e/{establishment.slug}/registre/{other}").content.decode()


def test_link_when_a_reader_looks_then_is_not_there(
    establishment: Establishment, people: dict[Role, User], client_for: Browser
) -> None:
    page = client_for(people[Role.READER]).get(f"/e/{establishment.slug}/registre/")

    assert "registre/importer/" not in page.content.decode()


def test_file_when_none_is_chosen_then_asks_for_one(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    answer = client_for(firm.dpo).post(at(establishment), {})

    assert answer.status_code == 422
    assert "Choisissez un fichier." in answer.content.decode()


def test_file_when_ours_then_is_previewed_confirmed_and_told(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    client = client_for(firm.dpo)

    sent = send(client, establishment, made(register(), Format.ODS).content, "registre.ods")
    of = waiting(establishment)
    report = confirm(client, establishment).content.decode()

    assert sent["Location"] == at(establishment, f"{of.pk}/apercu/")
    assert "Import terminé" in report
    assert "Maël Rivoal" in report
    with inside(establishment):
        assert [one.sheet for one in Activity.objects.order_by("reference")] == [
            FULL,
            AS_PROCESSOR,
        ]
        assert Import.objects.get().content is None


def test_preview_when_a_line_changes_an_activity_then_each_field_is_shown(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    client = client_for(firm.dpo)
    with inside(establishment):
        kept(by=firm.dpo)
    send(
        client,
        establishment,
        "Nom du traitement;Observations\nDélivrance des médicaments;vu\n".encode(),
    )

    page = client.get(at(establishment, f"{waiting(establishment).pk}/apercu/")).content.decode()

    assert "1 champ modifié" in page
    assert "<ins>vu</ins>" in page
    assert "Modifiées<span>1</span>" in page


def test_preview_when_the_file_was_brought_already_then_says_when(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    client, content = client_for(firm.dpo), b"Nom du traitement;Observations\nPaie;x\n"
    send(client, establishment, content)
    confirm(client, establishment)

    send(client, establishment, content)
    page = client.get(at(establishment, f"{waiting(establishment).pk}/apercu/")).content.decode()

    assert "Ce même fichier a déjà été importé" in page
    assert "Le registre dit déjà tout ce que dit ce fichier" in page


def test_preview_when_the_register_changed_then_is_shown_again_and_nothing_is_written(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    client = client_for(firm.dpo)
    send(client, establishment, b"Nom du traitement;Observations\nPaie;x\n")
    of = waiting(establishment)
    seal = seal_in(client, establishment, of)
    with inside(establishment):
        kept(by=firm.lead, sheet=Sheet(name="Paie"))

    answer = client.post(at(establishment, f"{of.pk}/confirmer/"), {"seal": seal}, follow=True)

    assert "Le registre a changé depuis cet aperçu." in answer.content.decode()
    assert "Modifiées<span>1</span>" in answer.content.decode()
    with inside(establishment):
        assert [one.version for one in Activity.objects.all()] == [1]


def test_preview_when_of_another_person_then_is_not_found(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    send(client_for(firm.dpo), establishment, b"Nom du traitement;Observations\nPaie;x\n")
    of, other = waiting(establishment), client_for(firm.lead)

    answers = [
        other.get(at(establishment, f"{of.pk}/{step}")).status_code
        for step in ("", "apercu/", "colonnes/", "refusees/")
    ]
    posts = [
        other.post(at(establishment, f"{of.pk}/{step}"), {"seal": "x"}).status_code
        for step in ("confirmer/", "abandonner/", "annuler/")
    ]

    assert (answers, posts) == ([404] * 4, [404] * 3)


def test_columns_when_foreign_then_are_said_and_remembered(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    client = client_for(firm.dpo)
    sent = send(client, establishment, FOREIGN)
    of = waiting(establishment)
    first = client.get(at(establishment, f"{of.pk}/colonnes/")).content.decode()

    said = client.post(
        at(establishment, f"{of.pk}/colonnes/?feuille=0"),
        {"c0": "name", "c1": "purposes.text", "c2": "purposes.legal_bases", "role": "controller"},
    )
    preview = client.get(said["Location"]).content.decode()
    confirm(client, establishment)

    assert sent["Location"] == at(establishment, f"{of.pk}/colonnes/")
    assert "Vigie a deviné" in first
    assert '<option value="purposes.legal_bases" selected>' in first
    assert "Base légale «\u00a0à voir\u00a0» non reconnue" in preview
    with inside(establishment):
        assert [one.sheet for one in Activity.objects.order_by("reference")] == [
            Sheet(
                name="Paie", purposes=(Purpose(text="Payer", legal_bases=(LegalBasis.CONTRACT,)),)
            ),
            Sheet(name="Agenda", purposes=(Purpose(text="Noter", justification="à voir"),)),
        ]
        assert ImportMapping.objects.count() == 1
    send(client, establishment, FOREIGN.replace(b"Paie", b"Stock"))
    again = client.get(at(establishment, f"{waiting(establishment).pk}/colonnes/"))
    assert "Ces titres sont connus" in again.content.decode()
    assert '<option value="name" selected>' in again.content.decode()


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"c1": "purposes.text"}, "Dites quelle colonne donne le nom"),
        ({"c0": "name", "c1": "name"}, "Une autre colonne va déjà là."),
        ({"c0": "nowhere"}, "nowhere"),
    ],
)
def test_columns_when_wrongly_said_then_come_back_with_what_was_chosen(
    establishment: Establishment,
    firm: Firm,
    client_for: Browser,
    chosen: dict[str, str],
    sentence: str,
) -> None:
    client = client_for(firm.dpo)
    send(client, establishment, FOREIGN)
    path = at(establishment, f"{waiting(establishment).pk}/colonnes/")

    answer = client.post(path, {"role": "processor", **chosen})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'value="processor" required id="id_role_1" checked' in answer.content.decode()


def test_columns_when_the_workbook_has_several_pages_then_one_is_chosen(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    client, book = client_for(firm.dpo), ciso_workbook()
    del book["Processing"]
    send(client, establishment, saved(book), "classeur.xlsx")
    path = at(establishment, f"{waiting(establishment).pk}/colonnes/")

    page = client.get(f"{path}?feuille=5").content.decode()

    assert '<option value="5" selected>Transfers</option>' in page
    assert "transfer_mechanism" in page
    assert client.get(f"{path}?feuille=6").status_code == 404
    assert client.get(f"{path}?feuille=x").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (csv_of(MADIS_OLD_HEAD, MADIS_OLD_ROW), "Export de Madis"),
        (saved(ciso_workbook()), "Export de CISO Assistant"),
        (made(register(), Format.JSON).content, "JSON de Vigie"),
    ],
)
def test_preview_when_the_tool_is_known_then_it_is_named(
    establishment: Establishment, firm: Firm, client_for: Browser, content: bytes, words: str
) -> None:
    client = client_for(firm.dpo)
    send(client, establishment, content)

    page = client.get(at(establishment, f"{waiting(establishment).pk}/apercu/")).content.decode()

    assert words in page


def test_import_when_abandoned_then_nothing_is_left(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    client = client_for(firm.dpo)
    send(client, establishment, FOREIGN)

    client.post(at(establishment, f"{waiting(establishment).pk}/abandonner/"))

    with inside(establishment):
        assert not Import.objects.exists()


def test_page_when_a_tab_was_closed_then_what_waits_is_offered_again_for_a_day(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    client = client_for(firm.dpo)
    send(client, establishment, FOREIGN, "clinique.csv")
    page = client.get(at(establishment)).content.decode()
    with inside(establishment):
        Import.objects.update(sent_at=timezone.now() - timedelta(days=1, minutes=1))

    later = client.get(at(establishment)).content.decode()

    assert ("clinique.csv" in page, "clinique.csv" in later) == (True, False)
    with inside(establishment):
        assert not Import.objects.exists()


def test_report_when_undone_then_says_what_stayed_and_why(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    client = client_for(firm.dpo)
    with inside(establishment):
        kept(by=firm.dpo)
    send(
        client,
        establishment,
        "Nom du traitement;Observations\nPaie;x\nDélivrance des médicaments;vu\n".encode(),
    )
    confirm(client, establishment)
    with inside(establishment):
        done = Import.objects.get()
        paie = Activity.objects.get(name="Paie")
    client.post(f"/e/{establishment.slug}/registre/{paie.pk}/proposer/", {"version": paie.version})

    report = client.post(at(establishment, f"{done.pk}/annuler/"), follow=True).content.decode()

    assert "Import annulé" in report
    assert "1 activité est restée telle quelle" in report
    assert "Proposée à la validation depuis l’import\u00a0: laissée telle quelle." in report
    with inside(establishment):
        assert Activity.objects.get(name=DISPENSING.name).sheet == DISPENSING


def test_report_when_asked_in_english_then_its_words_are(
    establishment: Establishment, firm: Firm, client_for: Browser
) -> None:
    client = client_for(firm.dpo)
    send(client, establishment, b"Nom du traitement;Support papier\nPaie;parfois\n")
    path = at(establishment, f"{waiting(establishment).pk}/apercu/")
    client.post("/langue/", {"language": "en", "next": "/"})

    page = client.get(path).content.decode()

    assert "No line is valid" in page
