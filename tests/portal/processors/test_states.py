"""Where a processor stands, in one word, and what lists read of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.law.processors import rules
from portal.processors.facts import Facts
from portal.processors.queries import as_of, contract_states, rows
from portal.processors.states import ContractState, Known, standing_of
from portal.register.sheet import TransferTool
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.portal.processors.samples import NOW, SOFTWARE, TODAY, hosted_by, linked, vendor

GOOD = Known(
    is_ended=False,
    signed_on=date(2024, 1, 15),
    ends_on=date(2027, 1, 31),
    renewal_months=None,
    compliance="compliant",
    hosts_health_data=False,
    certificate_ends_on=None,
)


@pytest.fixture
def place(establishment: Establishment) -> Iterator[Establishment]:
    """Stand inside the establishment, as a view does."""
    with inside(establishment):
        yield establishment


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (GOOD, "ok"),
        (replace(GOOD, compliance="partial"), "ok"),
        (replace(GOOD, signed_on=None), "missing"),
        (replace(GOOD, ends_on=date(2026, 3, 1)), "expired"),
        (replace(GOOD, ends_on=date(2026, 3, 1), renewal_months=12), "ok"),
        (replace(GOOD, ends_on=date(2026, 4, 1)), "expiring"),
        (replace(GOOD, compliance="non_compliant"), "non_compliant"),
        (replace(GOOD, hosts_health_data=True), "non_compliant"),
        (
            replace(GOOD, hosts_health_data=True, certificate_ends_on=date(2026, 3, 1)),
            "non_compliant",
        ),
        (replace(GOOD, hosts_health_data=True, certificate_ends_on=date(2026, 3, 2)), "ok"),
        (replace(GOOD, is_ended=True), "expired"),
        # Who decides for itself needs no article 28 contract, but a host needs its certificate.
        (replace(GOOD, compliance="out_of_scope", signed_on=None), "ok"),
        (
            replace(GOOD, compliance="out_of_scope", signed_on=None, hosts_health_data=True),
            "non_compliant",
        ),
    ],
)
def test_contract_when_reckoned_on_a_day_then_the_gravest_is_said(
    known: Known, expected: str
) -> None:
    assert standing_of(known, today=TODAY).contract == ContractState(expected)


def test_states_when_asked_for_all_then_by_id_in_two_queries(
    place: Establishment, by: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    good = linked(establishment=place, by=by)
    bare = linked(establishment=place, by=by, facts=Facts(name="Sans contrat"))
    expired = vendor(expires_on=date(2026, 2, 1))
    host = linked(establishment=place, by=by, facts=hosted_by(expired))

    with django_assert_num_queries(2):
        found = contract_states(today=TODAY)

    assert found == {
        str(good.pk): ContractState.OK,
        str(bare.pk): ContractState.MISSING,
        str(host.pk): ContractState.NON_COMPLIANT,
    }


def test_list_when_filtered_then_what_is_wrong_is_found(place: Establishment, by: User) -> None:
    linked(establishment=place, by=by)
    linked(establishment=place, by=by, facts=Facts(name="Éditeur sans contrat"))
    near = SOFTWARE.model_copy(update={"name": "Bientôt fini", "ends_on": date(2026, 4, 1)})
    linked(establishment=place, by=by, facts=near)
    linked(establishment=place, by=by, facts=hosted_by(vendor("Nuage", expires_on=None)))

    def names(**asked: str) -> list[str]:
        wanted = {"words": "", "only": ""} | asked
        return [row.link.name for row in rows(**wanted, today=TODAY)]

    assert names() == ["Bientôt fini", "Éditeur sans contrat", "Nuage", "Officinal Logiciel"]
    assert names(words="EDITEUR") == ["Éditeur sans contrat"]
    assert names(only="contrat-absent") == ["Éditeur sans contrat"]
    assert names(only="contrat-finit") == ["Bientôt fini"]
    assert names(only="certificat") == ["Nuage"]
    assert names(only="non-conforme") == ["Éditeur sans contrat", "Nuage"]
    assert names(only="termines") == []


def test_list_when_it_grows_then_takes_as_many_queries(
    place: Establishment, by: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        linked(establishment=place, by=by, facts=hosted_by(vendor(f"V{_}")))

    with django_assert_num_queries(3):
        rows(words="", only="", today=TODAY)


def test_register_when_asked_of_a_past_instant_then_processors_as_they_were(
    place: Establishment, by: User
) -> None:
    linked(establishment=place, by=by)

    assert [one.facts for one in as_of(NOW)] == [SOFTWARE]


def test_transfer_tools_when_listed_then_the_codes_of_the_register() -> None:
    assert [tool.id for tool in rules().tools] == [tool.value for tool in TransferTool]
