"""Absences said, changed and withdrawn, by whom it belongs."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from tenants.accounts.models import User
from tenants.directory.models import Absence, Establishment, Membership
from tenants.directory.roles import Role
from tests.conftest import Firm, opened, owner, person

ClientFor = Callable[[User], Client]
PAGE = "/absences/"


def day(offset: int) -> date:
    """Return the civil day of Paris so many days from today."""
    return timezone.now().astimezone(ZoneInfo("Europe/Paris")).date() + timedelta(days=offset)


def said(start: int, end: int, **who: int) -> dict[str, str]:
    return {
        "starts_on": day(start).isoformat(),
        "ends_on": day(end).isoformat(),
        **{name: str(pk) for name, pk in who.items()},
    }


def rows() -> list[tuple[int, int, int, int]]:
    """Return person, agency, and the first and last day counted from today."""
    with owner():
        found = Absence.objects.order_by("starts_on", "agency_id")
        return [
            (
                row.person_id,
                row.agency_id,
                (row.starts_on - day(0)).days,
                (row.ends_on - day(0)).days,
            )
            for row in found
        ]


def written(firm: Firm, user: User, start: int, end: int) -> Absence:
    with owner():
        return Absence.objects.create(
            person=user,
            agency=firm.agency,
            starts_on=day(start),
            ends_on=day(end),
            said_at=timezone.now(),
        )


@pytest.fixture
def place(firm: Firm, establishment: Establishment) -> Establishment:
    """Return the establishment, entrusted to the DPO with the lead as deputy."""
    with owner():
        Establishment.objects.filter(pk=establishment.pk).update(
            assigned_dpo=firm.dpo, deputy_dpo=firm.lead
        )
    return establishment


def test_absence_when_said_then_kept_and_its_effect_is_told(
    firm: Firm, place: Establishment, client_for: ClientFor
) -> None:
    shown = client_for(firm.dpo).post(PAGE, said(3, 9), follow=True).content.decode()

    assert rows() == [(firm.dpo.pk, firm.agency.pk, 3, 9)]
    assert "Absence enregistrée." in shown
    assert "1 établissement passe à son suppléant." in shown
    assert "en absence aujourd’hui" not in shown


def test_absence_when_of_two_agencies_then_a_row_for_each_and_one_line(
    firm: Firm, place: Establishment, client_for: ClientFor
) -> None:
    with owner():
        Membership.objects.create(user=firm.dpo, role=Role.DPO, agency=firm.other_agency)

    shown = client_for(firm.dpo).post(PAGE, said(0, 1), follow=True).content.decode()

    assert rows() == [
        (firm.dpo.pk, firm.agency.pk, 0, 1),
        (firm.dpo.pk, firm.other_agency.pk, 0, 1),
    ]
    assert "Agence de Brest, Agence de Nîmes" in shown
    assert shown.count("en absence aujourd’hui") == 1


def test_absence_when_an_establishment_would_have_nobody_then_it_is_named(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    with owner():
        Establishment.objects.filter(pk=establishment.pk).update(assigned_dpo=firm.dpo)
    opened(firm.other_agency, "Pharmacie des Arènes")

    shown = client_for(firm.dpo).post(PAGE, said(0, 0), follow=True).content.decode()

    assert (
        "1 établissement n’aurait, un jour au moins, aucun DPO présent (Pharmacie du Port)" in shown
    )
    assert "Arènes" not in shown


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (-1, 3, "Une absence commence au plus tôt aujourd’hui"),
        (5, 4, "Le dernier jour est avant le premier."),
        (1, 400, "Plus d’un an"),
        (4, 12, "Une absence est déjà dite du"),
        (1, 10, "Une absence est déjà dite du"),
        (1, 30, "Une absence est déjà dite du"),
        (20, 20, "Une absence est déjà dite du"),
    ],
)
def test_absence_when_it_cannot_be_then_a_sentence_says_why(
    firm: Firm, place: Establishment, client_for: ClientFor, start: int, end: int, sentence: str
) -> None:
    written(firm, firm.dpo, 10, 20)

    answer = client_for(firm.dpo).post(PAGE, said(start, end))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert len(rows()) == 1


def test_absence_when_it_touches_another_then_it_is_kept(
    firm: Firm, place: Establishment, client_for: ClientFor
) -> None:
    written(firm, firm.dpo, 10, 20)

    client_for(firm.dpo).post(PAGE, said(21, 22))

    assert len(rows()) == 2


def test_absence_when_changed_then_it_moves(
    firm: Firm, place: Establishment, client_for: ClientFor
) -> None:
    absence = written(firm, firm.dpo, 3, 5)

    client_for(firm.dpo).post(f"{PAGE}{absence.pk}/", said(4, 8))

    assert rows() == [(firm.dpo.pk, firm.agency.pk, 4, 8)]


def test_absence_when_begun_then_only_its_end_moves(
    firm: Firm, place: Establishment, client_for: ClientFor
) -> None:
    absence = written(firm, firm.dpo, -3, 5)
    client = client_for(firm.dpo)

    refused = client.post(f"{PAGE}{absence.pk}/", said(1, 5))
    client.post(f"{PAGE}{absence.pk}/", said(-3, 2))

    assert "son premier jour ne change plus" in refused.content.decode()
    assert rows() == [(firm.dpo.pk, firm.agency.pk, -3, 2)]


@pytest.mark.parametrize(("start", "left"), [(1, []), (0, []), (-4, [(-4, -1)])])
def test_absence_when_withdrawn_then_the_days_spent_remain(
    firm: Firm,
    place: Establishment,
    client_for: ClientFor,
    start: int,
    left: list[tuple[int, int]],
) -> None:
    absence = written(firm, firm.dpo, start, 6)
    client = client_for(firm.dpo)

    asked = client.get(f"{PAGE}{absence.pk}/retirer/")
    client.post(f"{PAGE}{absence.pk}/retirer/")

    assert asked.status_code == 200
    assert [row[2:] for row in rows()] == left


def test_absence_when_over_then_it_is_history(
    firm: Firm, place: Establishment, client_for: ClientFor
) -> None:
    absence = written(firm, firm.dpo, -9, -1)
    client = client_for(firm.dpo)

    assert client.get(f"{PAGE}{absence.pk}/").status_code == 404
    assert client.post(f"{PAGE}{absence.pk}/retirer/").status_code == 404
    assert "Aucune absence dite" in client.get(PAGE).content.decode()


def test_absence_when_the_lead_says_it_then_for_the_people_of_the_agency(
    firm: Firm, place: Establishment, client_for: ClientFor
) -> None:
    client = client_for(firm.lead)
    offered = client.get(PAGE).content.decode()

    client.post(PAGE, said(1, 2, person=firm.assistant.pk))
    stranger = client.post(PAGE, said(1, 2, person=firm.stranger.pk))

    assert "Maël Rivoal" in offered
    assert "Luc Vidal" not in offered
    assert stranger.status_code == 422
    assert rows() == [(firm.assistant.pk, firm.agency.pk, 1, 2)]


def test_absence_when_a_dpo_names_somebody_else_then_it_is_their_own(
    firm: Firm, place: Establishment, client_for: ClientFor
) -> None:
    client_for(firm.dpo).post(PAGE, said(1, 2, person=firm.lead.pk))

    assert rows() == [(firm.dpo.pk, firm.agency.pk, 1, 2)]


def test_absence_when_of_a_colleague_then_the_lead_alone_sees_and_changes_it(
    firm: Firm, place: Establishment, client_for: ClientFor
) -> None:
    absence = written(firm, firm.dpo, 1, 2)
    page = f"{PAGE}{absence.pk}/"

    statuses = [
        client_for(user).get(page).status_code
        for user in (firm.lead, firm.dpo, firm.assistant, firm.stranger)
    ]

    assert statuses == [200, 200, 404, 404]
    assert "Maël Rivoal" in client_for(firm.lead).get(PAGE).content.decode()
    assert "Retirer" not in client_for(firm.assistant).get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.ASSISTANT, 200), (Role.MANAGER, 403), (Role.READER, 403), (Role.OPERATOR, 403)],
)
def test_absences_when_asked_by_role_then_the_firm_alone(
    people: dict[Role, User], client_for: ClientFor, role: Role, status: int
) -> None:
    assert client_for(people[role]).get(PAGE).status_code == status


def test_absences_when_the_agency_has_no_establishment_then_one_says_ones_own(
    firm: Firm, client_for: ClientFor
) -> None:
    newcomer = person("new@firm.test", "Ronan", "Kerguelen")
    with owner():
        Membership.objects.create(user=newcomer, role=Role.LEAD, agency=firm.other_agency)

    shown = client_for(newcomer).post(PAGE, said(1, 1), follow=True).content.decode()

    assert "Aucun établissement ne change de mains." in shown
