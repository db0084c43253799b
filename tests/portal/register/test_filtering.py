"""The filters of the list: all in the address, combined, counted."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.register.actions import Template, create, validate
from portal.register.filter_form import FilterForm
from portal.register.filtering import facets
from portal.register.models import Activity
from portal.register.queries import activities
from portal.register.sheet import (
    DataCategory,
    DataFamily,
    Dpia,
    LegalBasis,
    ProcessorUse,
    Purpose,
    Screening,
    Sheet,
)
from tenants.accounts.models import User
from tenants.directory.fleet import migrate_establishments
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import Firm, owner
from tests.portal.register.samples import DISPENSING, NOW, kept

PAYROLL = Sheet(
    name="Paie",
    owner="Adjoint",
    purposes=(
        Purpose(
            text="Payer",
            legal_bases=(LegalBasis.LEGAL_OBLIGATION, LegalBasis.CONTRACT),
        ),
    ),
    data_categories=(DataCategory(label="NIR", family=DataFamily.NIR),),
    processors=(ProcessorUse(label="Cabinet comptable"), ProcessorUse(label="Éditeur de paie")),
    dpia=Dpia(screening=Screening.REQUIRED),
)
NEWSLETTER = Sheet(
    name="Lettre d’information",
    purposes=(Purpose(text="Informer", legal_bases=(LegalBasis.CONSENT,)),),
    processors=(ProcessorUse(label="Éditeur de paie"),),
)


@pytest.fixture
def place(firm: Firm, establishment: Establishment) -> Iterator[Establishment]:
    """Stand inside: dispensing (TRT-001, validated), payroll (TRT-002, from a template) and a
    newsletter (TRT-003)."""
    with inside(establishment):
        one = kept(by=firm.dpo)
        validate(establishment=establishment, activity=one, version=1, by=firm.dpo, now=NOW)
        template = Template(ref="COM-PAIE", version=1, sheet=PAYROLL)
        create(sheet=PAYROLL, role="controller", by=None, now=NOW, template=template)
        kept(by=None, sheet=NEWSLETTER, role="processor")
        yield establishment


def form_of(query: str) -> FilterForm:
    """Return the filter of an address."""
    return FilterForm(QueryDict(query))


def shown(query: str, *, now: datetime = NOW) -> list[str]:
    """Return the references that the list shows."""
    wanted = form_of(query).wanted(now=now, zone="Europe/Paris")
    return [one.reference for one in activities(wanted)]


@pytest.mark.parametrize(
    ("query", "references"),
    [
        ("base=c", ["TRT-001", "TRT-002"]),
        ("base=b", ["TRT-002"]),
        ("base=c&famille=health", ["TRT-001"]),
        ("famille=nir", ["TRT-002"]),
        ("aipd=required", ["TRT-002"]),
        ("aipd=unknown", ["TRT-003"]),
        ("responsable=Adjoint", ["TRT-002"]),
        ("responsable=-", ["TRT-003"]),
        ("responsable=*", ["TRT-001", "TRT-002"]),
        ("soustraitant=%C3%89diteur+de+paie", ["TRT-002", "TRT-003"]),
        ("soustraitant=%C3%89diteur+de+paie&qualite=processor", ["TRT-003"]),
        ("soustraitant=Inconnu", []),
        ("modele=COM-PAIE", ["TRT-002"]),
        ("modele=-", ["TRT-001", "TRT-003"]),
        ("revue=jamais", ["TRT-002", "TRT-003"]),
        ("refs=TRT-003,TRT-001,TRT-999", ["TRT-001", "TRT-003"]),
        ("base=z&famille=z&aipd=z&revue=z", ["TRT-001", "TRT-002", "TRT-003"]),
    ],
)
def test_list_when_filtered_then_those_only(
    place: Establishment, query: str, references: list[str]
) -> None:
    assert shown(query) == references


@pytest.mark.parametrize(
    ("query", "day", "references"),
    [
        ("revue=plus-d-un-an", datetime(2027, 3, 2, 22, tzinfo=UTC), []),
        ("revue=plus-d-un-an", datetime(2027, 3, 2, 23, tzinfo=UTC), ["TRT-001"]),
        ("revue=bientot", datetime(2026, 12, 30, 9, tzinfo=UTC), []),
        ("revue=bientot", datetime(2027, 1, 1, 9, tzinfo=UTC), ["TRT-001"]),
        ("revue=bientot", datetime(2027, 3, 2, 9, tzinfo=UTC), ["TRT-001"]),
        ("revue=en-retard", datetime(2027, 3, 2, 9, tzinfo=UTC), []),
        ("revue=en-retard", datetime(2027, 3, 3, 9, tzinfo=UTC), ["TRT-001"]),
    ],
)
def test_list_when_filtered_by_review_then_days_are_those_of_the_place(
    place: Establishment, query: str, day: datetime, references: list[str]
) -> None:
    assert shown(query, now=day) == references


def test_year_before_when_it_is_29_february_then_the_28th(place: Establishment) -> None:
    leap_day = datetime(2028, 2, 29, 9, tzinfo=UTC)

    clock = form_of("revue=plus-d-un-an").wanted(now=leap_day, zone="Europe/Paris").clock

    assert clock is not None
    assert clock.a_year_ago == datetime(2027, 2, 27, 22, 59, 59, 999999, tzinfo=UTC)


def test_facets_when_filtered_then_each_counts_with_the_rest_of_the_filter(
    place: Establishment,
) -> None:
    wanted = form_of("base=c&etat=draft").wanted(now=NOW, zone="Europe/Paris")

    with CaptureQueriesContext(connection) as asked:
        counted = facets(wanted)

    assert len(asked) == 1
    assert counted.counts("basis") == {"a": 1, "b": 1, "c": 1}
    assert counted.counts("state") == {"draft": 1, "validated": 1}
    assert counted.counts("family") == {"nir": 1}
    assert counted.counts("processor") == {"Cabinet comptable": 1, "Éditeur de paie": 1}
    assert counted.counts("owner") == {"Adjoint": 1}


@pytest.mark.parametrize("query", ["", "base=c", "qualite=processor", "modele=-&responsable=*"])
def test_facets_when_a_choice_is_taken_then_the_list_shows_as_many(
    place: Establishment, query: str
) -> None:
    counted = facets(form_of(query).wanted(now=NOW, zone="Europe/Paris"))
    taken = [
        ("etat", "state"),
        ("qualite", "role"),
        ("aipd", "screening"),
        ("responsable", "owner"),
        ("modele", "template"),
        ("base", "basis"),
        ("famille", "family"),
        ("soustraitant", "processor"),
    ]

    wrong = []
    for name, of in taken:
        for value, count in counted.counts(of).items():
            address = QueryDict(query, mutable=True)
            address[name] = value or "-"
            if len(shown(address.urlencode())) != count:
                wrong.append((name, value, count))

    assert wrong == []


def test_query_when_written_then_canonical_and_without_what_means_nothing() -> None:
    assert (
        form_of("etat=draft&page=3&base=z&tri=nom&q=+paie").query() == "q=paie&tri=nom&etat=draft"
    )
    assert form_of("toutes=1").query() == ""


def test_list_when_shown_then_choices_carry_their_counts(
    place: Establishment, people: dict[Role, User], client_for: Callable[[User], Client]
) -> None:
    client = client_for(people[Role.READER])

    page = client.get(f"/e/{place.slug}/registre/?modele=-").content.decode()

    assert '<option value="a">Consentement (art. 6 §1 a) (1)</option>' in page
    assert '<option value="b">Contrat (art. 6 §1 b) (0)</option>' in page
    assert '<option value="-" selected>Non indiqué (2)</option>' in page
    assert '<details class="further" open>' in page


def test_migration_when_rows_are_older_then_read_from_their_content(
    place: Establishment, firm: Firm
) -> None:
    expected = list(
        Activity.objects.order_by("reference").values_list("legal_bases", "families", "processors")
    )
    Activity.objects.update(legal_bases=[], families=[], processors=[])
    name = "0006_fill_activity_summaries"
    assert import_module(f"portal.register.migrations.{name}")

    with owner(), connection.cursor() as cursor:
        cursor.execute(f"delete from {place.schema_name}.django_migrations where name = '{name}'")
        Establishment.objects.filter(pk=place.pk).update(migrations_fingerprint="")
        assert migrate_establishments() == (1, 0)

    with inside(place):
        after = Activity.objects.order_by("reference")
        assert list(after.values_list("legal_bases", "families", "processors")) == expected
    assert expected == [
        (["c"], ["health", "identity"], ["Éditeur du logiciel"]),
        (["b", "c"], ["nir"], ["Cabinet comptable", "Éditeur de paie"]),
        (["a"], [], ["Éditeur de paie"]),
    ]
    assert DISPENSING.processors[0].label == "Éditeur du logiciel"
