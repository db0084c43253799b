"""The pages of the catalogue: filters, two people at once, certificates, clients one may see."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import ProgrammingError, transaction
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.desk.vendors.queries import page_of, rows, vendors
from tenants.accounts.models import User
from tenants.agenda.models import Recurrence
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import as_person, inside
from tenants.library.models import Vendor, VendorCertificate
from tests.conftest import Firm, owner
from tests.portal.processors.samples import TODAY, hosted_by, linked, vendor

Browser = Callable[[User], Client]
FACTS = {
    "name": "Officinal",
    "kind": "software",
    "hosting_area": "eea",
    "agreement": "yes",
    "services": "Logiciel",
    "version": "1",
}
PAPER = {
    "certificate_version": "0",
    "holder": "Officinal",
    "number": "HDS-9",
    "body": "Certificateur",
    "activities": ["1", "6"],
    "issued_on": "2024-06-01",
    "expires_on": "2035-05-31",
}


@pytest.fixture
def dpo(firm: Firm, client_for: Browser) -> Client:
    """Return the browser of the firm's DPO."""
    return client_for(firm.dpo)


def said(answer: HttpResponseBase) -> str:
    return str(getattr(answer, "content", b"").decode())


def test_list_when_empty_then_says_what_a_vendor_brings(dpo: Client) -> None:
    assert "Le catalogue est vide pour l’instant" in said(dpo.get("/prestataires/"))


def test_vendor_when_added_twice_under_one_name_then_the_second_is_refused(dpo: Client) -> None:
    first = dpo.post("/prestataires/ajouter/", FACTS)
    second = dpo.post("/prestataires/ajouter/", FACTS | {"name": "OFFICINAL", "services": "Gardé"})

    assert first.status_code == 302
    assert second.status_code == 422
    assert "Le catalogue a déjà un prestataire de ce nom." in said(second)
    assert "Gardé" in said(second)


@pytest.mark.parametrize("website", ["javascript:alert(1)", "ftp://x.example", "pas une adresse"])
def test_vendor_when_its_site_is_no_web_address_then_refused(dpo: Client, website: str) -> None:
    answer = dpo.post("/prestataires/ajouter/", FACTS | {"website": website})

    assert answer.status_code == 422
    with owner():
        assert Vendor.objects.count() == 0


def test_vendor_when_two_change_it_then_the_second_reads_first(dpo: Client, firm: Firm) -> None:
    found = vendor("Officinal")
    path = f"/prestataires/{found.pk}/modifier/"
    dpo.post(path, FACTS | {"services": "Texte de la première"})

    second = dpo.post(path, FACTS | {"services": "Texte du second"})

    assert second.status_code == 422
    assert "Quelqu’un d’autre vient de modifier ce prestataire." in said(second)
    assert "Texte du second" in said(second)
    with owner():
        assert Vendor.objects.get().services == "Texte de la première"
    # Now that the standing version is in the form, the same text may be sent again.
    assert 'name="version" value="2"' in said(second)


def test_certificate_when_given_then_the_former_is_history_and_clients_follow(
    dpo: Client, firm: Firm, establishment: Establishment
) -> None:
    found = vendor("Officinal", expires_on=date(2034, 1, 1))
    with inside(establishment):
        linked(
            establishment=establishment,
            by=None,
            facts=hosted_by(found, ends_on=None, notice_days=None),
        )

    answer = dpo.post(f"/prestataires/{found.pk}/certificat/", PAPER | {"certificate_version": "1"})

    assert answer.status_code == 302
    page = said(dpo.get(answer["Location"]))
    assert "Certificat enregistré. 1 client l’a suivi." in page
    assert "1 certificat passé" in page
    assert establishment.name in page
    with owner():
        assert Recurrence.objects.get().next_due_on == date(2035, 5, 31)
        kept = VendorCertificate.objects.order_by("pk")
        assert [(one.number, one.replaced_at is None) for one in kept] == [
            ("HDS-1", False),
            ("HDS-9", True),
        ]


def test_certificate_when_two_give_it_then_the_second_is_told(dpo: Client, firm: Firm) -> None:
    found = vendor("Officinal", expires_on=None)
    path = f"/prestataires/{found.pk}/certificat/"
    dpo.post(path, PAPER)

    second = dpo.post(path, PAPER | {"number": "HDS-10"})

    assert second.status_code == 422
    assert "Quelqu’un d’autre vient de changer ce certificat" in said(second)
    with owner():
        assert VendorCertificate.objects.get().number == "HDS-9"


def test_certificate_when_it_ends_before_it_begins_then_refused(dpo: Client, firm: Firm) -> None:
    found = vendor("Officinal", expires_on=None)

    answer = dpo.post(f"/prestataires/{found.pk}/certificat/", PAPER | {"expires_on": "2024-06-01"})

    assert answer.status_code == 422
    assert "La fin vient avant le début" in said(answer)
    assert 'value="6" id="id_activities_5" checked' in said(answer)


def test_certificate_when_withdrawn_then_its_clients_are_non_compliant(
    dpo: Client, firm: Firm, establishment: Establishment
) -> None:
    found = vendor("Officinal", expires_on=date(2034, 1, 1))
    with inside(establishment):
        linked(establishment=establishment, by=None, facts=hosted_by(found))

    dpo.post(f"/prestataires/{found.pk}/certificat/retirer/", {"certificate_version": "1"})

    with as_person(firm.dpo.pk):
        page = page_of(Vendor.objects.get(), today=TODAY)
    assert [one.standing.contract.value for one in page.clients] == ["non_compliant"]
    assert (page.certificate, page.waiting, page.past[0].is_withdrawn) == (None, 0, True)


def test_clients_when_of_another_agency_then_they_are_not_seen(
    firm: Firm, establishment: Establishment, other_establishment: Establishment
) -> None:
    found = vendor("Officinal")
    for place in (establishment, other_establishment):
        with inside(place):
            linked(establishment=place, by=None, facts=hosted_by(found))

    with as_person(firm.dpo.pk):
        mine = page_of(found, today=TODAY)
        listed = rows(list(vendors(words="", kind="", only="", sort="", today=TODAY)), today=TODAY)

    assert [one.row.establishment.name for one in mine.clients] == [establishment.name]
    assert [row.clients for row in listed] == [1]


def test_list_when_filtered_then_what_is_wrong_is_found(firm: Firm) -> None:
    with owner():
        vendor("Expiré", expires_on=date(2026, 2, 1))
        vendor("Bientôt", expires_on=date(2026, 4, 1))
        vendor("Valide", expires_on=date(2028, 4, 1))
        foreign = vendor("Étranger", expires_on=None)
        Vendor.objects.filter(pk=foreign.pk).update(parent_country="États-Unis", agreement="no")
        Vendor.objects.exclude(pk=foreign.pk).update(agreement="yes")

    def names(only: str) -> list[str]:
        with as_person(firm.assistant.pk):
            found = vendors(words="", kind="", only=only, sort="", today=TODAY)
            return [one.name for one in found]

    assert names("expire") == ["Expiré"]
    assert names("bientot") == ["Bientôt"]
    assert names("sans-certificat") == ["Étranger"]
    assert names("sans-accord") == ["Étranger"]
    assert names("hors-eee") == ["Étranger"]
    assert names("utilises") == []
    assert len(names("")) == 4


def test_list_when_it_grows_then_one_query(
    firm: Firm, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        vendor(f"V{number}")

    with as_person(firm.dpo.pk):
        # The role is set with the first query: not counted.
        Vendor.objects.exists()
        with django_assert_num_queries(1):
            found = list(vendors(words="", kind="", only="", sort="", today=TODAY))
            rows(found, today=TODAY)


def test_catalogue_when_the_role_only_reads_then_postgresql_refuses_to_write(
    firm: Firm, people: dict[Role, User], establishment: Establishment
) -> None:
    found = vendor("Officinal")

    with as_person(firm.assistant.pk), transaction.atomic():
        seen = Vendor.objects.count()
        with pytest.raises(ProgrammingError), transaction.atomic():
            Vendor.objects.filter(pk=found.pk).update(name="Autre")
    with as_person(people[Role.MANAGER].pk):
        hidden = Vendor.objects.count()
    with inside(establishment), pytest.raises(ProgrammingError), transaction.atomic():
        Vendor.objects.filter(pk=found.pk).update(name="Autre")

    assert (seen, hidden) == (1, 0)
