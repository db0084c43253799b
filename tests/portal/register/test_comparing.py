"""The register between two evenings: what entered, left, changed, was validated."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.register.actions import archive, restore, save, validate
from portal.register.compare_forms import three_months_before
from portal.register.comparing import compared
from portal.register.review_actions import review
from portal.register.sheet import Sheet
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.register.samples import DISPENSING, NOW, kept

Signed = Callable[[User], Client]
DAY = timedelta(days=1)
END = NOW + 10 * DAY


@pytest.fixture
def place(firm: Firm, establishment: Establishment) -> Iterator[Establishment]:
    """Stand inside the establishment, as a view does."""
    with inside(establishment):
        yield establishment


def test_register_when_compared_then_each_activity_in_its_list(
    place: Establishment, firm: Firm
) -> None:
    stays = kept(by=firm.dpo, sheet=Sheet(name="Paie"), now=NOW - DAY)
    changes = kept(by=firm.dpo, now=NOW - DAY)
    leaves = kept(by=firm.dpo, sheet=Sheet(name="Fidélité"), now=NOW - DAY)
    returns = kept(by=firm.dpo, sheet=Sheet(name="Site"), now=NOW - 3 * DAY)
    archive(activity=returns, version=1, why="Fermé", by=firm.dpo, now=NOW - DAY)
    after = DISPENSING.model_copy(update={"owner": "Adjoint", "volume": 12})
    save(activity=changes, sheet=after, version=1, why="", by=firm.dpo, now=NOW + DAY)
    validate(establishment=place, activity=changes, version=2, by=firm.lead, now=NOW + 2 * DAY)
    review(
        establishment=place, activity=changes, version=3, note="", by=firm.dpo, now=NOW + 3 * DAY
    )
    archive(activity=leaves, version=1, why="Cessée", by=firm.dpo, now=NOW + DAY)
    restore(activity=returns, version=2, by=firm.dpo, now=NOW + DAY)
    kept(by=firm.dpo, sheet=Sheet(name="Nouvelle"), now=NOW + DAY)
    kept(by=firm.dpo, sheet=Sheet(name="Plus tard"), now=END + DAY)

    found = compared(start=NOW, end=END)

    assert [(one.name, one.version.act) for one in found.entered] == [
        ("Site", "restored"),
        ("Nouvelle", "created"),
    ]
    assert [(one.name, one.version.why) for one in found.left] == [("Fidélité", "Cessée")]
    assert [
        (one.name, one.before.number, one.after.number, [c.path for c in one.changes])
        for one in found.changed
    ] == [("Délivrance des médicaments", 1, 4, ["volume", "owner"])]
    assert [(one.version.act, one.by) for one in found.answered_for] == [
        ("reviewed", firm.dpo.full_name),
        ("validated", firm.lead.full_name),
    ]
    assert found.unchanged == 1
    assert stays.version == 1


def test_register_when_changed_there_and_back_then_nothing_differs(
    place: Establishment, firm: Firm
) -> None:
    activity = kept(by=firm.dpo, now=NOW - DAY)
    other = DISPENSING.model_copy(update={"volume": 12})
    save(activity=activity, sheet=other, version=1, why="", by=firm.dpo, now=NOW + DAY)
    save(activity=activity, sheet=DISPENSING, version=2, why="", by=firm.dpo, now=NOW + DAY)

    found = compared(start=NOW, end=END)

    assert (found.is_empty, found.unchanged) == (True, 1)


def test_register_when_it_grows_then_compared_in_as_many_queries(
    place: Establishment, firm: Firm
) -> None:
    counts = []
    for _more in range(2):
        for number in range(5):
            made = kept(by=firm.dpo, sheet=Sheet(name=f"Activité {number}"), now=NOW - DAY)
            save(
                activity=made,
                sheet=Sheet(name="Autre"),
                version=1,
                why="",
                by=firm.dpo,
                now=NOW + DAY,
            )
        with CaptureQueriesContext(connection) as asked:
            compared(start=NOW, end=END)
        counts.append(sum("set_config" not in query["sql"] for query in asked))

    assert counts == [4, 4]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 3, 15), date(2025, 12, 15)),
        (date(2026, 5, 31), date(2026, 2, 28)),
        (date(2028, 5, 31), date(2028, 2, 29)),
        (date(2026, 1, 1), date(2025, 10, 1)),
    ],
)
def test_three_months_before_when_a_month_is_shorter_then_its_last_day(
    day: date, before: date
) -> None:
    assert three_months_before(day) == before


def page(client: Client, place: Establishment, query: str = "", status: int = 200) -> str:
    """Return the page that compares, entities undone."""
    answer = client.get(f"/e/{place.slug}/registre/comparer/{query}")
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_page_when_opened_then_from_the_last_validation_to_today(
    establishment: Establishment, people: dict[Role, User], client_for: Signed
) -> None:
    at = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
    with inside(establishment):
        activity = kept(by=people[Role.DPO], now=at)
        validate(
            establishment=establishment, activity=activity, version=1, by=people[Role.DPO], now=at
        )
        changed = DISPENSING.model_copy(update={"owner": "Adjoint"})
        save(
            activity=activity,
            sheet=changed,
            version=2,
            why="",
            by=people[Role.DPO],
            now=timezone.now(),
        )

    found = page(client_for(people[Role.READER]), establishment)

    assert 'name="de" value="2026-06-10"' in found
    assert "<del>Pharmacien titulaire</del>" in found
    assert "<ins>Adjoint</ins>" in found
    assert f"/registre/{activity.pk}/historique/?de=2&a=3" in found


def test_page_when_nothing_happened_then_says_so(
    establishment: Establishment, people: dict[Role, User], client_for: Signed
) -> None:
    found = page(client_for(people[Role.READER]), establishment, "?de=2026-03-01&a=2026-06-01")

    assert "Rien n’a changé entre ces deux dates" in found


@pytest.mark.parametrize(
    ("query", "sentence", "typed"),
    [
        ("?de=2026-06-01&a=2026-03-01", "Choisissez un jour qui vient après", "2026-03-01"),
        ("?de=2026-06-01&a=2026-06-01", "Choisissez un jour qui vient après", "2026-06-01"),
        ("?de=2026-02-30&a=2026-06-01", "Écrivez un jour du calendrier.", "2026-02-30"),
        ("?de=1999-01-01&a=2026-06-01", "Le registre ne remonte pas avant 2018.", "1999-01-01"),
        ("?de=2026-06-01&a=2099-01-01", "Ce jour n’est pas encore venu.", "2099-01-01"),
    ],
)
def test_page_when_asked_for_no_two_days_then_told_and_given_back(
    establishment: Establishment,
    people: dict[Role, User],
    client_for: Signed,
    query: str,
    sentence: str,
    typed: str,
) -> None:
    found = page(client_for(people[Role.READER]), establishment, query, 422)

    assert sentence in found
    assert f'value="{typed}"' in found
    assert "En bref" not in found


def test_page_when_the_register_is_read_as_of_a_day_then_leads_there(
    establishment: Establishment, people: dict[Role, User], client_for: Signed
) -> None:
    answer = client_for(people[Role.READER]).get(f"/e/{establishment.slug}/registre/?au=2026-03-01")

    assert "registre/comparer/?de=2026-03-01" in answer.content.decode()
