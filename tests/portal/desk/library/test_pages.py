"""The firm’s templates at the desk: read, written, published, retired."""

import pytest
from django.db import ProgrammingError, transaction

from portal.register.masters import master_of, proposed_to
from portal.register.models import Activity
from portal.register.sheet import Sheet
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import as_person, inside
from tenants.library.models import MasterTemplate, TemplateDraft, TemplateVersion
from tests.conftest import NOW, Firm, owner
from tests.portal.desk.library.samples import (
    EDIT,
    INFORMATION,
    PAGE,
    REF,
    ClientFor,
    laid,
    publish,
    text,
)


def test_shelf_when_read_then_each_template_says_who_holds_it(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    laid(firm, establishment)

    page = text(client_for(firm.assistant).get("/modeles/?q=dispensation+dossier"))

    assert "Dispensation et dossier patient" in page
    assert "PHA-DISP version 1" in page
    assert "1 établissement" in page
    assert "Écrire un modèle" not in page


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 87),
        ("?type=pharmacie", 20),
        ("?q=ZZZ", 0),
        ("?seulement=retard", 0),
        ("?type=rien", 87),
    ],
)
def test_shelf_when_filtered_then_the_address_says_what_is_shown(
    client_for: ClientFor, firm: Firm, asked: str, count: int
) -> None:
    page = client_for(firm.dpo).get(f"/modeles/{asked}")

    shown = len(page.context["shelved"])

    assert shown == count


def test_template_when_written_then_the_draft_reaches_nobody(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    client = client_for(firm.dpo)
    answer = client.post(EDIT, {"revision": 0, "information": INFORMATION, "continue": "1"})

    with owner():
        draft = TemplateDraft.objects.get()
    assert answer.headers["Location"] == f"/modeles/{REF}/modifier/aipd/"
    assert (draft.base, draft.revision, draft.content["information"]) == (1, 1, INFORMATION)
    assert draft.content["name"] == "Dispensation et dossier patient"
    assert "Un brouillon change 1 point." in text(client.get(PAGE))
    with inside(establishment):
        assert proposed_to("pharmacie")[0].sheet.information != INFORMATION


def test_template_when_two_write_the_draft_then_the_second_keeps_its_text(
    client_for: ClientFor, firm: Firm
) -> None:
    client_for(firm.lead).post(EDIT, {"revision": 0, "information": "Texte de Solène"})

    answer = client_for(firm.dpo).post(EDIT, {"revision": 0, "information": "Texte de Maël"})

    page = text(answer)
    assert answer.status_code == 409
    assert "Solène Kermadec a écrit au même endroit que vous" in page
    assert "Texte de Solène" in page
    assert "Texte de Maël" in answer.content.decode()
    with owner():
        assert TemplateDraft.objects.get().content["information"] == "Texte de Solène"


def test_template_when_published_then_both_versions_stand_and_the_shelf_says_behind(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    laid(firm, establishment)
    client = client_for(firm.dpo)

    answer = publish(client)

    with owner():
        versions = list(
            TemplateVersion.objects.order_by("number").values_list(
                "number", "shipped_version", "why"
            )
        )
        gone = TemplateDraft.objects.exists()
    assert answer.headers["Location"] == PAGE
    assert versions == [(1, 1, ""), (2, None, "Référentiel officines")]
    assert not gone
    assert "1 établissement en retard" in text(client.get(PAGE))
    assert "1 en retard" in text(client.get("/modeles/?seulement=retard"))
    history = text(client.get(f"{PAGE}versions/"))
    assert "De la version 1 à la version 2" in history
    assert INFORMATION in history


def test_template_when_published_then_a_new_register_is_laid_from_it(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    publish(client_for(firm.dpo))

    activity = laid(firm, establishment)

    assert activity.sheet.information == INFORMATION
    assert activity.template_version == 2


def test_template_when_nothing_changed_then_it_is_not_published(
    client_for: ClientFor, firm: Firm
) -> None:
    client = client_for(firm.dpo)
    client.post(EDIT, {"revision": 0, "information": proposed_information(), "finish": "1"})

    answer = client.post(f"{PAGE}publier/", {"revision": 1, "why": "Pour rien"})

    assert answer.status_code == 422
    assert "ne change rien au modèle" in text(answer)
    with owner():
        assert not TemplateVersion.objects.exists()


def proposed_information() -> str:
    master = master_of(REF)
    assert master is not None
    return master.sheet.information


def test_template_when_published_without_a_reason_then_the_draft_stays(
    client_for: ClientFor, firm: Firm
) -> None:
    client = client_for(firm.dpo)
    client.post(EDIT, {"revision": 0, "information": INFORMATION, "finish": "1"})

    answer = client.post(f"{PAGE}publier/", {"revision": 1, "why": ""})

    assert answer.status_code == 422
    with owner():
        assert TemplateDraft.objects.count() == 1


def test_holders_when_asked_by_a_stranger_then_only_their_own_show(
    client_for: ClientFor,
    firm: Firm,
    establishment: Establishment,
    other_establishment: Establishment,
) -> None:
    laid(firm, establishment)

    page = text(client_for(firm.stranger).get(PAGE))

    assert establishment.name not in page
    assert other_establishment.name in page


def test_template_when_new_then_proposed_to_its_types_alone(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    client = client_for(firm.dpo)
    created = client.post("/modeles/ajouter/", {"name": "Téléconsultation", "types": "pharmacie"})
    assert created.headers["Location"] == "/modeles/CAB-001/modifier/finalites/"

    client.post("/modeles/CAB-001/publier/", {"revision": 1, "why": "Nouveau service"})

    with inside(establishment):
        assert [one.reference for one in proposed_to("pharmacie")][-1] == "CAB-001"
        assert "CAB-001" not in [one.reference for one in proposed_to("lbm")]
    assert "N’a pas cette activité" in text(client.get("/modeles/CAB-001/"))


def test_template_when_retired_then_no_longer_laid_down_and_what_stands_stays(
    client_for: ClientFor, firm: Firm, establishment: Establishment
) -> None:
    laid(firm, establishment)
    client = client_for(firm.dpo)

    client.post(f"{PAGE}retirer/")

    with inside(establishment):
        assert REF not in [one.reference for one in proposed_to("pharmacie")]
        assert Activity.objects.filter(template_ref=REF).count() == 1
    client.post(f"{PAGE}retirer/")
    with inside(establishment):
        assert proposed_to("pharmacie")[0].reference == REF


def test_template_when_discarded_then_the_published_one_stays(
    client_for: ClientFor, firm: Firm
) -> None:
    client = client_for(firm.dpo)
    client.post(EDIT, {"revision": 0, "information": INFORMATION, "finish": "1"})

    client.post(f"{PAGE}abandonner/")

    with owner():
        assert not TemplateDraft.objects.exists()
        assert not MasterTemplate.objects.exists()


def test_shipped_newer_when_adopted_then_the_firms_own_changes_stay(
    client_for: ClientFor, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(firm.dpo)
    publish(client)
    with owner():
        # As if the firm had taken version 0 of the file, whose rights said something else.
        before = Sheet.model_validate(TemplateVersion.objects.get(number=1).content)
        older = before.model_copy(update={"rights": "Ancienne voie"})
        TemplateVersion.objects.filter(number=1).update(
            shipped_version=0, content=older.model_dump(mode="json")
        )
        current = TemplateVersion.objects.get(number=2)
        mine = Sheet.model_validate(current.content).model_copy(update={"rights": "Ancienne voie"})
        TemplateVersion.objects.filter(number=2).update(content=mine.model_dump(mode="json"))
    assert "Vigie a une version plus récente" in text(client.get(PAGE))

    answer = client.post(f"{PAGE}reprendre/")

    with owner():
        draft = TemplateDraft.objects.get()
    assert answer.headers["Location"] == f"{PAGE}publier/"
    assert draft.content["information"] == INFORMATION
    assert draft.content["rights"] == before.rights
    assert draft.shipped_version == 1


def test_library_when_seen_by_postgresql_then_only_the_firm_reads_and_a_dpo_writes_it(
    client_for: ClientFor, firm: Firm, people: dict[Role, User]
) -> None:
    publish(client_for(firm.dpo))

    with as_person(people[Role.MANAGER].pk):
        seen_outside = MasterTemplate.objects.count()
    with as_person(firm.assistant.pk):
        seen_inside = MasterTemplate.objects.count()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            MasterTemplate.objects.create(reference="CAB-009", name="Volé", changed_at=NOW)

    assert (seen_outside, seen_inside) == (0, 1)
