"""From the names that the register cites to the files of the processors, and into its files."""

import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.http import HttpResponseBase
from django.test import Client
from openpyxl import load_workbook

from portal.processors.models import ProcessorCitation, ProcessorLink
from portal.processors.queries import unlinked, uses_of
from portal.register.actions import archive, restore, save, validate
from portal.register.exports import cnil, json_file, pdf, word, xlsx
from portal.register.exports.gathering import register_of
from portal.register.exports.register import redacted
from portal.register.imports.bringing import Kind, bring, fates
from portal.register.imports.reading import lines_of
from portal.register.linking import adopt
from portal.register.models import Activity
from portal.register.sheet import ProcessorUse, Sheet
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.processors.samples import SOFTWARE, hosted_by, linked, vendor
from tests.portal.register.samples import CAMERAS, DISPENSING, NOW, kept

LABEL = "Éditeur du logiciel"


@pytest.fixture
def place(establishment: Establishment) -> Iterator[Establishment]:
    """Stand inside the establishment, as a view does."""
    with inside(establishment):
        yield establishment


def naming(*uses: ProcessorUse, name: str = "Vidéosurveillance") -> Sheet:
    return Sheet(name=name, processors=uses)


def test_citations_when_the_register_changes_then_they_follow(
    place: Establishment, by: User
) -> None:
    first = kept(by=by)
    same, other = ProcessorUse(label="EDITEUR  du logiciel"), ProcessorUse(label="Paie")
    kept(by=by, sheet=naming(same, other))
    assert [one.activities for one in unlinked()] == [2, 1]

    first = archive(activity=first, version=1, why="Fin", by=by, now=NOW)
    assert [one.activities for one in unlinked()] == [1, 1]

    restore(activity=first, version=2, by=by, now=NOW)
    assert [one.activities for one in unlinked()] == [2, 1]

    save(
        activity=Activity.objects.get(pk=first.pk),
        sheet=DISPENSING.model_copy(update={"processors": ()}),
        version=3,
        why="",
        by=by,
        now=NOW,
    )
    assert [one.activities for one in unlinked()] == [1, 1]


def test_adoption_when_done_then_every_citation_is_linked_and_a_validation_still_holds(
    place: Establishment, by: User
) -> None:
    activity = kept(by=by)
    activity = validate(establishment=place, activity=activity, version=1, by=by, now=NOW)
    kept(by=by, sheet=naming(ProcessorUse(label=LABEL)))
    citation = ProcessorCitation.objects.order_by("pk").first()
    assert citation is not None

    link = adopt(establishment=place, citation=citation, by=by, now=NOW)
    again = adopt(establishment=place, citation=citation, by=by, now=NOW)

    assert (link.reference, link.name, again.pk) == ("SST-001", LABEL, link.pk)
    assert unlinked() == ()
    assert [one.activity_reference for one in uses_of(link)] == ["TRT-001", "TRT-002"]
    activity = Activity.objects.get(pk=activity.pk)
    assert (activity.state, activity.version, activity.validated_version) == ("validated", 3, 3)
    assert activity.sheet.processors == (ProcessorUse(label=LABEL, link=str(link.pk)),)
    assert activity.versions.get(number=3).why == "SST-001"


@pytest.fixture
def manager(people: dict[Role, User], client_for: Callable[[User], Client]) -> Client:
    """Return the browser of the establishment's manager."""
    return client_for(people[Role.MANAGER])


def said(answer: HttpResponseBase) -> str:
    return str(getattr(answer, "content", b"").decode())


def test_page_when_a_name_has_no_file_then_one_press_makes_it(
    manager: Client, establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        kept(by=by)
        [name] = unlinked()
    path = f"/e/{establishment.slug}"
    page = said(manager.get(f"{path}/sous-traitants/"))

    answer = manager.post(f"{path}/registre/prestataires/{name.id}/creer/")

    assert "1 prestataire cité au registre n’a pas de fiche" in page
    assert answer.status_code == 302
    detail = said(manager.get(answer["Location"]))
    assert "TRT-001" in detail
    gone = manager.post(f"{path}/registre/prestataires/{name.id}/creer/", follow=True)
    assert "Le registre a changé entre-temps" in said(gone)


def test_page_when_two_names_are_one_vendor_then_both_are_linked_to_one_file(
    manager: Client, establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        link = linked(establishment=establishment, by=by)
        kept(by=by)
        [name] = unlinked()
    path = f"/e/{establishment.slug}/registre/prestataires/{name.id}/relier/"

    nothing = manager.post(path, {"fiche": "zzz"}, follow=True)
    manager.post(path, {"fiche": str(link.pk)})

    assert "Choisissez d’abord la fiche" in said(nothing)
    with inside(establishment):
        assert unlinked() == ()
        assert [one.label for one in uses_of(link)] == [LABEL]


def test_edit_when_a_file_is_chosen_then_link_and_label_are_kept(
    manager: Client, establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        link = linked(establishment=establishment, by=by)
        activity = kept(by=by, sheet=CAMERAS)
    path = f"/e/{establishment.slug}/registre/{activity.pk}/modifier/destinataires/"
    page = said(manager.get(path))

    answer = manager.post(
        path,
        {
            "version": "1",
            "finish": "1",
            "recipients-TOTAL_FORMS": "0",
            "recipients-INITIAL_FORMS": "0",
            "joint_controllers-TOTAL_FORMS": "0",
            "joint_controllers-INITIAL_FORMS": "0",
            "processors-TOTAL_FORMS": "1",
            "processors-INITIAL_FORMS": "0",
            "processors-0-label": "",
            "processors-0-link": str(link.pk),
        },
    )

    assert f'<option value="{link.pk}">Officinal Logiciel</option>' in page
    assert answer.status_code == 302
    with inside(establishment):
        sheet = Activity.objects.get().sheet
    assert sheet.processors == (ProcessorUse(label="Officinal Logiciel", link=str(link.pk)),)


def gathered(place: Establishment, by: User) -> ProcessorLink:
    """Write two processors, one of them named by an activity; return that one."""
    host = vendor(expires_on=date(2027, 6, 30))
    link = linked(establishment=place, by=by, facts=hosted_by(host, contact_email="a@b.fr"))
    linked(establishment=place, by=by, facts=SOFTWARE.model_copy(update={"name": "=Paie"}))
    kept(by=by, sheet=naming(ProcessorUse(label="Hébergeur", link=str(link.pk))))
    return link


def test_register_when_gathered_then_processors_with_contract_and_certificate(
    place: Establishment, by: User
) -> None:
    link = gathered(place, by)

    found = register_of(place, at=NOW + timedelta(days=1))

    assert [one.reference for one in found.processors] == ["SST-001", "SST-002"]
    [first, _second] = found.processors
    assert (first.link, first.name, first.contact_email) == (str(link.pk), "Nuage Santé", "a@b.fr")
    assert first.contract is not None
    assert first.certificate is not None
    assert (first.contract.compliance, first.certificate.ends_on) == (
        "compliant", date(2027, 6, 30),
    )  # fmt: skip
    activity = Activity.objects.get()
    assert len(register_of(place, at=NOW, only=[activity.pk]).processors) == 1


def test_register_when_redacted_then_no_contract_is_told(place: Establishment, by: User) -> None:
    gathered(place, by)

    found = redacted(register_of(place, at=NOW))

    assert [(one.name, one.contract, one.certificate) for one in found.processors] == [
        ("Nuage Santé", None, None),
        ("=Paie", None, None),
    ]
    assert "a@b.fr" not in json_file.write(found).decode()


def test_workbook_when_there_are_processors_then_a_sheet_of_their_own_without_formula(
    place: Establishment, by: User
) -> None:
    gathered(place, by)
    book = load_workbook(io.BytesIO(xlsx.write(cnil.tables(register_of(place, at=NOW)))))

    page = book["Sous-traitants"]
    second = [cell.value for cell in page[2]]

    assert book.sheetnames[-2:] == ["Sous-traitants", "Registre complet"]
    assert second[:3] == ["SST-001", "Nuage Santé", "Logiciel d’officine"]
    assert second[7:11] == ["15/01/2024", "01/02/2024", "31/01/2027", "90"]
    assert second[12:15] == ["Conforme", "HDS-1", "30/06/2027"]
    assert second[-1] == "TRT-001"
    assert (page["B3"].value, page["B3"].data_type) == ("=Paie", "s")


def test_documents_when_there_are_processors_then_pdf_and_word_say_them(
    place: Establishment, by: User
) -> None:
    gathered(place, by)
    register = register_of(place, at=NOW)

    assert pdf.write(register).startswith(b"%PDF-")
    assert pdf.book_of(register)["processors"] == {
        "title": "Sous-traitants",
        "head": ("N° REF", "Nom", "Services", "Fin", "Conformité (art. 28)", "Fin du certificat"),
        "widths": (2, 5, 5, 3, 3, 3),
        "rows": (
            (
                "SST-001", "Nuage Santé", "Logiciel d’officine", "31/01/2027", "Conforme",
                "30/06/2027",
            ),
            ("SST-002", "=Paie", "Logiciel d’officine", "31/01/2027", "Conforme", ""),
        ),
    }  # fmt: skip
    assert word.write(register).startswith(b"PK")


def test_json_when_brought_elsewhere_then_processors_and_links_come_back_the_same(
    firm: Firm, establishment: Establishment, other_establishment: Establishment, by: User
) -> None:
    with inside(establishment):
        gathered(establishment, by)
        sent = register_of(establishment, at=NOW)
    lines = lines_of(json_file.write(sent))

    with inside(other_establishment):
        before = [fate.kind for fate in fates(lines)]
        bring(lines, by=None, now=NOW)
        bring(lines, by=None, now=NOW)
        after = [fate.kind for fate in fates(lines)]
        got = register_of(other_establishment, at=NOW)
        links = {one.name: str(one.pk) for one in ProcessorLink.objects.all()}

    assert (before, after) == ([Kind.ADDED], [Kind.SAME])
    alone = [one.model_copy(update={"link": ""}) for one in sent.processors]
    assert [one.model_copy(update={"link": ""}) for one in got.processors] == alone
    assert got.entries[0].sheet.processors == (
        ProcessorUse(label="Hébergeur", link=links["Nuage Santé"]),
    )


def test_json_when_of_before_processors_then_it_still_reads(place: Establishment, by: User) -> None:
    kept(by=by)
    written = json_file.write(register_of(place, at=NOW)).decode()

    old = written.replace(',\n    "processors": []\n  }\n}', "\n  }\n}")

    assert old != written
    assert json_file.read(old.encode()).processors == ()
