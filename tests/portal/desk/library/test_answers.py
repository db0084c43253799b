"""What an establishment answers to a newer template, in its pages."""

import pytest
from django.test import Client

from portal.register.actions import save
from portal.register.models import Activity, Proposal
from portal.register.spread.propagation import open_proposal
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import NOW, Firm
from tests.portal.desk.library.samples import (
    INFORMATION,
    PAGE,
    ClientFor,
    laid,
    publish,
    push,
    text,
)


def contested(firm: Firm, client: Client, place: Establishment) -> Activity:
    """Return an activity that awaits an answer about its notice."""
    activity = laid(firm, place)
    mine = activity.sheet.model_copy(update={"information": "Écran au comptoir"})
    with inside(place):
        save(activity=activity, sheet=mine, version=1, why="", by=firm.dpo, now=NOW)
    publish(client)
    progress = push(client, place).headers["Location"]
    client.post(f"{progress}avancer/")
    return activity


def test_answer_when_given_by_the_establishment_then_its_choice_stands(
    client_for: ClientFor, firm: Firm, people: dict[Role, User], establishment: Establishment
) -> None:
    dpo = client_for(firm.dpo)
    activity = contested(firm, dpo, establishment)
    manager = client_for(people[Role.MANAGER])
    base = f"/e/{establishment.slug}/registre/{activity.pk}/"
    assert "Une réponse est attendue" in text(dpo.get(PAGE))
    assert "1 point à choisir" in text(manager.get(base))

    page = text(manager.get(f"{base}modele/"))
    answer = manager.post(
        f"{base}modele/",
        {
            "version": 2,
            "information-answer": "merged",
            "information-text": "Écran au comptoir et site",
        },
    )

    assert "Écran au comptoir" in page
    assert INFORMATION in page
    assert answer.status_code == 302
    with inside(establishment):
        assert Activity.objects.get(pk=activity.pk).sheet.information == "Écran au comptoir et site"
        assert open_proposal(activity) is None
    assert "À jour" in text(dpo.get(PAGE))
    assert manager.get(f"{base}modele/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"version": 2}, "Choisissez ce qu’il faut retenir."),
        ({"version": 2, "information-answer": "merged"}, "Écrivez le texte à retenir."),
        ({"version": 1, "information-answer": "kept"}, "Quelqu’un d’autre vient de modifier"),
        ({"version": "x", "information-answer": "kept"}, "Quelqu’un d’autre vient de modifier"),
    ],
)
def test_answer_when_wrong_then_a_sentence_and_the_question_stays(
    client_for: ClientFor,
    firm: Firm,
    establishment: Establishment,
    sent: dict[str, object],
    sentence: str,
) -> None:
    client = client_for(firm.dpo)
    activity = contested(firm, client, establishment)

    answer = client.post(f"/e/{establishment.slug}/registre/{activity.pk}/modele/", sent)

    assert answer.status_code == 422
    assert sentence in text(answer)
    with inside(establishment):
        assert Proposal.objects.get().state == "open"
