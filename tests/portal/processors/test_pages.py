"""Pages of processors: what a member does there, and what is refused with a sentence."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from portal.processors.actions import change, end_link
from portal.processors.facts import Facts
from portal.processors.models import ProcessorDocument, ProcessorLink
from tenants.accounts.models import User
from tenants.agenda.models import Recurrence
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tenants.library.models import Vendor
from tests.conftest import owner
from tests.portal.processors.samples import NOW, SOFTWARE, hosted_by, linked, vendor

Browser = Callable[[User], Client]


@pytest.fixture
def manager(people: dict[Role, User], client_for: Browser) -> Client:
    """Return the browser of the establishment's manager."""
    return client_for(people[Role.MANAGER])


@pytest.fixture
def link(establishment: Establishment, by: User) -> ProcessorLink:
    """Return a processor of the establishment, its contract in order."""
    with inside(establishment):
        return linked(establishment=establishment, by=by)


def at(establishment: Establishment, link: ProcessorLink | None = None, rest: str = "") -> str:
    middle = f"{link.pk}/" if link else ""
    return f"/e/{establishment.slug}/sous-traitants/{middle}{rest}"


def said(answer: HttpResponseBase) -> str:
    return str(getattr(answer, "content", b"").decode())


def test_list_when_empty_then_says_what_will_appear(
    manager: Client, establishment: Establishment
) -> None:
    answer = manager.get(at(establishment))

    assert answer.status_code == 200
    assert "Aucun sous-traitant pour l’instant" in said(answer)
    assert "ouvrira une échéance d’elle-même" in said(answer)


def test_list_when_a_filter_means_nothing_then_it_counts_as_none(
    manager: Client, establishment: Establishment, link: ProcessorLink
) -> None:
    answer = manager.get(f"{at(establishment)}?avec=zzz&q=%00&page=abc")

    assert answer.status_code == 200
    assert "Officinal Logiciel" in said(answer)


def test_add_when_the_name_is_in_the_catalogue_then_its_vendor_is_linked(
    manager: Client, establishment: Establishment
) -> None:
    found = vendor("Nuage Santé", expires_on=date(2035, 1, 1))

    page = manager.get(at(establishment, rest="ajouter/"))
    manager.post(
        at(establishment, rest="ajouter/"), {"name": "nuage sante", "hosts_health_data": "on"}
    )

    assert '<option value="Nuage Santé"></option>' in said(page)
    with inside(establishment):
        made = ProcessorLink.objects.get()
        assert (made.name, made.vendor_id, made.facts.services) == (
            "Nuage Santé", found.pk, "Hébergement",
        )  # fmt: skip
        assert Recurrence.objects.get().next_due_on == date(2035, 1, 1)


def test_add_when_the_form_is_sent_twice_then_one_processor(
    manager: Client, establishment: Establishment
) -> None:
    sent = {"name": "Paie", "submission": "7b3f2a52-64a3-4f3a-b1a5-2f7a1c7d9e10"}

    for _ in range(2):
        manager.post(at(establishment, rest="ajouter/"), sent)

    with inside(establishment):
        assert ProcessorLink.objects.count() == 1


def test_add_when_nameless_then_comes_back_with_a_sentence(
    manager: Client, establishment: Establishment
) -> None:
    answer = manager.post(
        at(establishment, rest="ajouter/"), {"name": " ", "services": "Sauvegarde de nuit"}
    )

    assert answer.status_code == 422
    assert "Sauvegarde de nuit" in said(answer)


def test_detail_when_read_then_shows_facts_deadline_and_why(
    manager: Client, establishment: Establishment, link: ProcessorLink
) -> None:
    answer = said(manager.get(at(establishment, link)))

    assert "lundi 2 novembre 2026" in answer
    assert "La fin du contrat (dimanche 31 janvier 2027) moins 90 jours de préavis." in answer
    assert "17 points critiques sur 17 au contrat" in answer


def test_detail_when_health_data_have_no_certificate_then_it_says_so(
    manager: Client, establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        host = linked(establishment=establishment, by=by, facts=hosted_by(vendor(expires_on=None)))

    answer = said(manager.get(at(establishment, host)))

    assert "Il héberge des données de santé sans certificat HDS connu." in answer
    assert "Contrat non conforme" in answer


def test_edit_when_the_contract_is_written_then_its_deadline_moves(
    manager: Client, establishment: Establishment, link: ProcessorLink
) -> None:
    answer = manager.post(
        at(establishment, link, "modifier/contrat/"),
        {
            "version": "1",
            "signed_on": "2024-01-15",
            "starts_on": "01/02/2024",
            "ends_on": "2030-06-30",
            "notice_days": "30",
            "renewal_months": "",
        },
    )

    assert answer.status_code == 302
    with inside(establishment):
        assert Recurrence.objects.get().next_due_on == date(2030, 5, 31)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"ends_on": "2023-01-01"}, "La fin du contrat vient avant son début"),
        ({"ends_on": "31/02/2026"}, "Donnez un jour, par exemple 31/01/2026."),
        ({"ends_on": "1899-01-01"}, "Vérifiez l’année"),
        ({"ends_on": "2030-01-01", "notice_days": "-1"}, "supérieure ou égale à 0"),
        ({"ends_on": "", "notice_days": "30"}, "donnez-la"),
    ],
)
def test_edit_when_the_contract_cannot_be_then_typed_comes_back(
    manager: Client,
    establishment: Establishment,
    link: ProcessorLink,
    typed: dict[str, str],
    words: str,
) -> None:
    sent = {"version": "1", "signed_on": "2024-01-15", "starts_on": ""} | typed

    answer = manager.post(at(establishment, link, "modifier/contrat/"), sent)

    assert answer.status_code == 422
    assert words in said(answer)
    with inside(establishment):
        assert ProcessorLink.objects.get().version == 1


def test_edit_when_the_vendor_was_renamed_then_the_file_stays_tied_to_it(
    manager: Client, establishment: Establishment, by: User
) -> None:
    found = vendor()
    with inside(establishment):
        host = linked(establishment=establishment, by=by, facts=hosted_by(found))
    with owner():
        Vendor.objects.update(name="Nuage Santé International")
    sent = {"version": "1", "qualification": "processor", "qualification_note": ""}
    path = at(establishment, host, "modifier/identite/")

    manager.post(path, sent | {"name": "Nuage Santé", "services": "Sauvegarde"})
    with inside(establishment):
        kept = ProcessorLink.objects.get()
    manager.post(path, sent | {"version": "2", "name": "Un autre", "services": "Sauvegarde"})

    assert (kept.vendor_id, kept.facts.services) == (found.pk, "Sauvegarde")
    with inside(establishment):
        assert ProcessorLink.objects.get().vendor_id is None


def test_edit_when_rows_are_written_then_kept_and_one_is_taken_away(
    manager: Client, establishment: Establishment, link: ProcessorLink
) -> None:
    rows = {
        "version": "1",
        "rows-TOTAL_FORMS": "2",
        "rows-INITIAL_FORMS": "0",
        "rows-0-country": "Canada",
        "rows-0-tool": "adequacy",
        "rows-0-document": "Annexe 2",
        "rows-0-assessed_on": "2026-01-10",
        "rows-1-country": "Inde",
        "rows-1-tool": "scc",
        "rows-1-DELETE": "on",
    }
    page = manager.post(at(establishment, link, "modifier/transferts/"), rows | {"add": "1"})
    answer = manager.post(at(establishment, link, "modifier/transferts/"), rows)

    assert page.status_code == 200
    assert 'name="rows-2-country"' in said(page)
    assert answer.status_code == 302
    with inside(establishment):
        [transfer] = ProcessorLink.objects.get().facts.transfers
        assert (transfer.country, transfer.tool, transfer.assessed_on) == (
            "Canada", "adequacy", date(2026, 1, 10),
        )  # fmt: skip


def test_edit_when_somebody_wrote_the_same_field_then_both_texts_are_shown(
    manager: Client, establishment: Establishment, link: ProcessorLink, by: User
) -> None:
    with inside(establishment):
        change(
            establishment=establishment,
            link=link,
            changes={"notes": "Le texte d’une collègue"},
            version=1,
            by=by,
            now=NOW,
        )

    clash = manager.post(
        at(establishment, link, "modifier/notes/"), {"version": "1", "notes": "Le mien"}
    )
    again = manager.post(
        at(establishment, link, "modifier/notes/"), {"version": "2", "notes": "Le mien"}
    )

    assert clash.status_code == 409
    assert "Le texte d’une collègue" in said(clash)
    assert "Le mien" in said(clash)
    assert 'name="version" value="2"' in said(clash)
    assert again.status_code == 302


def test_clauses_when_saved_then_progress_and_compliance_follow(
    manager: Client, establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        fresh = linked(
            establishment=establishment,
            by=by,
            facts=Facts(name="Nouveau", signed_on=date(2026, 1, 5)),
        )
    sent = {"version": "1", "S03-answer": "no", "S03-comment": "Article 4, incomplet"} | {
        f"S{number:02}-answer": "yes" for number in (*range(1, 3), *range(4, 15), 16, 19, 21)
    }

    answer = manager.post(at(establishment, fresh, "clauses/"), sent)

    assert answer.status_code == 302
    with inside(establishment):
        kept = ProcessorLink.objects.get(pk=fresh.pk)
        assert kept.compliance == "partial"
        assert kept.facts.clauses[2].comment == "Article 4, incomplet"
        assert kept.versions.get(number=2).act == "clauses"
    page = said(manager.get(at(establishment, fresh)))
    assert "16 points critiques sur 17 au contrat" in page


def test_renewal_when_the_end_is_not_later_then_the_form_says_so(
    manager: Client, establishment: Establishment, link: ProcessorLink
) -> None:
    answer = manager.post(
        at(establishment, link, "renouveler/"),
        {"renew-version": "1", "renew-ends_on": "2027-01-31"},
    )

    assert answer.status_code == 422
    assert "La nouvelle fin vient après celle du contrat en cours." in said(answer)


def test_end_when_no_reason_is_given_then_refused_and_with_one_then_kept_readable(
    manager: Client, establishment: Establishment, link: ProcessorLink
) -> None:
    refused = manager.post(at(establishment, link, "terminer/"), {"end-version": "1"})
    manager.post(
        at(establishment, link, "terminer/"), {"end-version": "1", "end-why": "Changement"}
    )

    assert refused.status_code == 422
    page = said(manager.get(at(establishment, link)))
    assert "Changement" in page
    assert "Rouvrir la fiche" in page
    assert manager.get(at(establishment, link, "modifier/notes/")).status_code == 404
    manager.post(at(establishment, link, "rouvrir/"))
    assert manager.get(at(establishment, link, "modifier/notes/")).status_code == 200


def test_document_when_given_then_comes_back_as_a_file_to_save(
    manager: Client, establishment: Establishment, link: ProcessorLink
) -> None:
    paper = SimpleUploadedFile("contrat signé.pdf", b"%PDF-1.7 x", content_type="text/html")

    added = manager.post(
        at(establishment, link, "documents/"),
        {"document-file": paper, "document-title": "Contrat", "document-kind": "contract"},
    )

    assert added.status_code == 302
    with inside(establishment):
        kept = ProcessorDocument.objects.get()
    answer = manager.get(at(establishment, link, f"documents/{kept.pk}/"))
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7 x", "application/pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''contrat%20sign")


def test_document_when_it_is_a_program_then_refused_with_a_sentence(
    manager: Client, establishment: Establishment, link: ProcessorLink
) -> None:
    program = SimpleUploadedFile("contrat.pdf", b"MZ\x90\x00")

    answer = manager.post(
        at(establishment, link, "documents/"),
        {"document-file": program, "document-title": "Contrat", "document-kind": "contract"},
    )

    assert answer.status_code == 422
    assert "Seuls les fichiers PDF" in said(answer)
    assert "Aucun dossier médical ici" in said(answer)


def test_history_when_read_then_says_what_changed(
    manager: Client, establishment: Establishment, link: ProcessorLink
) -> None:
    manager.post(
        at(establishment, link, "modifier/notes/"), {"version": "1", "notes": "Relancé le 3 mars"}
    )

    answer = said(manager.get(at(establishment, link, "historique/")))

    assert "De la version 1 à la version 2" in answer
    assert "<ins>Relancé le 3 mars</ins>" in answer
    assert manager.get(at(establishment, link, "historique/?a=9")).status_code == 404


def test_pages_when_the_role_reads_only_then_nothing_to_write_is_offered(
    people: dict[Role, User],
    client_for: Browser,
    establishment: Establishment,
    link: ProcessorLink,
) -> None:
    reader = client_for(people[Role.READER])

    page = said(reader.get(at(establishment, link)))

    assert "Vérifier les clauses" not in page
    assert "Ajouter un document" not in page
    assert "Terminer avec ce sous-traitant" not in page


def test_link_when_of_another_establishment_then_not_found(
    manager: Client,
    establishment: Establishment,
    other_establishment: Establishment,
    by: User,
) -> None:
    with owner(), inside(other_establishment):
        foreign = linked(establishment=other_establishment, by=None)

    paths = ["", "historique/", "clauses/", "modifier/notes/"]
    answers = [manager.get(at(establishment, foreign, rest)).status_code for rest in paths]

    assert answers == [404, 404, 404, 404]


def test_ended_when_listed_then_only_where_asked_for(
    manager: Client, establishment: Establishment, link: ProcessorLink, by: User
) -> None:
    with inside(establishment):
        end_link(establishment=establishment, link=link, why="Fini", by=by, now=timezone.now())

    assert "Aucun sous-traitant ne correspond" in said(manager.get(at(establishment)))
    assert SOFTWARE.name in said(manager.get(f"{at(establishment)}?avec=termines"))
