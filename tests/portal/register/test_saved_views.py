"""Views of the list that people keep: named, shared, opened first, removed and put back."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from portal.register.models import Activity, FirstView, SavedView
from portal.register.saved.actions import (
    change_view,
    open_first,
    put_back,
    remove_view,
    save_view,
)
from portal.register.saved.refusals import ViewRefused
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.portal.register.samples import CAMERAS, NOW, kept

Signed = Callable[[User], Client]


@pytest.fixture
def activity(establishment: Establishment, people: dict[Role, User]) -> Activity:
    """Return the dispensing of medicines, beside cameras of which nothing is said."""
    with inside(establishment):
        kept(by=people[Role.DPO], sheet=CAMERAS)
        return kept(by=people[Role.DPO])


def at(place: Establishment, rest: str = "") -> str:
    """Return the address of a page of the register."""
    return f"/e/{place.slug}/registre/{rest}"


def body(client: Client, path: str) -> str:
    """Return the page that an address ends on, entities undone."""
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def saved(
    by: User, *, name: str = "Santé", query: str = "famille=health", is_shared: bool = False
) -> SavedView:
    """Return a view kept. To be called inside."""
    return save_view(name=name, query=query, is_shared=is_shared, by=by, now=NOW)


def test_view_when_saved_then_a_chip_that_opens_the_filter(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.READER])

    answer = client.post(
        at(establishment, "vues/garder/?famille=health&nonsense=1&tri=nom"), {"name": "Santé"}
    )

    assert answer.headers["Location"] == at(establishment, "?tri=nom&famille=health")
    page = body(client, at(establishment))
    assert '<a href="?tri=nom&famille=health">Santé</a>' in page
    assert "Vidéosurveillance" in page
    assert "Vidéosurveillance" not in body(client, answer.headers["Location"])
    assert "Garder ce filtre" not in body(client, answer.headers["Location"])


@pytest.mark.parametrize(
    ("name", "query", "told"),
    [
        ("santé", "etat=draft", "Vous avez déjà une vue de ce nom"),
        ("Autre", "famille=health", "Vous gardez déjà ce filtre sous le nom «\u00a0Santé\u00a0»."),
        ("Autre", "", "Choisissez d’abord un filtre"),
        ("Autre", "q=" + "é" * 200 + "&responsable=" + "é" * 300, "Ce filtre est trop long"),
    ],
)
def test_view_when_it_repeats_another_then_refused_with_a_sentence(
    establishment: Establishment,
    people: dict[Role, User],
    client_for: Signed,
    name: str,
    query: str,
    told: str,
) -> None:
    with inside(establishment):
        saved(people[Role.READER])

    answer = client_for(people[Role.READER]).post(
        at(establishment, f"vues/garder/?{query}"), {"name": name}
    )

    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert told in page
    assert f'value="{name}"' in page
    with inside(establishment):
        assert SavedView.objects.count() == 1


def test_view_when_two_people_use_one_name_then_only_one_shares_it(
    establishment: Establishment, people: dict[Role, User]
) -> None:
    with inside(establishment):
        saved(people[Role.DPO], is_shared=True)
        mine = saved(people[Role.CONTRIBUTOR])

        with pytest.raises(ViewRefused, match="déjà une vue partagée de ce nom"):
            change_view(view=mine, name="Santé", is_shared=True)

        assert not SavedView.objects.get(pk=mine.pk).is_shared


def test_view_when_a_reader_shares_then_it_stays_their_own(
    establishment: Establishment, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.READER])

    client.post(
        at(establishment, "vues/garder/?etat=draft"), {"name": "Brouillons", "is_shared": "on"}
    )

    with inside(establishment):
        view = SavedView.objects.get()
    assert (view.owner_id, view.is_shared) == (people[Role.READER].pk, False)
    assert "is_shared" not in body(client, at(establishment, f"vues/{view.pk}/"))


def test_view_when_shared_then_the_team_sees_it_and_only_the_answerable_change_it(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    with inside(establishment):
        view = saved(people[Role.CONTRIBUTOR], is_shared=True)
    reader, manager = client_for(people[Role.READER]), client_for(people[Role.MANAGER])

    assert '<a href="?famille=health">Santé' in body(reader, at(establishment))
    assert reader.get(at(establishment, f"vues/{view.pk}/")).status_code == 403
    assert reader.post(at(establishment, f"vues/{view.pk}/retirer/")).status_code == 403
    manager.post(at(establishment, f"vues/{view.pk}/"), {"name": "Pour l’audit"})

    with inside(establishment):
        after = SavedView.objects.get()
    assert (after.name, after.is_shared) == ("Pour l’audit", False)
    assert "Pour l’audit" not in body(reader, at(establishment))


def test_view_when_it_is_anothers_then_not_found(
    establishment: Establishment, people: dict[Role, User], client_for: Signed
) -> None:
    with inside(establishment):
        view = saved(people[Role.DPO])

    answer = client_for(people[Role.MANAGER]).get(at(establishment, f"vues/{view.pk}/"))

    assert answer.status_code == 404


def test_view_when_removed_then_put_back_in_one_press(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    with inside(establishment):
        view = saved(people[Role.READER])
    client = client_for(people[Role.READER])

    answer = client.post(at(establishment, f"vues/{view.pk}/retirer/"), follow=True)

    page = unescape(answer.content.decode())
    assert "Vue «\u00a0Santé\u00a0» retirée." in page
    again = at(establishment, f"vues/{view.pk}/remettre/")
    assert f'<form method="post" action="{again}">' in page
    assert "Santé</a>" not in body(client, at(establishment))
    client.post(again)
    assert "Santé</a>" in body(client, at(establishment))


def test_put_back_when_its_name_was_taken_then_refused(
    establishment: Establishment, people: dict[Role, User]
) -> None:
    with inside(establishment):
        view = saved(people[Role.READER])
        remove_view(view=view, now=NOW)
        saved(people[Role.READER], query="etat=draft")

        with pytest.raises(ViewRefused, match="déjà une vue de ce nom"):
            put_back(view=view)


def test_list_when_a_view_is_first_then_it_opens_there_for_that_person_only(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    with inside(establishment):
        view = saved(people[Role.DPO], is_shared=True)
    reader, manager = client_for(people[Role.READER]), client_for(people[Role.MANAGER])

    reader.post(at(establishment, f"vues/{view.pk}/ouverture/"), {"first": "on"})

    assert reader.get(at(establishment)).headers["Location"] == at(establishment, "?famille=health")
    assert reader.get(at(establishment, "?toutes=1")).status_code == 200
    assert manager.get(at(establishment)).status_code == 200
    reader.post(at(establishment, f"vues/{view.pk}/ouverture/"), {"first": "off"})
    assert reader.get(at(establishment)).status_code == 200


def test_first_view_when_no_longer_shared_then_the_whole_list_opens(
    establishment: Establishment, people: dict[Role, User], client_for: Signed
) -> None:
    with inside(establishment):
        view = saved(people[Role.DPO], is_shared=True)
        open_first(view=view, by=people[Role.READER])
        change_view(view=view, name="Santé", is_shared=False)

        assert not FirstView.objects.exists()
    assert client_for(people[Role.READER]).get(at(establishment)).status_code == 200


def test_view_when_its_filter_means_nothing_any_more_then_the_list_opens_and_says_so(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    with inside(establishment):
        view = saved(people[Role.READER], query="famille=gone&etat=draft")
        open_first(view=view, by=people[Role.READER])

    page = body(client_for(people[Role.READER]), at(establishment))

    assert "Vidéosurveillance" in page
    assert "Une partie de ce filtre ne veut plus rien dire" in page
    assert "laissée de côté\u00a0: Famille de données." in page
