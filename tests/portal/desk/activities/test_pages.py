"""Activities across establishments at the desk: found, kept as views, counted."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Protocol

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.opening.actions import lay_down
from portal.register.actions import archive, submit, validate
from portal.register.models import Activity
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import as_person, inside
from tenants.portfolio.models import ActivityStanding, DeskView
from tests.conftest import NOW, Firm, opened, owner
from tests.portal.desk.library.samples import publish
from tests.portal.register.samples import CAMERAS, DISPENSING, kept

ClientFor = Callable[[User], Client]
LIST = "/activites/"


class Answer(Protocol):
    """What a page answered."""

    content: bytes


def text(answer: Answer) -> str:
    """Return the words of the page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.fixture
def second(firm: Firm) -> Establishment:
    """Return another pharmacy of the first agency."""
    place = opened(firm.agency, "Pharmacie de la Gare")
    with owner():
        Establishment.objects.filter(pk=place.pk).update(city="Quimperlé", type="lbm")
    return place


@pytest.fixture
def registers(
    firm: Firm, establishment: Establishment, second: Establishment
) -> dict[str, Activity]:
    """Return one whole draft and one empty at the port, one whole at the station."""
    with inside(establishment):
        port, empty = (kept(by=firm.dpo, sheet=one) for one in (DISPENSING, CAMERAS))
    with inside(second):
        station = kept(by=firm.dpo, sheet=DISPENSING)
    return {"port": port, "empty": empty, "station": station}


def shown(client: Client, asked: str = "") -> list[tuple[str, str]]:
    """Return the establishment and the reference of each row."""
    rows = client.get(f"{LIST}{asked}").context["rows"]
    return [(row.place.name, row.standing.reference) for row in rows]


def test_list_when_read_then_every_register_stands_there_without_its_own_names(
    client_for: ClientFor, firm: Firm, registers: dict[str, Activity]
) -> None:
    answer = client_for(firm.dpo).get(LIST)

    page = text(answer)
    assert "Activité propre à l’établissement Pharmacie de la Gare (Agence de Brest)" in page
    assert "Délivrance des médicaments" not in page
    assert (
        f'href="/e/pharmacie-du-port/registre/{registers["empty"].pk}/"' in answer.content.decode()
    )


def test_list_when_a_stranger_reads_then_only_theirs(
    client_for: ClientFor,
    firm: Firm,
    registers: dict[str, Activity],
    other_establishment: Establishment,
) -> None:
    with inside(other_establishment):
        kept(by=firm.stranger)

    found = shown(client_for(firm.stranger))

    assert found == [("Pharmacie des Arènes", "TRT-001")]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTRIBUTOR, Role.READER])
def test_list_when_a_person_of_an_establishment_asks_then_refused(
    client_for: ClientFor, people: dict[Role, User], role: Role
) -> None:
    answer = client_for(people[role]).get(LIST)

    assert answer.status_code == 403


PORT_1 = ("Pharmacie du Port", "TRT-001")
PORT_2 = ("Pharmacie du Port", "TRT-002")
GARE_1 = ("Pharmacie de la Gare", "TRT-001")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", [GARE_1, PORT_1, PORT_2]),
        ("?q=gare", [GARE_1]),
        ("?q=QUIMPERLE", [GARE_1]),
        ("?q=port+trt-002", [PORT_2]),
        ("?q=nulle+part", []),
        ("?type=lbm", [GARE_1]),
        ("?avec=incompletes", [PORT_2]),
        ("?avec=sensibles", [GARE_1, PORT_1]),
        ("?avec=sensibles&type=pharmacie", [PORT_1]),
        ("?avec=transferts", []),
        ("?avec=retard", []),
        ("?avec=reponse", []),
        ("?avec=n%27importe+quoi", [GARE_1, PORT_1, PORT_2]),
        ("?agence=999", [GARE_1, PORT_1, PORT_2]),
        ("?modele=propre", [GARE_1, PORT_1, PORT_2]),
        ("?modele=PHA-DISP", []),
        ("?validation=jamais", [GARE_1, PORT_1, PORT_2]),
        ("?validation=ancienne", []),
        ("?etat=validated", []),
        ("?tri=manque", [PORT_2, GARE_1, PORT_1]),
        ("?tri=reference", [GARE_1, PORT_1, PORT_2]),
        ("?q=%00gare", [GARE_1, PORT_1, PORT_2]),
    ],
)
def test_list_when_filtered_then_the_address_says_what_is_shown(
    client_for: ClientFor,
    firm: Firm,
    registers: dict[str, Activity],
    asked: str,
    expected: list[tuple[str, str]],
) -> None:
    found = shown(client_for(firm.dpo), asked)

    assert found == expected


def test_list_when_two_agencies_then_one_can_be_chosen(
    client_for: ClientFor,
    firm: Firm,
    registers: dict[str, Activity],
    other_establishment: Establishment,
) -> None:
    with owner():
        firm.dpo.memberships.create(role=Role.DPO, agency=firm.other_agency)
    with inside(other_establishment):
        kept(by=firm.dpo)
    client = client_for(firm.dpo)

    found = shown(client, f"?agence={firm.other_agency.pk}")

    assert found == [("Pharmacie des Arènes", "TRT-001")]
    assert len(shown(client)) == 4


def test_list_when_states_differ_then_counted_and_archived_out_unless_asked(
    client_for: ClientFor,
    firm: Firm,
    establishment: Establishment,
    registers: dict[str, Activity],
) -> None:
    with inside(establishment):
        archive(activity=registers["empty"], version=1, why="Cessée", by=firm.dpo, now=NOW)
        submit(activity=registers["port"], version=1, by=firm.dpo, now=NOW)
    client = client_for(firm.dpo)

    answer = client.get(LIST)

    counts = [(view.state, view.count) for view in answer.context["states"]]
    assert counts == [
        ("", 2),
        ("draft", 1),
        ("to_validate", 1),
        ("validated", 0),
        ("archived", 1),
    ]
    assert shown(client) == [GARE_1, PORT_1]
    assert shown(client, "?etat=archived") == [PORT_2]
    at_the_port = client.get(f"{LIST}?q=port&etat=to_validate").context["states"]
    assert [view.count for view in at_the_port] == [1, 0, 1, 0, 1]


def test_list_when_validated_over_a_year_ago_then_found_the_day_after(
    client_for: ClientFor,
    firm: Firm,
    establishment: Establishment,
    second: Establishment,
    registers: dict[str, Activity],
) -> None:
    now = timezone.now()
    for place, name, days in ((establishment, "port", 367), (second, "station", 364)):
        with inside(place):
            validate(
                establishment=place,
                activity=registers[name],
                version=1,
                by=firm.dpo,
                now=now - timedelta(days=days),
            )

    found = shown(client_for(firm.dpo), "?validation=ancienne")

    assert found == [PORT_1]


def test_list_when_taken_from_a_template_then_its_name_and_its_delay(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    with inside(establishment):
        lay_down(establishment=establishment, by=firm.dpo, now=NOW)
        reference = Activity.objects.get(template_ref="PHA-DISP").reference
    client = client_for(firm.dpo)
    publish(client)

    answer = client.get(f"{LIST}?avec=retard")

    assert shown(client, "?avec=retard") == [("Pharmacie du Port", reference)]
    assert shown(client, "?q=dossier+patient+dispensation") == [("Pharmacie du Port", reference)]
    assert shown(client, "?modele=PHA-DISP") == [("Pharmacie du Port", reference)]
    assert "Dispensation et dossier patient Pharmacie du Port" in text(answer)
    assert text(answer).count("Modèle en retard") == 1


def test_list_when_nothing_is_anywhere_then_it_says_where_to_begin(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    client = client_for(firm.dpo)

    assert "Aucun registre n’a encore d’activité" in text(client.get(LIST))
    assert "Aucune activité ne correspond" in text(client.get(f"{LIST}?q=rien"))


def test_list_when_there_are_more_establishments_then_no_more_queries(
    client_for: ClientFor, firm: Firm, registers: dict[str, Activity]
) -> None:
    client = client_for(firm.dpo)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(3):
        with inside(opened(firm.agency, f"Pharmacie {number}")):
            kept(by=firm.dpo)

    with CaptureQueriesContext(connection) as more:
        answer = client.get(LIST)

    assert len(answer.context["rows"]) == 6
    # Four are the frame's: the session, the person, the roles, what is open.
    assert len(asked(more)) == len(asked(few)) == 4 + 5


def asked(captured: CaptureQueriesContext) -> list[str]:
    """Return the reads and writes, without what sets the role and the transaction."""
    kept_words = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
    said = [one["sql"] for one in captured.captured_queries]
    return [
        one for one in said if one.lstrip("(").startswith(kept_words) and "set_config" not in one
    ]


def test_list_when_long_then_fifty_a_page(
    client_for: ClientFor, firm: Firm, registers: dict[str, Activity], establishment: Establishment
) -> None:
    with owner():
        model = ActivityStanding.objects.get(pk=registers["port"].pk)
        ActivityStanding.objects.bulk_create(
            _copy(model, number, establishment=establishment) for number in range(60)
        )
    client = client_for(firm.dpo)

    assert len(shown(client)) == 50
    assert len(shown(client, "?page=2")) == 13


def _copy(
    model: ActivityStanding, number: int, *, establishment: Establishment
) -> ActivityStanding:
    return ActivityStanding(
        establishment=establishment,
        schema_name=establishment.schema_name,
        reference=f"TRT-{500 + number}",
        role=model.role,
        state=model.state,
        version=1,
        screening=model.screening,
        updated_at=NOW,
    )


def keep(client: Client, query: str, name: str) -> Answer:
    """Return the answer to a filter kept under a name."""
    return client.post(f"{LIST}vues/garder/?{query}", {"name": name}, follow=True)


def test_view_when_kept_then_a_chip_of_that_person_alone(
    client_for: ClientFor, firm: Firm, registers: dict[str, Activity]
) -> None:
    client = client_for(firm.dpo)

    page = keep(client, "tri=manque&avec=sensibles&rien=1", "À revoir")

    assert "Vue gardée" in text(page)
    assert 'href="?avec=sensibles&amp;tri=manque" aria-current="true">À revoir' in (
        page.content.decode()
    )
    assert "Garder ce filtre" not in text(page)
    assert "À revoir" not in text(client_for(firm.lead).get(LIST))


@pytest.mark.parametrize(
    ("query", "name", "sentence"),
    [
        ("avec=transferts", "à REVOIR", "Vous avez déjà une vue de ce nom"),
        (
            "avec=sensibles",
            "Autre",
            "Vous gardez déjà ce filtre sous le nom «\u00a0À revoir\u00a0».",
        ),
        ("", "Toutes", "Choisissez d’abord un filtre"),
        ("avec=transferts", "", "Ce champ est obligatoire"),
        ("avec=transferts", "a" * 61, "Ce texte est trop long"),
    ],
)
def test_view_when_it_cannot_be_kept_then_a_sentence_and_what_was_typed(
    client_for: ClientFor, firm: Firm, query: str, name: str, sentence: str
) -> None:
    client = client_for(firm.dpo)
    keep(client, "avec=sensibles", "À revoir")

    answer = client.post(f"{LIST}vues/garder/?{query}", {"name": name})

    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in page
    assert f'value="{name}"' in page or not name
    with owner():
        assert DeskView.objects.count() == 1


def test_view_when_removed_then_gone_and_said_and_nobody_elses_can_be(
    client_for: ClientFor, firm: Firm
) -> None:
    client = client_for(firm.dpo)
    keep(client, "avec=sensibles", "À revoir")
    with owner():
        view = DeskView.objects.get()
    remove = f"{LIST}vues/{view.pk}/retirer/"

    by_another = client_for(firm.lead).post(remove)
    page = text(client.post(remove, follow=True))

    assert by_another.status_code == 404
    assert "Vue « À revoir » retirée." in page
    assert "Aucune vue pour l’instant" in page


def test_view_when_another_looks_in_the_table_then_postgresql_hides_it(
    client_for: ClientFor, firm: Firm
) -> None:
    keep(client_for(firm.dpo), "avec=sensibles", "À revoir")

    with as_person(firm.lead.pk):
        seen = DeskView.objects.count()

    assert seen == 0
