"""Who looks after an establishment, chosen by its DPO or lead."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.journal.models import Entry
from tenants.accounts.models import User
from tenants.directory.models import Establishment, Membership
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import Firm, owner, person

ClientFor = Callable[[User], Client]


def page(place: Establishment) -> str:
    return f"/e/{place.slug}/membres/dpo/"


def entrusted(place: Establishment) -> tuple[int | None, int | None]:
    with owner():
        place.refresh_from_db()
    return place.assigned_dpo_id, place.deputy_dpo_id


def acts(place: Establishment) -> list[tuple[str, dict[str, str]]]:
    with inside(place):
        return list(Entry.objects.order_by("sequence").values_list("act", "facts"))


def test_assign_when_chosen_then_kept_said_and_remembered(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    client = client_for(firm.dpo)
    answer = client.post(
        page(establishment), {"assigned": firm.dpo.pk, "deputy": firm.lead.pk}, follow=True
    )

    shown = answer.content.decode()
    assert "Les alertes vont désormais à Maël Rivoal\u00a0; à Solène Kermadec" in shown
    assert entrusted(establishment) == (firm.dpo.pk, firm.lead.pk)
    assert acts(establishment) == [
        (
            "dpo.assigned",
            {
                "assigned": str(firm.dpo.pk),
                "deputy": str(firm.lead.pk),
                "former_assigned": "",
                "former_deputy": "",
            },
        )
    ]


def test_assign_when_nothing_changes_then_the_journal_keeps_silent(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    client = client_for(firm.lead)
    for _time in range(2):
        client.post(page(establishment), {"assigned": firm.dpo.pk, "deputy": ""})

    assert entrusted(establishment) == (firm.dpo.pk, None)
    assert len(acts(establishment)) == 1


def test_assign_when_offered_then_dpos_and_leads_of_the_agency_only(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    shown = client_for(firm.dpo).get(page(establishment)).content.decode()

    assert ">Maël Rivoal<" in shown
    assert ">Solène Kermadec<" in shown
    assert ">Inès Caradec<" not in shown
    assert ">Luc Vidal<" not in shown


@pytest.mark.parametrize("who", ["stranger", "assistant"])
def test_assign_when_the_person_is_no_dpo_of_the_agency_then_refused(
    firm: Firm, establishment: Establishment, client_for: ClientFor, who: str
) -> None:
    answer = client_for(firm.dpo).post(
        page(establishment), {"assigned": getattr(firm, who).pk, "deputy": ""}
    )

    assert answer.status_code == 422
    assert entrusted(establishment) == (None, None)


def test_assign_when_one_person_in_both_places_then_refused(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    answer = client_for(firm.dpo).post(
        page(establishment), {"assigned": firm.dpo.pk, "deputy": firm.dpo.pk}
    )

    assert answer.status_code == 422
    assert "Le suppléant est une autre personne que le DPO attitré." in answer.content.decode()
    assert acts(establishment) == []


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.LEAD, 200), (Role.DPO, 200), (Role.ASSISTANT, 403), (Role.MANAGER, 403)],
)
def test_assign_when_asked_by_role_then_the_dpo_and_the_lead_alone(
    people: dict[Role, User],
    establishment: Establishment,
    client_for: ClientFor,
    role: Role,
    status: int,
) -> None:
    assert client_for(people[role]).get(page(establishment)).status_code == status


def test_assign_when_foreign_then_404(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    assert client_for(firm.stranger).get(page(establishment)).status_code == 404


def test_home_when_the_assigned_dpo_left_the_agency_then_nobody_is_named(
    people: dict[Role, User], firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    client_for(firm.dpo).post(page(establishment), {"assigned": firm.dpo.pk, "deputy": ""})
    manager = client_for(people[Role.MANAGER])

    before = manager.get(f"/e/{establishment.slug}/").content.decode()
    with owner():
        Membership.objects.filter(user=firm.dpo).delete()
    after = manager.get(f"/e/{establishment.slug}/").content.decode()

    assert "<dd>Maël Rivoal</dd>" in before
    assert "Maël Rivoal" not in after
    assert "tous les DPO de l’agence reçoivent les alertes" in after


OPENING = {
    "name": "Cabinet des Remparts",
    "type": "cabinet_medical",
    "postcode": "29200",
    "city": "Brest",
}


def test_opening_when_nothing_is_said_then_whoever_opens_it_looks_after_it(
    firm: Firm, client_for: ClientFor
) -> None:
    client_for(firm.dpo).post("/etablissements/ouvrir/", OPENING | {"agency": firm.agency.pk})

    with owner():
        place = Establishment.objects.get(name="Cabinet des Remparts")
    assert (place.assigned_dpo_id, place.deputy_dpo_id) == (firm.dpo.pk, None)


def test_opening_when_others_are_chosen_then_they_look_after_it(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    with owner():
        yann = person("yann@firm.test", "Yann", "Le Bris")
        Membership.objects.create(user=yann, role=Role.DPO, agency=firm.agency)
    team = {"assigned_dpo": yann.pk, "deputy_dpo": firm.dpo.pk}
    client_for(firm.lead).post(
        "/etablissements/ouvrir/", OPENING | {"agency": firm.agency.pk} | team
    )

    with owner():
        place = Establishment.objects.get(name="Cabinet des Remparts")
    assert (place.assigned_dpo_id, place.deputy_dpo_id) == (yann.pk, firm.dpo.pk)


def test_opening_when_one_person_in_both_places_then_refused(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    team = {"assigned_dpo": firm.dpo.pk, "deputy_dpo": firm.dpo.pk}
    answer = client_for(firm.dpo).post(
        "/etablissements/ouvrir/", OPENING | {"agency": firm.agency.pk} | team
    )

    assert answer.status_code == 422
    assert "Le suppléant est une autre personne" in answer.content.decode()
