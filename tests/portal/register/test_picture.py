"""The picture of an activity: what it says, where it stands, on the page and in files."""

from collections.abc import Callable
from html import unescape
from xml.etree import ElementTree

import pytest
from django.test import Client

from portal.processors.states import ContractState
from portal.register.actions import save
from portal.register.exports.pdf import book_of
from portal.register.models import Activity
from portal.register.picture.drawing import drawn, styles
from portal.register.picture.facts import Facts, Item, Kept, Tone, facts_of
from portal.register.picture.layout import Flow, flow_of
from portal.register.picture.lettering import fitted
from portal.register.sheet import (
    Fate,
    JointController,
    ProcessorUse,
    Recipient,
    RecipientKind,
    Retention,
    Sheet,
    Transfer,
    TransferTool,
)
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.portal.register.files_samples import AS_PROCESSOR, FULL, entry, register
from tests.portal.register.samples import DISPENSING, NOW, kept

Signed = Callable[[User], Client]
SVG = "{http://www.w3.org/2000/svg}"


def column(facts: Facts, at: int) -> list[Item]:
    """Return the boxes of a column, from 0 for the persons to 4 for the recipients."""
    return list(facts.columns[at].items)


def test_facts_when_the_sheet_is_full_then_five_columns_and_retention() -> None:
    facts = facts_of(FULL, contracts={})

    assert [one.title for one in facts.columns] == [
        "Personnes",
        "Collecte",
        "Outils",
        "Sous-traitants",
        "Destinataires",
    ]
    assert column(facts, 0) == [
        Item("Patients", "12\u202f000 personnes", Tone.PERSON, "vulnérables")
    ]
    assert column(facts, 1) == [
        Item("Sur place, de vive voix"),
        Item("Carte Vitale ou autre carte lue"),
        Item("au comptoir"),
        Item("carte Vitale", "Nom, prénom"),
        Item("Traitements", mark="sensibles"),
        Item("NIR", mark="sensibles"),
        Item("Poste"),
    ]
    assert [one.label for one in column(facts, 2)] == ["LGPI", "=HYPERLINK(1)", "Papier"]
    assert column(facts, 4) == [
        Item("Préparateurs", "habilités"),
        Item("Assurance maladie", "Organisme ou autorité"),
        Item("SELARL", "responsable conjoint"),
        Item("Messagerie", "États-Unis", Tone.WATCH, "hors UE"),
    ]
    assert facts.kept == (
        Kept("Ordonnancier", "dix ans (dernière inscription)", "deux ans", "Archivage définitif"),
    )


@pytest.mark.parametrize(
    ("link", "words", "tone"),
    [
        ("", "contrat à vérifier", Tone.BAD),
        ("unknown", "contrat à vérifier", Tone.BAD),
        ("a", "contrat en vigueur", Tone.GOOD),
        ("b", "contrat bientôt échu", Tone.WATCH),
        ("c", "contrat échu", Tone.BAD),
    ],
)
def test_facts_when_a_processor_is_linked_then_its_contract_is_said(
    link: str, words: str, tone: Tone
) -> None:
    states = {
        "a": ContractState.OK,
        "b": ContractState.EXPIRING,
        "c": ContractState.EXPIRED,
    }
    sheet = Sheet(name="Paie", processors=(ProcessorUse(label="Cabinet comptable", link=link),))

    facts = facts_of(sheet, contracts=states)

    assert column(facts, 3) == [Item("Cabinet comptable", words, tone)]


def test_facts_when_contracts_are_left_out_then_nothing_is_said_of_them() -> None:
    facts = facts_of(FULL, contracts=None)

    assert column(facts, 3) == [Item("Éditeur du logiciel")]


def test_facts_when_data_leave_the_union_then_who_takes_them_is_marked() -> None:
    sheet = Sheet(
        name="Messagerie",
        processors=(ProcessorUse(label="Hébergeur", link="a"),),
        recipients=(
            Recipient(label="Éditeur américain", kind=RecipientKind.PARTNER),
            Recipient(label="Filiale", kind=RecipientKind.THIRD_COUNTRY, note="Suisse"),
        ),
        transfers=(
            Transfer(recipient="éditeur américain", country="États-Unis", tool=TransferTool.DPF),
            Transfer(recipient="HÉBERGEUR", country="Inde", tool=TransferTool.CLAUSES),
            Transfer(recipient="Support", tool=TransferTool.NONE_YET),
        ),
    )

    facts = facts_of(sheet, contracts={"a": ContractState.OK})

    assert column(facts, 3) == [Item("Hébergeur", "contrat en vigueur", Tone.GOOD, "hors UE")]
    assert column(facts, 4) == [
        Item("Éditeur américain", "États-Unis", Tone.WATCH, "hors UE"),
        Item("Filiale", "Suisse", Tone.WATCH, "hors UE"),
        Item("Support", "pays à préciser, sans garantie", Tone.BAD, "hors UE"),
    ]


def test_facts_when_written_as_a_processor_then_whose_data_and_what_is_done() -> None:
    facts = facts_of(AS_PROCESSOR, contracts={})

    assert column(facts, 0) == [
        Item("EHPAD des Tilleuls, Lyon", "responsable du traitement", Tone.PERSON)
    ]
    assert column(facts, 1) == [Item("Préparation des piluliers", "traitement confié")]


def test_facts_when_said_in_a_sentence_then_nothing_of_the_picture_is_left_out() -> None:
    sheet = Sheet(
        name="Paie",
        software=("Silae",),
        processors=(ProcessorUse(label="Cabinet comptable"),),
        joint_controllers=(JointController(name="SISA"),),
        retentions=(Retention(what="Bulletins", fate=Fate.ANONYMISATION),),
    )

    assert facts_of(sheet, contracts={}).sentence == (
        "Personnes\u00a0: rien d’indiqué. Collecte\u00a0: rien d’indiqué. Outils\u00a0: Silae. "
        "Sous-traitants\u00a0: Cabinet comptable (contrat à vérifier). "
        "Destinataires\u00a0: SISA (responsable conjoint). "
        "Conservation\u00a0: Bulletins (durée à préciser, Anonymisation)."
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ()),
        ("Patients", ("Patients",)),
        ("Éditeur du logiciel d’officine", ("Éditeur du logiciel", "d’officine")),
        (
            "Organisme complémentaire d’assurance maladie et ses délégataires",
            ("Organisme", "complémentaire…"),
        ),
        ("anticonstitutionnellement" * 2, ("anticonstitutionnellem", "entanticonstitutionne…")),
    ],
)
def test_label_when_long_then_two_lines_and_an_ellipsis(text: str, lines: tuple[str, ...]) -> None:
    assert fitted(text, room=130, size=12, lines=2) == lines


def many(count: int) -> Flow:
    """Return the picture of a sheet with so many recipients."""
    labels = [f"Organisme {number}" for number in range(1, count + 1)]
    sheet = Sheet(name="Facturation", recipients=tuple(Recipient(label=one) for one in labels))
    return flow_of(facts_of(sheet, contracts={}))


def test_picture_when_a_column_is_too_long_then_the_rest_is_folded_and_named() -> None:
    twelve, six = many(12), many(6)

    names = [node.name[0].words for node in twelve.nodes if node.x == 662]
    assert names == [
        "Organisme 1",
        "Organisme 2",
        "Organisme 3",
        "Organisme 4",
        "Organisme 5",
        "et 7 autres",
    ]
    assert twelve.nodes[-1].title.startswith("Organisme 6 (Autre destinataire), Organisme 7 (")
    assert six.nodes[-1].name[0].words == "Organisme 6"


def test_picture_when_something_is_wrong_then_never_folded_behind_what_is_not() -> None:
    links = ("", *"abcdefg", "")
    sheet = Sheet(
        name="Soins",
        processors=tuple(
            ProcessorUse(label=f"P{number}", link=link) for number, link in enumerate(links)
        ),
    )
    states = dict.fromkeys("abcdefg", ContractState.OK)

    flow = flow_of(facts_of(sheet, contracts=states))

    boxes = [node for node in flow.nodes if node.x == 496.5]
    assert [(node.name[0].words, node.tone) for node in boxes[:3]] == [
        ("P0", Tone.BAD),
        ("P8", Tone.BAD),
        ("P1", Tone.GOOD),
    ]


def test_picture_when_data_are_sensitive_then_folded_after_what_is_not() -> None:
    flow = flow_of(facts_of(FULL, contracts={}))

    names = [" ".join(line.words for line in node.name) for node in flow.nodes if node.x == 165.5]
    assert names == [
        "Traitements",
        "NIR",
        "Sur place, de vive voix",
        "Carte Vitale ou autre carte lue",
        "au comptoir",
        "et 2 autres",
    ]


def test_picture_when_drawn_twice_then_the_same_and_within_its_frame() -> None:
    facts = facts_of(FULL, contracts={})
    flow = flow_of(facts)

    assert flow_of(facts) == flow
    assert all(node.x >= 0 and node.x + node.width <= flow.width for node in flow.nodes)
    assert all(node.y >= 30 and node.y + node.height <= flow.height for node in flow.nodes)
    assert flow.bars[-1].text.y < flow.height


def test_picture_when_a_column_is_empty_then_it_says_so() -> None:
    flow = flow_of(facts_of(Sheet(name="Paie", software=("Silae",)), contracts={}))

    assert [node.name[0].words for node in flow.nodes] == [
        "Rien d’indiqué",
        "Rien d’indiqué",
        "Silae",
        "Rien d’indiqué",
        "Rien d’indiqué",
    ]


def test_file_when_text_holds_signs_of_markup_then_it_is_one_well_formed_svg() -> None:
    sheet = FULL.model_copy(update={"name": "<b>\x0b&", "software": ('"><script>', "\u2028")})

    tree = ElementTree.fromstring(drawn(flow_of(facts_of(sheet, contracts={}))))  # noqa: S314

    assert tree.tag == f"{SVG}svg"
    assert tree.find(f"{SVG}title").text == "Circuit des données\u00a0: <b> &"  # type: ignore[union-attr]
    assert tree.find(f".//{SVG}script") is None


def test_styles_when_taken_into_a_file_then_no_token_is_left() -> None:
    found = styles()

    assert "var(" not in found
    assert ".flow .bad rect { fill: #fdeae5; stroke: #c73b20; stroke-width: 2px; }" in found


def test_pdf_when_an_activity_says_something_then_its_picture_without_contracts() -> None:
    pictures = [
        one["picture"]
        for one in book_of(register(entry(FULL), entry(Sheet(name="Rien"))))["activities"]  # type: ignore[attr-defined]
    ]

    assert pictures[0]["svg"].count("<g class=") == 15
    assert "contrat" not in pictures[0]["said"]
    assert pictures[1] == {"svg": "", "said": ""}


@pytest.fixture
def activity(establishment: Establishment, people: dict[Role, User]) -> Activity:
    """Return the dispensing of medicines, at its second version."""
    with inside(establishment):
        made = kept(by=people[Role.DPO])
        changed = DISPENSING.model_copy(update={"software": ("Winpharma",)})
        return save(activity=made, sheet=changed, version=1, why="", by=people[Role.DPO], now=NOW)


def test_page_when_shown_then_the_picture_and_its_file_of_that_version(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.READER])
    path = f"/e/{establishment.slug}/registre/{activity.pk}/"

    page = unescape(client.get(path).content.decode())
    past = unescape(client.get(f"{path}?version=1").content.decode())
    today = client.get(f"{path}schema.svg")
    before = client.get(f"{path}schema.svg?version=1")

    assert 'role="img" aria-labelledby="fl-t fl-d"' in page
    assert "Outils\u00a0: Winpharma." in page
    assert "Outils\u00a0: Logiciel d’officine." in past
    assert f'href="/e/{establishment.slug}/registre/{activity.pk}/schema.svg?version=1"' in past
    assert today.headers["Content-Type"] == "image/svg+xml"
    assert today.headers["Content-Disposition"] == (
        f'attachment; filename="TRT-001-V2-{establishment.slug}.svg"'
    )
    assert "Winpharma" in today.content.decode()
    assert "Winpharma" not in before.content.decode()


def test_page_when_nothing_is_said_then_what_will_appear_and_no_file(
    establishment: Establishment, people: dict[Role, User], client_for: Signed
) -> None:
    with inside(establishment):
        bare = kept(by=None, sheet=Sheet(name="À écrire"))
    client = client_for(people[Role.READER])
    path = f"/e/{establishment.slug}/registre/{bare.pk}/"

    page = unescape(client.get(path).content.decode())

    assert "Le schéma se dessine tout seul" in page
    assert client.get(f"{path}schema.svg").status_code == 404
