"""Examples in the help of each field: those of the establishment's own profession."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils.translation import override

from portal.register.asking import plain_form
from portal.register.examples import examples_of
from portal.register.models import Activity
from tenants.accounts.models import User
from tenants.directory.models import Establishment, EstablishmentType
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.portal.register.samples import kept

Signed = Callable[[User], Client]


@pytest.mark.parametrize(
    ("kind", "template", "path", "example"),
    [
        ("pharmacie", "", "name", "Dispensation et dossier patient"),
        ("lbm", "", "purposes.text", "Réaliser les examens prescrits"),
        ("lbm", "", "software", "Système d’information de laboratoire (SIL)"),
        ("lbm", "COM-RH", "name", "Gestion du personnel"),
        ("ehpad", "", "owner", "Cadre de santé"),
        ("pharmacie", "GONE", "retentions.rule", "RET-PHA-DOS"),
        ("imagerie", "", "volume", "45000"),
    ],
)
def test_example_when_the_profession_says_something_then_that(
    kind: str, template: str, path: str, example: str
) -> None:
    assert examples_of(kind, template)[path] == example


@pytest.mark.parametrize("kind", EstablishmentType.values)
def test_examples_when_of_any_profession_then_every_text_of_a_template_and_no_code(
    kind: str,
) -> None:
    found = examples_of(kind, "")

    assert {"owner", "software", "collection", "rights", "information"} <= set(found)
    assert "note" not in found
    assert not [path for path in found if path.endswith((".family", ".kind", ".fate", ".link"))]
    assert max(len(text) for text in found.values()) <= 160


def test_examples_when_the_profession_is_unknown_then_none() -> None:
    assert dict(examples_of("fleuriste", "")) == {}


def test_help_when_the_page_is_english_then_the_translated_example() -> None:
    with override("en"):
        form = plain_form(["owner"], examples={"owner": "Biologiste responsable"})()
        said = str(form.fields["owner"].help_text)

    assert "The head pharmacist" in said
    assert "Biologiste" not in said


def test_page_when_the_establishment_is_a_laboratory_then_nothing_of_a_pharmacy(
    establishment: Establishment, people: dict[Role, User], client_for: Signed
) -> None:
    Establishment.objects.filter(pk=establishment.pk).update(type="lbm")
    with inside(establishment):
        activity: Activity = kept(by=None)
    path = f"/e/{establishment.slug}/registre/{activity.pk}/modifier/"

    page = unescape(client_for(people[Role.DPO]).get(f"{path}mesures/").content.decode())

    assert "Système d’information de laboratoire (SIL)" in page
    assert "Logiciel de gestion d’officine" not in page
