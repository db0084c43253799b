"""The ladders in words, and the rungs that a lead adds and takes back."""

from collections.abc import Callable

import pytest
from django.test import Client

from tenants.accounts.models import User
from tenants.agenda.models import LadderStep
from tenants.directory.models import Membership
from tenants.directory.roles import Role
from tests.conftest import NOW, Firm, owner

ClientFor = Callable[[User], Client]
PAGE = "/cabinet/paliers/"
ADD = "/cabinet/paliers/ajouter/"
ASKED = {"rule_id": "R-ART12-1M", "before": "10", "unit": "days", "audience": "lead"}


def rows() -> list[tuple[int, str, str, int, str]]:
    """Return the rungs kept: agency, rule, unit, before, audience."""
    with owner():
        found = LadderStep.objects.order_by("pk")
        return list(found.values_list("agency_id", "rule_id", "unit", "before", "audience"))


def kept(firm: Firm, *, before: int = 10) -> LadderStep:
    with owner():
        return LadderStep.objects.create(
            agency=firm.agency,
            rule_id="R-ART12-1M",
            unit="days",
            before=before,
            audience="lead",
            added_by=firm.lead,
            added_at=NOW,
        )


def test_ladders_when_read_then_every_rule_is_in_words(client_for: ClientFor, firm: Firm) -> None:
    page = client_for(firm.dpo).get(PAGE).content.decode()

    assert "Réponse à une demande de droits" in page
    assert "15 jours avant" in page
    assert "4 heures avant" in page
    assert "le suppléant, le responsable, le cabinet. Chacun a 24\u00a0h" in page
    assert "Aucun palier ajouté" in page
    assert "/cabinet/paliers/ajouter/" not in page


def test_ladders_when_read_in_english_then_no_french_is_left(
    client_for: ClientFor, firm: Firm
) -> None:
    with owner():
        User.objects.filter(pk=firm.lead.pk).update(language="en")
    kept(firm)

    page = client_for(firm.lead).get(PAGE).content.decode()

    assert "10 days before" in page
    assert "the firm" in page
    assert "le cabinet" not in page
    assert "Retirer" not in page


def test_add_when_asked_then_what_it_changes_is_shown_and_nothing_kept_yet(
    client_for: ClientFor, firm: Firm
) -> None:
    answer = client_for(firm.lead).post(ADD, ASKED)

    assert "10 jours avant" in answer.content.decode()
    assert "dans l’heure" in answer.content.decode()
    assert rows() == []


def test_add_when_confirmed_then_it_is_kept_with_its_author(
    client_for: ClientFor, firm: Firm
) -> None:
    client = client_for(firm.lead)

    answer = client.post(ADD, {**ASKED, "confirmed": "1"}, follow=True)

    assert "Palier ajouté" in answer.content.decode()
    assert rows() == [(firm.agency.pk, "R-ART12-1M", "days", 10, "lead")]
    with owner():
        assert LadderStep.objects.get().added_by_id == firm.lead.pk


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"before": "7", "audience": "dpo"}, "prévient déjà cette personne"),
        ({"before": "400"}, "Au plus 365 jours avant."),
        ({"before": "-3"}, "supérieure ou égale à 0"),
        ({"rule_id": "R-NO-SUCH"}, "Sélectionnez un choix valide"),
        ({"audience": "snoozer"}, "Sélectionnez un choix valide"),
    ],
)
def test_add_when_it_cannot_be_then_the_page_says_why(
    client_for: ClientFor, firm: Firm, changed: dict[str, str], sentence: str
) -> None:
    answer = client_for(firm.lead).post(ADD, {**ASKED, "confirmed": "1", **changed})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert rows() == []


def test_add_when_it_was_added_already_then_it_is_refused(
    client_for: ClientFor, firm: Firm
) -> None:
    kept(firm)

    answer = client_for(firm.lead).post(ADD, {**ASKED, "confirmed": "1"})

    assert answer.status_code == 422
    assert "Le cabinet a déjà ajouté ce palier." in answer.content.decode()
    assert len(rows()) == 1


def test_remove_when_confirmed_then_it_is_gone(client_for: ClientFor, firm: Firm) -> None:
    step = kept(firm)
    client = client_for(firm.lead)

    asked = client.get(f"/cabinet/paliers/{step.pk}/retirer/")
    answer = client.post(f"/cabinet/paliers/{step.pk}/retirer/", follow=True)

    assert "Les échelles de la loi ne changent pas." in asked.content.decode()
    assert "Palier retiré" in answer.content.decode()
    assert rows() == []


def test_ladders_when_not_the_lead_then_read_only(client_for: ClientFor, firm: Firm) -> None:
    step = kept(firm)
    client = client_for(firm.dpo)

    assert client.get(PAGE).status_code == 200
    assert client.post(ADD, {**ASKED, "confirmed": "1"}).status_code == 403
    assert client.post(f"/cabinet/paliers/{step.pk}/retirer/").status_code == 403
    assert len(rows()) == 1


def test_remove_when_the_lead_of_another_agency_tries_then_not_found(
    client_for: ClientFor, firm: Firm
) -> None:
    step = kept(firm)
    with owner():
        Membership.objects.filter(user=firm.stranger).update(role=Role.LEAD)
        # Sees the first agency as one of its DPOs: that gives no right over its ladders.
        Membership.objects.create(user=firm.stranger, role=Role.DPO, agency=firm.agency)

    client = client_for(firm.stranger)

    assert client.get(f"/cabinet/paliers/{step.pk}/retirer/").status_code == 404
    assert client.post(f"/cabinet/paliers/{step.pk}/retirer/").status_code == 404
    assert len(rows()) == 1


def test_ladders_when_another_agency_reads_then_it_sees_none_of_ours(
    client_for: ClientFor, firm: Firm
) -> None:
    kept(firm)

    page = client_for(firm.stranger).get(PAGE).content.decode()

    assert "Aucun palier ajouté" in page
