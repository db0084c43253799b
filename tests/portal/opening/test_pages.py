"""The pages of the first day, as people use them."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.opening import queries
from portal.opening.actions import lay_down
from portal.opening.plan import Answered
from portal.register.models import Activity
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import NOW, Firm

Browser = Callable[[User], Client]


@pytest.fixture
def desk(firm: Firm, client_for: Browser) -> Client:
    """Return the DPO's browser."""
    return client_for(firm.dpo)


def base(place: Establishment) -> str:
    """Return the address of the register."""
    return f"/e/{place.slug}/registre"


def laid(place: Establishment, firm: Firm) -> list[Activity]:
    """Return the activities laid down, in order."""
    with inside(place):
        lay_down(establishment=place, by=firm.dpo, now=NOW)
        return list(Activity.objects.order_by("reference"))


def state_of(place: Establishment, activity: Activity) -> str:
    """Return where the activity stands now."""
    with inside(place):
        return Activity.objects.get(pk=activity.pk).state


def test_question_when_answered_then_kept_and_the_next_one_is_asked(
    establishment: Establishment, desk: Client
) -> None:
    answer = desk.post(
        f"{base(establishment)}/questions/3/", {"chosen": "both", "software": "LGO Officine"}
    )

    assert answer.status_code == 302
    assert answer["Location"] == f"{base(establishment)}/questions/4/"
    with inside(establishment):
        assert queries.answers() == {"software": Answered(("both",), "LGO Officine")}
    again = desk.get(f"{base(establishment)}/questions/3/").content.decode()
    assert 'value="LGO Officine"' in again
    assert 'value="both" required id="id_chosen_1" checked' in again


def test_question_when_the_last_is_answered_with_nothing_ticked_then_the_whole_is_shown(
    establishment: Establishment, desk: Client
) -> None:
    answer = desk.post(f"{base(establishment)}/questions/10/", {})

    assert answer["Location"] == f"{base(establishment)}/questions/"
    assert "Rien de cela" in desk.get(answer["Location"]).content.decode()


def test_question_when_no_choice_is_made_then_it_is_asked_again(
    establishment: Establishment, desk: Client
) -> None:
    answer = desk.post(f"{base(establishment)}/questions/3/", {"software": "LGO Officine"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choisissez une réponse, ou passez la question." in page
    assert 'value="LGO Officine"' in page


@pytest.mark.parametrize("chosen", ["autre", "' or 1=1"])
def test_question_when_the_answer_is_none_of_its_choices_then_nothing_is_kept(
    establishment: Establishment, desk: Client, chosen: str
) -> None:
    answer = desk.post(f"{base(establishment)}/questions/1/", {"chosen": chosen})

    assert answer.status_code == 422
    with inside(establishment):
        assert queries.answers() == {}


@pytest.mark.parametrize("number", [0, 11, 999])
def test_question_when_there_is_no_such_number_then_404(
    establishment: Establishment, desk: Client, number: int
) -> None:
    assert desk.get(f"{base(establishment)}/questions/{number}/").status_code == 404


def test_laying_when_pressed_then_the_first_draft_is_shown_to_confirm(
    establishment: Establishment, desk: Client
) -> None:
    answer = desk.post(f"{base(establishment)}/questions/poser/", follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(f"{base(establishment)}/confirmer/", 302)]
    assert "20 activités posées au registre" in page
    assert "TRT-001, issue du modèle, à confirmer" in page
    assert "Dispensation et dossier patient" in page
    assert "0 sur 20 confirmées" in page
    assert "nommez les vôtres" in page
    with inside(establishment):
        first = Activity.objects.get(reference="TRT-001")
    assert f'href="{base(establishment)}/{first.pk}/"' in page
    corrected = f"{base(establishment)}/{first.pk}/modifier/destinataires/"
    assert f'href="{corrected}"' in page
    assert desk.get(corrected).status_code == 200


def test_draft_when_confirmed_then_it_awaits_validation_and_the_next_is_shown(
    establishment: Establishment, firm: Firm, desk: Client
) -> None:
    first, second, *_others = laid(establishment, firm)

    answer = desk.post(
        f"{base(establishment)}/confirmer/{first.pk}/", {"version": "1"}, follow=True
    )

    page = answer.content.decode()
    assert state_of(establishment, first) == "to_validate"
    assert "1 sur 20 confirmées" in page
    assert second.name in page


def test_draft_when_changed_meanwhile_then_it_is_not_confirmed_unread(
    establishment: Establishment, firm: Firm, desk: Client
) -> None:
    first = laid(establishment, firm)[0]

    for version in ("0", "2", "", "²", "9" * 30):
        desk.post(f"{base(establishment)}/confirmer/{first.pk}/", {"version": version})

    assert state_of(establishment, first) == "draft"


def test_draft_when_the_activity_is_not_carried_out_then_archived(
    establishment: Establishment, firm: Firm, desk: Client
) -> None:
    first = laid(establishment, firm)[0]

    answer = desk.post(
        f"{base(establishment)}/confirmer/{first.pk}/ecarter/", {"version": "1"}, follow=True
    )

    assert state_of(establishment, first) == "archived"
    assert "0 sur 19 confirmées" in answer.content.decode()


def test_confirmation_when_put_off_then_the_next_one_and_at_the_end_the_first_again(
    establishment: Establishment, firm: Firm, desk: Client
) -> None:
    laid(establishment, firm)

    after_first = desk.get(f"{base(establishment)}/confirmer/?apres=TRT-001").content.decode()
    after_last = desk.get(f"{base(establishment)}/confirmer/?apres=TRT-020").content.decode()

    assert "TRT-002, issue du modèle" in after_first
    assert "TRT-001, issue du modèle" in after_last


def test_confirmation_when_there_is_nothing_then_it_says_where_to_begin(
    establishment: Establishment, desk: Client
) -> None:
    page = desk.get(f"{base(establishment)}/confirmer/").content.decode()

    assert "Rien à confirmer pour l’instant" in page


def test_confirmation_when_all_is_confirmed_then_it_says_so(
    establishment: Establishment, firm: Firm, desk: Client
) -> None:
    for activity in laid(establishment, firm):
        desk.post(f"{base(establishment)}/confirmer/{activity.pk}/", {"version": "1"})

    page = desk.get(f"{base(establishment)}/confirmer/").content.decode()
    assert "Tout est confirmé" in page
    assert "20 activités issues du modèle ont été confirmées" in page


def test_pages_when_only_reading_is_allowed_then_nothing_is_offered_to_press(
    establishment: Establishment, firm: Firm, people: dict[Role, User], client_for: Browser
) -> None:
    laid(establishment, firm)
    reader = client_for(people[Role.READER])

    questions = reader.get(f"{base(establishment)}/questions/").content.decode()
    confirmation = reader.get(f"{base(establishment)}/confirmer/").content.decode()

    assert "questions/1/" not in questions
    assert "C’est exact, confirmer" not in confirmation
    assert "Nous ne faisons pas cela" not in confirmation
