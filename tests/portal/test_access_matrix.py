"""Every address × role × two establishments: only 404 or 403 where there is no right.

The table below is typed by hand: a new page without a line here fails the run.
"""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from portal.duties.actions import Added, add
from portal.incidents.actions import Declared, declare
from portal.processors.actions import add as add_processor
from portal.processors.documents import Given, attach
from portal.processors.facts import Facts
from portal.register.actions import create
from portal.register.sheet import DataSubject, ProcessorUse, Purpose, Sheet
from portal.rights.actions import Received, receive
from tenants.accounts.models import User
from tenants.agenda.recurrences import Cadence
from tenants.directory.middleware import permission_of
from tenants.directory.models import Establishment
from tenants.directory.paths import DESK_URLS, ESTABLISHMENT_URLS
from tenants.directory.roles import Permission, Role
from tenants.directory.switching import inside
from tests.conftest import NOW, Firm
from tests.portal.access_table import DESK, INSIDE, MAY

METHODS = ("get", "post")
CANARY = "CANARI-7f3a"


def patterns_of(urlconf: str) -> Iterator[tuple[str, str, URLPattern]]:
    """Yield (name with namespace, route with placeholders, pattern) of every address."""

    def walk(
        resolver: URLResolver, prefix: str, namespace: str
    ) -> Iterator[tuple[str, str, URLPattern]]:
        for entry in resolver.url_patterns:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                yield from walk(entry, route, inner)
            else:
                assert isinstance(entry.pattern, RoutePattern) or entry.name
                yield f"{namespace}{entry.name}", route, entry

    yield from walk(get_resolver(urlconf), "", "")


def filled(route: str) -> str:
    """Return `route` with its placeholders given values that name nothing."""
    path = route.replace("<uuid:", "<").replace("<str:", "<")
    while "<int:" in path:
        start = path.index("<int:")
        path = f"{path[:start]}7{path[path.index('>', start) + 1 :]}"
    while "<" in path:
        start, end = path.index("<"), path.index(">")
        path = f"{path[:start]}{uuid.UUID(int=7)}{path[end + 1 :]}"
    return "/" + path.removeprefix("^").removesuffix("$")


def plant(place: Establishment, *, by: User) -> None:
    """Write a request, an incident, a duty, a processor and its paper, an activity of `place`:
    each text is its canary."""
    canary = f"{CANARY}-{place.pk}"
    with inside(place):
        receive(
            establishment=place,
            received=Received(
                submission=uuid.uuid4(),
                right="access",
                channel="email",
                received_at=NOW,
                is_hour_known=True,
                requester_name=canary,
                requester_contact=canary,
                capacity="self",
                subject=canary,
                concerns_medical_record=False,
                medical_older_than_five_years=False,
                concerns_other_data=True,
            ),
            by=by,
            now=NOW,
        )
        declare(
            establishment=place,
            declared=Declared(
                submission=uuid.uuid4(),
                summary=canary,
                what_happened=canary,
                origin="paper",
                occurred_at=None,
                detected_at=NOW,
                touches_confidentiality=True,
                touches_integrity=False,
                touches_availability=False,
                persons_concerned=1,
                health_data="yes",
                measures_taken=canary,
            ),
            by=by,
            now=NOW,
        )
        add(
            establishment=place,
            added=Added(
                submission=uuid.uuid4(),
                kind="certificate",
                title=canary,
                notes=canary,
                cadence=Cadence(
                    next_due_on=NOW.date() + timedelta(days=30), every_months=12, days_ahead=60
                ),
            ),
            by=by,
            now=NOW,
        )

        link = add_processor(
            establishment=place,
            facts=Facts(name=canary, services=canary, notes=canary, contact_name=canary),
            submission=uuid.uuid4(),
            by=by,
            now=NOW,
        )
        paper = Given(
            title=canary, kind="contract", day=None, name=f"{canary}.pdf", content=b"%PDF-1.7"
        )
        attach(link=link, given=paper, by=by, now=NOW)

        create(
            sheet=Sheet(
                name=canary,
                processors=(ProcessorUse(label=f"{canary} sans fiche"),),
                owner=canary,
                purposes=(Purpose(text=canary, justification=canary),),
                data_subjects=(DataSubject(label=canary),),
                note=canary,
            ),
            role="controller",
            by=by,
            now=NOW,
        )


def ask(client: Client, method: str, path: str) -> HttpResponse:
    answer: HttpResponse = getattr(client, method)(path, headers={"host": "127.0.0.1"})
    return answer


def test_every_address_when_walked_then_it_stands_in_the_table() -> None:
    library = ("account_", "mfa_", "usersessions_")
    desk = {name for name, _route, _p in patterns_of(DESK_URLS) if not name.startswith(library)}
    inside = {name for name, _route, _p in patterns_of(ESTABLISHMENT_URLS)}

    assert desk == set(DESK)
    assert inside == set(INSIDE)


@pytest.mark.parametrize("urlconf", [DESK_URLS, ESTABLISHMENT_URLS])
def test_every_view_when_walked_then_it_asks_for_what_the_table_says(urlconf: str) -> None:
    table = DESK if urlconf == DESK_URLS else INSIDE
    asked = {
        name: permission_of(pattern.callback)
        for name, _route, pattern in patterns_of(urlconf)
        if name in table
    }

    assert asked == table


def test_every_library_view_when_walked_then_it_is_open_or_refused_on_purpose() -> None:
    unmarked = [
        name for name, _r, pattern in patterns_of(DESK_URLS) if not permission_of(pattern.callback)
    ]

    assert unmarked == []


@pytest.mark.parametrize("role", [*Role.of_agency(), *Role.of_establishment(), Role.OPERATOR])
def test_inside_when_the_role_lacks_the_permission_then_403(
    role: Role,
    people: dict[Role, User],
    establishment: Establishment,
    client_for: Callable[[User], Client],
) -> None:
    client = client_for(people[role])
    wrong: list[str] = []
    for name, route, _pattern in patterns_of(ESTABLISHMENT_URLS):
        for method in METHODS:
            path = f"/e/{establishment.slug}{filled(route)}"
            status = ask(client, method, path).status_code
            allowed = INSIDE[name] in MAY[role]
            refused = {404} if role is Role.OPERATOR else {403}
            if (not allowed and status not in refused) or (allowed and status == 403):
                wrong.append(f"{method} {name}: {status}")

    assert wrong == []


@pytest.mark.parametrize("role", [*Role.of_agency(), *Role.of_establishment(), Role.OPERATOR])
def test_inside_when_the_establishment_is_foreign_then_404_for_all(
    role: Role,
    people: dict[Role, User],
    other_establishment: Establishment,
    client_for: Callable[[User], Client],
) -> None:
    client = client_for(people[role])
    answers = {
        (method, name): ask(client, method, f"/e/{other_establishment.slug}{filled(route)}")
        for name, route, _pattern in patterns_of(ESTABLISHMENT_URLS)
        for method in METHODS
    }
    unknown = client.get("/e/etablissement-inconnu/")

    assert {key: answer.status_code for key, answer in answers.items()} == dict.fromkeys(
        answers, 404
    )
    home = client.get(f"/e/{other_establishment.slug}/")
    assert home.content == unknown.content


@pytest.mark.parametrize("role", [*Role.of_agency(), *Role.of_establishment(), Role.OPERATOR])
def test_desk_when_the_role_lacks_the_permission_then_403(
    role: Role, people: dict[Role, User], client_for: Callable[[User], Client]
) -> None:
    client = client_for(people[role])
    wrong: list[str] = []
    for name, route, _pattern in patterns_of(DESK_URLS):
        if name not in DESK or DESK[name] in {Permission.PUBLIC, Permission.SIGNED_IN}:
            continue
        for method in METHODS:
            status = ask(client, method, filled(route)).status_code
            if (status == 403) is (DESK[name] in MAY[role]):
                wrong.append(f"{method} {name}: {status}")

    assert wrong == []


def test_anonymous_when_anything_is_asked_then_sent_to_sign_in(
    client: Client, firm: Firm, establishment: Establishment
) -> None:
    wrong: list[str] = []
    pages = [
        (name, f"/e/{establishment.slug}{filled(route)}")
        for name, route, _pattern in patterns_of(ESTABLISHMENT_URLS)
    ] + [
        (name, filled(route))
        for name, route, _pattern in patterns_of(DESK_URLS)
        if DESK.get(name) not in {None, Permission.PUBLIC}
    ]
    for name, path in pages:
        for method in METHODS:
            answer = ask(client, method, path)
            if answer.status_code != 302 or "/compte/" not in answer.headers["Location"]:
                wrong.append(f"{method} {name}: {answer.status_code}")

    assert wrong == []


def test_canaries_when_one_establishment_is_crawled_then_none_of_the_other_shows(
    firm: Firm,
    people: dict[Role, User],
    establishment: Establishment,
    other_establishment: Establishment,
    client_for: Callable[[User], Client],
) -> None:
    for place, by in ((establishment, firm.dpo), (other_establishment, firm.stranger)):
        plant(place, by=by)
    client = client_for(firm.dpo)
    pages = ["/", "/echeances/", "/etablissements/", "/prestataires/", f"/chercher/?q={CANARY}"] + [
        f"/e/{establishment.slug}{path}"
        for path in (
            "/",
            "/membres/",
            "/demandes/",
            "/incidents/",
            "/obligations/",
            "/registre/",
            "/sous-traitants/",
            "/journal/",
        )
    ]
    bodies = {page: client.get(page, follow=True).content.decode() for page in pages}
    theirs = f"{CANARY}-{other_establishment.pk}"
    mine = f"{CANARY}-{establishment.pk}"

    assert [page for page, body in bodies.items() if theirs in body] == []
    assert [page for page, body in bodies.items() if other_establishment.slug in body] == []
    assert mine in bodies[f"/e/{establishment.slug}/demandes/"]
    assert mine in bodies[f"/e/{establishment.slug}/obligations/"]
    assert mine in bodies[f"/e/{establishment.slug}/sous-traitants/"]
