from datetime import date

import pytest

from portal.desk import queries
from portal.desk.counting import count_open, groups
from portal.time_left import Level
from tenants.agenda.models import Deadline
from tenants.directory.models import Establishment
from tenants.directory.switching import as_person, inside
from tests.conftest import NOW, Firm, opened, owner
from tests.portal.desk.conftest import MakeDeadline

BREACH = Deadline.Kind.BREACH


@pytest.fixture
def portfolio(
    establishment: Establishment, other_establishment: Establishment, deadline: MakeDeadline
) -> Establishment:
    deadline(establishment, "DR-2026-0001", hours=-30)
    deadline(establishment, "INC-2026-0001", hours=31, kind=BREACH)
    deadline(establishment, "DR-2026-0002", hours=100, due_on=date(2026, 3, 6))
    deadline(establishment, "DR-2026-0003", hours=2000)
    deadline(other_establishment, "DR-2026-0001", hours=-500)
    return establishment


def test_cockpit_when_the_dpo_asks_then_holds_only_their_agency_most_urgent_first(
    firm: Firm, portfolio: Establishment
) -> None:
    with as_person(firm.dpo.pk):
        found = queries.cockpit(agency_id=None, now=NOW)

    assert [one.reference for one in found.feed] == [
        "DR-2026-0001",
        "INC-2026-0001",
        "DR-2026-0002",
        "DR-2026-0003",
    ]
    assert (found.figures.open, found.figures.late, found.figures.critical) == (4, 1, 1)
    assert (found.figures.near, found.figures.calm, found.figures.breaches) == (1, 1, 1)
    assert [agency.name for agency in found.agencies] == ["Agence de Brest"]
    assert [breach.hours.elapsed for breach in found.breaches] == [41]
    assert [place.pk for place in found.pressing] == [portfolio.pk]


def test_rail_when_a_kind_has_no_deadline_then_only_the_main_lanes_stay(
    firm: Firm, establishment: Establishment, deadline: MakeDeadline
) -> None:
    with as_person(firm.dpo.pk):
        calm = queries.cockpit(agency_id=None, now=NOW)
    deadline(establishment, "INC-2026-0001", hours=31, kind=Deadline.Kind.INCIDENT)
    with as_person(firm.dpo.pk):
        busy = queries.cockpit(agency_id=None, now=NOW)

    assert len(calm.rail.lanes) == 2
    assert len(busy.rail.lanes) == 3


def test_cockpit_when_the_agency_asked_is_not_the_persons_then_none_is_chosen(
    firm: Firm, portfolio: Establishment
) -> None:
    with as_person(firm.dpo.pk):
        found = queries.cockpit(agency_id=firm.other_agency.pk, now=NOW)

    assert found.chosen is None
    assert found.figures.open == 4


def test_cockpit_when_an_agency_is_chosen_then_shows_it_alone(
    firm: Firm, portfolio: Establishment, deadline: MakeDeadline, other_establishment: Establishment
) -> None:
    with owner():
        firm.dpo.memberships.create(role="dpo", agency=firm.other_agency)
    with as_person(firm.dpo.pk):
        found = queries.cockpit(agency_id=firm.other_agency.pk, now=NOW)

    assert [one.establishment_id for one in found.feed] == [other_establishment.pk]
    assert (found.figures.open, found.counts.open) == (1, 5)
    assert [agency.open for agency in found.agencies] == [4, 1]


def test_groups_when_days_are_far_then_fold_on_the_edges_of_the_rail(
    firm: Firm, portfolio: Establishment
) -> None:
    with as_person(firm.dpo.pk):
        found = sorted((group.day, group.kind, group.level) for group in groups(now=NOW))

    assert found == [
        (date(2026, 3, 1), "request", Level.LATE),
        (date(2026, 3, 3), "breach", Level.CRITICAL),
        (date(2026, 3, 6), "request", Level.NEAR),
        (date(2026, 4, 2), "request", Level.CALM),
    ]


def test_count_open_when_inside_then_counts_that_establishment(portfolio: Establishment) -> None:
    with inside(portfolio):
        found = count_open(now=NOW)

    assert (found.open, found.late, found.requests, found.breaches) == (4, 1, 3, 1)


def test_establishments_when_listed_then_the_nearest_end_comes_first(
    firm: Firm, portfolio: Establishment
) -> None:
    calm = opened(firm.agency, "Abri du Phare")
    with as_person(firm.dpo.pk):
        found = list(queries.establishments(asked={}, now=NOW))

    assert [(one.pk, one.open, one.late) for one in found] == [
        (portfolio.pk, 4, 1),
        (calm.pk, 0, 0),
    ]


@pytest.mark.parametrize("words", ["port", "PHARMACIE du", "pharmacie-du-port"])
def test_search_when_words_are_of_the_name_then_finds_the_establishment(
    firm: Firm, portfolio: Establishment, words: str
) -> None:
    with as_person(firm.dpo.pk):
        places, _cases = queries.search(words)

    assert [place.pk for place in places] == [portfolio.pk]


def test_search_when_a_reference_is_anothers_too_then_finds_only_ours(
    firm: Firm, portfolio: Establishment
) -> None:
    with as_person(firm.dpo.pk):
        places, cases = queries.search("dr-2026-0001")

    assert places == []
    assert [case.establishment_id for case in cases] == [portfolio.pk]


@pytest.mark.parametrize(
    ("asked", "references"),
    [
        ({}, ["DR-2026-0001", "INC-2026-0001", "DR-2026-0002", "DR-2026-0003"]),
        ({"state": "late"}, ["DR-2026-0001"]),
        ({"kind": "breach"}, ["INC-2026-0001"]),
        ({"state": "met"}, []),
        ({"agency": "0"}, []),
    ],
)
def test_deadlines_when_filtered_then_holds_what_was_asked(
    firm: Firm, portfolio: Establishment, asked: dict[str, str], references: list[str]
) -> None:
    with as_person(firm.dpo.pk):
        found = queries.deadlines(asked=asked, now=NOW)

        assert [one.reference for one in found] == references
