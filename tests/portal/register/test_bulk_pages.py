"""Pages of acts on several: ticked, previewed, done, looked at again, taken back."""

from collections.abc import Callable
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.register.actions import save
from portal.register.models import Activity, BulkAct
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.portal.register.samples import CAMERAS, DISPENSING, NOW, kept

Signed = Callable[[User], Client]


@pytest.fixture
def activities(establishment: Establishment, people: dict[Role, User]) -> list[Activity]:
    """Return two whole drafts, TRT-001 and TRT-002, and TRT-003 of which nothing is said."""
    with inside(establishment):
        return [kept(by=people[Role.DPO], sheet=one) for one in (DISPENSING, DISPENSING, CAMERAS)]


def at(place: Establishment, rest: str = "") -> str:
    """Return the address of a page of the register."""
    return f"/e/{place.slug}/registre/{rest}"


def text(answer: HttpResponseBase) -> str:
    """Return the page, entities undone."""
    return unescape(getattr(answer, "content", b"").decode())


def choose(client: Client, place: Establishment, act: str, **sent: object) -> HttpResponseBase:
    """Return the answer to boxes ticked and an act pressed."""
    return client.post(at(place, "groupe/"), {"act": act, **sent}, follow=True)


def to_change(answer: HttpResponseBase) -> list[str]:
    """Return the references that the preview says will be changed."""
    context = getattr(answer, "context", None)
    assert context is not None
    return [line.reference for line in context["preview"].done]


def rows_of(answer: HttpResponseBase) -> dict[str, str]:
    """Return the hidden fields of the form that does what was previewed."""
    page = text(answer)
    names = ("kind", "rows", "filtre", "submission")
    return {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in names}


def ids(activities: list[Activity]) -> list[str]:
    """Return the ids, as boxes send them."""
    return [str(one.pk) for one in activities]


def states(place: Establishment) -> list[str]:
    """Return the states by reference."""
    with inside(place):
        return list(Activity.objects.order_by("reference").values_list("state", flat=True))


def test_bulk_when_previewed_then_counted_explained_and_nothing_done(
    establishment: Establishment,
    activities: list[Activity],
    people: dict[Role, User],
    client_for: Signed,
) -> None:
    client = client_for(people[Role.MANAGER])

    answer = choose(client, establishment, "validate", id=ids(activities))

    page = text(answer)
    assert "<b>2</b> seront modifiées, <b>1</b> ignorée." in page
    assert "L’article 30 demande encore" in page
    assert "Valider en mon nom (2)" in page
    assert states(establishment) == ["draft", "draft", "draft"]


def test_bulk_when_done_then_its_page_offers_to_undo_and_undoes(
    establishment: Establishment,
    activities: list[Activity],
    people: dict[Role, User],
    client_for: Signed,
) -> None:
    client = client_for(people[Role.MANAGER])
    sent = rows_of(choose(client, establishment, "validate", id=ids(activities), filtre="tri=nom"))

    answer = client.post(at(establishment, "groupe/faire/"), sent, follow=True)

    assert states(establishment) == ["validated", "validated", "draft"]
    page = text(answer)
    assert "<b>2</b> activités modifiées, <b>1</b> ignorée." in page
    assert f'href="{at(establishment)}?tri=nom"' in page
    with inside(establishment):
        bulk = BulkAct.objects.get()
    assert "Manager Le Goff" in page
    undo = at(establishment, f"groupees/{bulk.pk}/annuler/")
    assert f'action="{undo}"' in page
    after = text(client.post(undo, {"filtre": "tri=nom"}, follow=True))
    assert "annulée en version 3" in after
    assert states(establishment) == ["draft", "draft", "draft"]
    assert "Cet acte est déjà annulé." in text(client.post(undo))
    assert "Annulée" in text(client.get(at(establishment, "groupees/")))


def test_bulk_when_one_changed_meanwhile_then_ignored_with_its_reason(
    establishment: Establishment,
    activities: list[Activity],
    people: dict[Role, User],
    client_for: Signed,
) -> None:
    client = client_for(people[Role.CONTRIBUTOR])
    sent = rows_of(choose(client, establishment, "submit", id=ids(activities[:2])))
    with inside(establishment):
        changed = DISPENSING.model_copy(update={"volume": 12})
        save(activity=activities[0], sheet=changed, version=1, why="", by=None, now=NOW)

    page = text(client.post(at(establishment, "groupe/faire/"), sent, follow=True))

    assert states(establishment)[:2] == ["draft", "to_validate"]
    assert "Elle a changé depuis l’aperçu\u00a0: relisez-la." in page


def test_bulk_when_all_of_the_filter_then_those_of_the_filter_only(
    establishment: Establishment,
    activities: list[Activity],
    people: dict[Role, User],
    client_for: Signed,
) -> None:
    client = client_for(people[Role.CONTRIBUTOR])

    answer = choose(client, establishment, "submit", tout="on", filtre="famille=health")

    assert to_change(answer) == ["TRT-001", "TRT-002"]


def test_archive_when_no_reason_is_given_then_asked_and_nothing_done(
    establishment: Establishment,
    activities: list[Activity],
    people: dict[Role, User],
    client_for: Signed,
) -> None:
    client = client_for(people[Role.MANAGER])
    sent = rows_of(choose(client, establishment, "archive", id=ids(activities)))

    answer = client.post(at(establishment, "groupe/faire/"), {**sent, "value": " "})

    assert answer.status_code == 422
    assert "Pourquoi les archiver" in text(answer)
    assert states(establishment) == ["draft", "draft", "draft"]
    client.post(at(establishment, "groupe/faire/"), {**sent, "value": "Fermeture du service"})
    assert states(establishment) == ["archived", "archived", "archived"]


def test_owner_when_asked_first_then_the_preview_knows_who_is_already(
    establishment: Establishment,
    activities: list[Activity],
    people: dict[Role, User],
    client_for: Signed,
) -> None:
    client = client_for(people[Role.CONTRIBUTOR])

    first = text(choose(client, establishment, "owner", id=ids(activities)))
    empty = choose(client, establishment, "owner", id=ids(activities), asked="on", value="")
    told = choose(
        client,
        establishment,
        "owner",
        id=ids(activities),
        asked="on",
        value="Pharmacien titulaire",
    )

    assert '<option value="Pharmacien titulaire">' in first
    assert "Seront modifiées" not in first
    assert empty.status_code == 422
    assert to_change(told) == ["TRT-003"]
    sent = {**rows_of(told), "value": "Pharmacien titulaire"}
    client.post(at(establishment, "groupe/faire/"), sent)
    with inside(establishment):
        assert Activity.objects.get(reference="TRT-003").owner == "Pharmacien titulaire"


def test_download_when_a_reader_ticks_then_a_file_of_those(
    establishment: Establishment,
    activities: list[Activity],
    people: dict[Role, User],
    client_for: Signed,
) -> None:
    client = client_for(people[Role.READER])

    answer = client.post(
        at(establishment, "groupe/"), {"act": "download", "id": ids(activities[1:])}
    )

    address = answer.headers["Location"]
    assert address == at(establishment, "fichiers/?refs=TRT-002%2CTRT-003")
    assert "2 activités, selon le filtre de la liste." in text(client.get(address))
    given = client.get(at(establishment, "fichiers/telecharger/?refs=TRT-002,TRT-003&format=json"))
    assert "TRT-001" not in text(given)
    assert "TRT-003" in text(given)


@pytest.mark.parametrize(
    ("role", "act", "status"),
    [
        (Role.READER, "submit", 403),
        (Role.CONTRIBUTOR, "validate", 403),
        (Role.CONTRIBUTOR, "archive", 403),
        (Role.CONTRIBUTOR, "rhythm", 403),
        (Role.CONTRIBUTOR, "submit", 200),
        (Role.ASSISTANT, "validate", 403),
        (Role.DPO, "validate", 200),
    ],
)
def test_bulk_when_the_role_may_not_then_403(
    establishment: Establishment,
    activities: list[Activity],
    people: dict[Role, User],
    client_for: Signed,
    role: Role,
    act: str,
    status: int,
) -> None:
    client = client_for(people[role])
    sent = {"kind": act, "rows": f"{activities[0].pk}:1", "value": "x", "submission": str(uuid4())}

    assert choose(client, establishment, act, id=ids(activities)).status_code == status
    if status == 403:
        assert client.post(at(establishment, "groupe/faire/"), sent).status_code == 403
        assert states(establishment) == ["draft", "draft", "draft"]


def test_undo_when_another_contributor_asks_then_403_but_the_manager_may(
    establishment: Establishment,
    activities: list[Activity],
    people: dict[Role, User],
    client_for: Signed,
) -> None:
    sent = rows_of(
        choose(client_for(people[Role.ASSISTANT]), establishment, "submit", id=ids(activities[:2]))
    )
    client_for(people[Role.ASSISTANT]).post(at(establishment, "groupe/faire/"), sent)
    with inside(establishment):
        bulk = BulkAct.objects.get()
    undo, page = (
        at(establishment, f"groupees/{bulk.pk}/annuler/"),
        at(establishment, f"groupees/{bulk.pk}/"),
    )

    contributor = client_for(people[Role.CONTRIBUTOR])
    assert undo not in text(contributor.get(page))
    assert contributor.post(undo).status_code == 403
    assert undo in text(client_for(people[Role.MANAGER]).get(page))
    client_for(people[Role.MANAGER]).post(undo)
    assert states(establishment) == ["draft", "draft", "draft"]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"act": "submit"}, "Aucune activité n’est cochée."),
        ({"act": "submit", "id": ["nonsense"]}, "Aucune activité n’est cochée."),
        ({"act": "nonsense", "tout": "on"}, "Choisissez d’abord des activités"),
        ({}, "Choisissez d’abord des activités"),
    ],
)
def test_bulk_when_nothing_is_chosen_then_the_list_says_so(
    establishment: Establishment,
    activities: list[Activity],
    people: dict[Role, User],
    client_for: Signed,
    sent: dict[str, object],
    told: str,
) -> None:
    client = client_for(people[Role.DPO])

    answer = client.post(at(establishment, "groupe/"), sent, follow=True)

    assert told in text(answer)
    assert answer.redirect_chain == [(at(establishment), 302)]


def test_bulk_when_too_many_are_chosen_then_told_to_narrow_the_filter(
    establishment: Establishment,
    activities: list[Activity],
    people: dict[Role, User],
    client_for: Signed,
) -> None:
    many = [*ids(activities), *(str(uuid4()) for _one in range(248))]

    answer = choose(client_for(people[Role.DPO]), establishment, "submit", id=many)

    assert "250 activités au plus à la fois\u00a0: affinez le filtre." in text(answer)


@pytest.mark.parametrize("rows", ["", "nonsense", "nonsense:1", "{pk}", "{pk}:x", "{pk}:1,"])
def test_bulk_when_the_rows_are_not_ours_then_nothing_is_done(
    establishment: Establishment,
    activities: list[Activity],
    people: dict[Role, User],
    client_for: Signed,
    rows: str,
) -> None:
    sent = {"kind": "submit", "rows": rows.format(pk=activities[0].pk)}

    answer = client_for(people[Role.DPO]).post(
        at(establishment, "groupe/faire/"), sent, follow=True
    )

    assert "Recommencez depuis la liste\u00a0: rien n’a été fait." in text(answer)
    assert states(establishment) == ["draft", "draft", "draft"]


def read_by(asked: CaptureQueriesContext) -> int:
    """Return how many queries read a table."""
    return sum("set_config" not in query["sql"] for query in asked)


def test_preview_and_history_when_they_grow_then_the_same_queries(
    establishment: Establishment,
    activities: list[Activity],
    people: dict[Role, User],
    client_for: Signed,
) -> None:
    client = client_for(people[Role.DPO])
    sent = rows_of(choose(client, establishment, "submit", id=ids(activities)))
    client.post(at(establishment, "groupe/faire/"), sent)
    with inside(establishment):
        first = BulkAct.objects.get()
    client.get(at(establishment, "groupees/"))
    figures = []
    for more in (0, 20):
        with inside(establishment):
            added = [kept(by=people[Role.DPO]) for _one in range(more)]
        if added:
            sent = rows_of(choose(client, establishment, "submit", id=ids(added)))
            client.post(at(establishment, "groupe/faire/"), sent)
        with inside(establishment):
            last = BulkAct.objects.order_by("-at").values_list("pk", flat=True)[0]
        counted = []
        for path in ("groupees/", f"groupees/{last if more else first.pk}/"):
            client.get(at(establishment, path))
            with CaptureQueriesContext(connection) as asked:
                client.get(at(establishment, path))
            counted.append(read_by(asked))
        with CaptureQueriesContext(connection) as asked:
            choose(client, establishment, "validate", tout="on")
        figures.append([*counted, read_by(asked)])

    assert figures[0] == figures[1]
