"""One act on activities of several establishments: previewed, done once, told, taken back."""

import re
from collections.abc import Callable
from html import unescape
from typing import Protocol
from uuid import UUID

import pytest
from django.http.response import ResponseHeaders
from django.test import Client

from portal.desk.activities import acting
from portal.register.actions import save
from portal.register.bulk import actions
from portal.register.models import Activity, BulkAct
from tenants.accounts.models import User
from tenants.directory.models import Establishment, Membership
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import NOW, Firm, opened, owner
from tests.portal.register.samples import CAMERAS, DISPENSING, kept

ClientFor = Callable[[User], Client]
CHOOSE = "/activites/groupe/"
DO = f"{CHOOSE}faire/"


class Answer(Protocol):
    """What a page answered."""

    content: bytes
    status_code: int
    headers: ResponseHeaders


def text(answer: Answer) -> str:
    """Return the words of the page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.fixture
def port(firm: Firm, establishment: Establishment) -> Establishment:
    """Return a pharmacy whose register holds a whole draft, TRT-001, and an empty one."""
    with inside(establishment):
        for sheet in (DISPENSING, CAMERAS):
            kept(by=firm.dpo, sheet=sheet)
    return establishment


@pytest.fixture
def station(firm: Firm) -> Establishment:
    """Return a pharmacy whose register holds a whole draft."""
    place = opened(firm.agency, "Pharmacie de la Gare")
    with inside(place):
        kept(by=firm.dpo)
    return place


def boxes(*places: Establishment) -> list[str]:
    """Return every activity of the places, as boxes send them."""
    found = []
    for place in places:
        with inside(place):
            ids = Activity.objects.order_by("reference").values_list("pk", flat=True)
            found += [f"{place.pk}:{pk}" for pk in ids]
    return found


def fields(answer: Answer) -> dict[str, str]:
    """Return the hidden fields of the form that does what was previewed."""
    page = answer.content.decode()
    names = ("kind", "rows", "filtre", "submission")
    return {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in names}


def previewed(client: Client, act: str, *places: Establishment) -> dict[str, str]:
    """Return what the preview of an act on everything in the places would send."""
    return fields(client.post(CHOOSE, {"act": act, "id": boxes(*places)}))


def states(place: Establishment) -> list[tuple[str, int]]:
    """Return the state and the version of each activity, by reference."""
    with inside(place):
        return list(Activity.objects.order_by("reference").values_list("state", "version"))


def acts(place: Establishment) -> int:
    """Return how many acts on several the establishment holds."""
    with inside(place):
        return BulkAct.objects.count()


def touch(place: Establishment, reference: str, *, version: int) -> None:
    """Change an activity as somebody of the establishment would."""
    with inside(place):
        one = Activity.objects.get(reference=reference)
        changed = one.sheet.model_copy(update={"rights": "Au comptoir"})
        save(activity=one, sheet=changed, version=version, why="", by=None, now=NOW)


def test_preview_when_shown_then_grouped_counted_explained_and_nothing_done(
    client_for: ClientFor, firm: Firm, port: Establishment, station: Establishment
) -> None:
    answer = client_for(firm.dpo).post(CHOOSE, {"act": "validate", "id": boxes(port, station)})

    page = text(answer)
    assert "2 seront modifiées dans 2 établissements, 1 ignorée. Rien n’est encore fait." in page
    assert "L’article 30 demande encore" in page
    assert "Valider en mon nom (2)" in page
    assert states(port) == [("draft", 1), ("draft", 1)]
    assert states(station) == [("draft", 1)]


def test_act_when_confirmed_then_each_establishment_has_its_own_report(
    client_for: ClientFor, firm: Firm, port: Establishment, station: Establishment
) -> None:
    client = client_for(firm.dpo)
    sent = previewed(client, "validate", port, station)

    answer = client.post(DO, sent, follow=True)

    page = text(answer)
    assert states(port) == [("validated", 2), ("draft", 1)]
    assert states(station) == [("validated", 2)]
    assert "2 activités modifiées dans 2 établissements, 1 ignorée" in page
    assert "Tout annuler" in page
    for place in (port, station):
        number = acting.number_in(place, UUID(sent["submission"]))
        own = f"/e/{place.slug}/registre/groupees/{number}/"
        assert f'href="{own}"' in answer.content.decode()
        assert client.get(own).status_code == 200


def test_act_when_sent_twice_then_done_once(
    client_for: ClientFor, firm: Firm, port: Establishment, station: Establishment
) -> None:
    client = client_for(firm.dpo)
    sent = previewed(client, "submit", port, station)

    first, second = (client.post(DO, sent) for _time in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert (acts(port), acts(station)) == (1, 1)
    assert states(station) == [("to_validate", 2)]


def test_act_when_it_stopped_half_way_then_sent_again_it_finishes(
    client_for: ClientFor, firm: Firm, port: Establishment, station: Establishment
) -> None:
    client = client_for(firm.dpo)
    sent = previewed(client, "submit", port, station)
    only_one = ",".join(row for row in sent["rows"].split(",") if row.startswith(f"{station.pk}:"))
    client.post(DO, {**sent, "rows": only_one})

    client.post(DO, sent)

    assert states(port)[0] == ("to_validate", 2)
    assert states(station) == [("to_validate", 2)]
    assert acts(station) == 1


def test_act_when_one_establishment_changed_since_then_it_is_told_and_the_other_done(
    client_for: ClientFor, firm: Firm, port: Establishment, station: Establishment
) -> None:
    client = client_for(firm.dpo)
    sent = previewed(client, "submit", port, station)
    touch(station, "TRT-001", version=1)

    page = text(client.post(DO, sent, follow=True))

    assert states(station) == [("draft", 2)]
    assert acts(station) == 0
    assert states(port)[0] == ("to_validate", 2)
    assert "Rien n’y a été fait 1 Pharmacie de la Gare Aucune des activités choisies" in page


def test_act_when_one_activity_changed_since_then_it_alone_is_ignored(
    client_for: ClientFor, firm: Firm, port: Establishment
) -> None:
    with inside(port):
        kept(by=firm.dpo)
    client = client_for(firm.dpo)
    sent = previewed(client, "submit", port)
    touch(port, "TRT-001", version=1)

    page = text(client.post(DO, sent, follow=True))

    assert [state for state, _version in states(port)] == ["draft", "to_validate", "to_validate"]
    assert "TRT-001 Délivrance des médicaments Elle a changé depuis l’aperçu : relisez-la." in page


def test_act_when_one_establishment_breaks_then_the_others_are_done_and_it_is_said(
    client_for: ClientFor,
    firm: Firm,
    port: Establishment,
    station: Establishment,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = client_for(firm.dpo)
    sent = previewed(client, "submit", port, station)
    with inside(port):
        Activity.objects.update(content={"name": 7})

    page = text(client.post(DO, sent, follow=True))

    assert "Pharmacie du Port n’a pas pu être atteint : rien n’y a été fait." in page
    assert states(port) == [("draft", 1), ("draft", 1)]
    assert states(station) == [("to_validate", 2)]
    assert "Pharmacie" not in caplog.text


def test_act_when_the_role_in_one_place_does_not_allow_it_then_that_place_is_ignored(
    client_for: ClientFor,
    firm: Firm,
    port: Establishment,
    other_establishment: Establishment,
) -> None:
    with owner():
        Membership.objects.create(user=firm.dpo, role=Role.ASSISTANT, agency=firm.other_agency)
    with inside(other_establishment):
        kept(by=firm.stranger)
    client = client_for(firm.dpo)
    answer = client.post(CHOOSE, {"act": "validate", "id": boxes(port, other_establishment)})
    theirs = boxes(other_establishment)[0]
    sent = fields(answer)
    forged = {**sent, "rows": f"{sent['rows']},{theirs}:1"}

    report = text(client.post(DO, forged, follow=True))

    assert "1 sera modifiée dans 1 établissement, 2 ignorées" in text(answer)
    assert "Votre rôle dans cet établissement ne le permet pas." in text(answer)
    assert str(other_establishment.pk) not in [row.split(":")[0] for row in sent["rows"].split(",")]
    assert states(other_establishment) == [("draft", 1)]
    assert "Pharmacie des Arènes Votre rôle dans cet établissement ne le permet pas." in report


def test_act_when_an_assistant_validates_then_nothing_would_change(
    client_for: ClientFor, firm: Firm, station: Establishment
) -> None:
    answer = client_for(firm.assistant).post(CHOOSE, {"act": "validate", "id": boxes(station)})

    assert "Aucune ne sera modifiée, 1 ignorée" in text(answer)


def test_act_when_a_foreign_establishment_is_forged_then_left_out(
    client_for: ClientFor, firm: Firm, station: Establishment, other_establishment: Establishment
) -> None:
    with inside(other_establishment):
        kept(by=firm.stranger)
    client = client_for(firm.dpo)
    theirs = boxes(other_establishment)[0]
    answer = client.post(CHOOSE, {"act": "submit", "id": [*boxes(station), theirs]})
    sent = fields(answer)
    forged = {**sent, "rows": f"{sent['rows']},{theirs}:1"}

    report = client.post(DO, forged, follow=True)

    assert "Pharmacie des Arènes" not in text(answer)
    assert "Pharmacie des Arènes" not in text(report)
    assert states(other_establishment) == [("draft", 1)]
    assert states(station) == [("to_validate", 2)]


def test_report_when_a_stranger_follows_the_address_then_not_found(
    client_for: ClientFor, firm: Firm, station: Establishment
) -> None:
    client = client_for(firm.dpo)
    address = client.post(DO, previewed(client, "submit", station)).headers["Location"]

    answer = client_for(firm.stranger).get(address)

    assert answer.status_code == 404


def test_undo_when_pressed_then_every_place_is_as_before_and_what_changed_is_told(
    client_for: ClientFor, firm: Firm, port: Establishment, station: Establishment
) -> None:
    client = client_for(firm.dpo)
    sent = previewed(client, "submit", port, station)
    report = client.post(DO, sent, follow=True)
    touch(station, "TRT-001", version=2)
    ids = f"{port.pk},{station.pk}"
    undo = f"{CHOOSE}{sent['submission']}/annuler/"
    back = {"acte": "submit", "e": ids, "filtre": ""}

    page = text(client.post(undo, back, follow=True))
    again = text(client.post(undo, back, follow=True))

    assert f'action="{undo}"' in report.content.decode()
    assert "Annulé dans 1 établissement." in page
    assert "Pharmacie de la Gare : Plus rien ne peut être annulé" in page
    assert "Tout annuler" not in page
    assert "Ne s’annule plus" in page
    assert "Annulé dans" not in again
    assert states(port)[0] == ("draft", 3)
    assert states(station) == [("to_validate", 3)]


def test_undo_when_by_somebody_who_may_not_then_left_and_told(
    client_for: ClientFor, firm: Firm, station: Establishment
) -> None:
    client = client_for(firm.dpo)
    sent = previewed(client, "validate", station)
    client.post(DO, sent)
    undo = f"{CHOOSE}{sent['submission']}/annuler/"

    page = text(
        client_for(firm.assistant).post(undo, {"acte": "validate", "e": station.pk}, follow=True)
    )

    assert "Votre rôle dans cet établissement ne le permet pas." in page
    assert states(station) == [("validated", 2)]


def test_archive_when_no_reason_is_given_then_asked_and_nothing_done(
    client_for: ClientFor, firm: Firm, station: Establishment
) -> None:
    client = client_for(firm.dpo)
    sent = previewed(client, "archive", station)

    refused = client.post(DO, {**sent, "value": ""})
    done = client.post(DO, {**sent, "value": "Activité cessée"}, follow=True)

    assert refused.status_code == 422
    assert "Ce champ est obligatoire" in text(refused)
    assert "Activité cessée" in text(done)
    assert states(station) == [("archived", 2)]


def test_restore_when_archived_everywhere_then_back_to_validate(
    client_for: ClientFor, firm: Firm, port: Establishment, station: Establishment
) -> None:
    client = client_for(firm.dpo)
    client.post(DO, {**previewed(client, "archive", station), "value": "Erreur"})

    page = text(client.post(CHOOSE, {"act": "restore", "tout": "on", "filtre": "etat=archived"}))
    client.post(DO, previewed(client, "restore", station))

    assert "1 sera modifiée dans 1 établissement" in page
    assert states(station) == [("to_validate", 3)]


def test_rhythm_when_pressed_then_asked_before_the_preview(
    client_for: ClientFor, firm: Firm, station: Establishment
) -> None:
    client = client_for(firm.dpo)
    asked = client.post(CHOOSE, {"act": "rhythm", "id": boxes(station)})
    told = client.post(
        CHOOSE, {"act": "rhythm", "id": boxes(station), "asked": "on", "value": "12"}
    )

    client.post(DO, {**fields(told), "value": "12"})

    assert "Voir ce qui changerait" in text(asked)
    assert "tous les 12 mois" in text(told)
    with inside(station):
        assert Activity.objects.get().review_every_months == 12


def test_choice_when_of_the_whole_filter_then_those_of_the_filter_alone(
    client_for: ClientFor, firm: Firm, port: Establishment, station: Establishment
) -> None:
    answer = client_for(firm.dpo).post(
        CHOOSE, {"act": "submit", "tout": "on", "filtre": "q=gare&avec=sensibles"}
    )

    shown = [(one.place.name, len(one.done)) for one in answer.context["preview"].places]
    assert shown == [("Pharmacie de la Gare", 1)]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choisissez d’abord des activités"),
        ({"act": "owner", "id": "1:x"}, "Choisissez d’abord des activités"),
        ({"act": "submit", "id": ["x", "1:y", "é:z"]}, "Aucune activité n’est cochée."),
        (
            {"act": "submit", "id": "999:6a2f41a3-c54c-fce8-32d2-0324e1c32e22"},
            "Aucune de ces activités n’est plus là.",
        ),
        (
            {"act": "submit", "id": [f"1:{UUID(int=number)}" for number in range(251)]},
            "250 activités au plus à la fois",
        ),
    ],
)
def test_choice_when_it_means_nothing_then_a_sentence(
    client_for: ClientFor, firm: Firm, sent: dict[str, object], sentence: str
) -> None:
    page = text(client_for(firm.dpo).post(CHOOSE, sent, follow=True))

    assert sentence in page


@pytest.mark.parametrize("rows", ["", "x", "1:2:3", "1:6a2f41a3-c54c-fce8-32d2-0324e1c32e22"])
def test_act_when_the_form_is_forged_then_nothing_is_done(
    client_for: ClientFor, firm: Firm, station: Establishment, rows: str
) -> None:
    client = client_for(firm.dpo)
    sent = previewed(client, "submit", station)

    bad_rows = text(client.post(DO, {**sent, "rows": rows}, follow=True))
    unnumbered = text(client.post(DO, {**sent, "submission": ""}, follow=True))

    assert "rien n’a été fait" in bad_rows
    assert "rien n’a été fait" in unnumbered
    assert states(station) == [("draft", 1)]


def test_act_when_undone_in_its_establishment_then_the_report_says_so(
    client_for: ClientFor, firm: Firm, station: Establishment
) -> None:
    client = client_for(firm.dpo)
    address = client.post(DO, previewed(client, "submit", station)).headers["Location"]
    with inside(station):
        actions.undo(bulk=BulkAct.objects.get(), by=firm.dpo, now=NOW)

    page = text(client.get(address))

    assert "annulée en version 3" in page
    assert "Tout annuler" not in page
