"""The register of an establishment, gathered as it stood at an instant."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.register.actions import archive, save
from portal.register.exports.gathering import register_of
from portal.register.models import ActivityVersion, State
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.register.samples import CAMERAS, DISPENSING, NOW, kept

DAY = timedelta(days=1)


@pytest.fixture
def place(firm: Firm, establishment: Establishment) -> Iterator[Establishment]:
    """Stand inside the establishment, as a view does."""
    with inside(establishment):
        yield establishment


def test_register_when_gathered_then_says_who_what_and_when(
    place: Establishment, firm: Firm
) -> None:
    activity = kept(by=firm.dpo)
    ActivityVersion.objects.create(
        activity=activity,
        number=2,
        at=NOW + DAY,
        act=ActivityVersion.Act.VALIDATED,
        state=State.VALIDATED,
        content=activity.content,
    )

    found = register_of(place, at=NOW + 2 * DAY)

    assert found.establishment.name == place.name
    [entry] = found.entries
    assert (entry.reference, entry.role, entry.state) == ("TRT-001", "controller", "validated")
    assert (entry.created_on, entry.validated_on) == (date(2026, 3, 2), date(2026, 3, 3))
    assert entry.sheet == DISPENSING


def test_register_when_asked_of_a_past_instant_then_says_what_it_said(
    place: Establishment, firm: Firm
) -> None:
    activity = kept(by=firm.dpo)
    changed = DISPENSING.model_copy(update={"name": "Délivrance"})
    save(activity=activity, sheet=changed, version=1, why="", by=firm.dpo, now=NOW + 2 * DAY)
    kept(by=firm.dpo, sheet=CAMERAS, now=NOW + 2 * DAY)

    before = register_of(place, at=NOW + DAY)
    after = register_of(place, at=NOW + 2 * DAY)

    assert [entry.sheet.name for entry in before.entries] == ["Délivrance des médicaments"]
    assert [entry.sheet.name for entry in after.entries] == ["Délivrance", "Vidéosurveillance"]


def test_register_when_an_activity_is_archived_then_it_is_out_unless_asked_for(
    place: Establishment, firm: Firm
) -> None:
    activity = kept(by=firm.dpo)
    archive(activity=activity, version=1, why="Cessée", by=firm.dpo, now=NOW + DAY)

    assert register_of(place, at=NOW + DAY).entries == ()
    [entry] = register_of(place, at=NOW + DAY, only=[activity.pk]).entries
    assert entry.state == "archived"


def test_register_when_it_grows_then_takes_as_many_queries(
    place: Establishment, firm: Firm, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = Establishment.objects.select_related("agency").get(pk=place.pk)
    for _ in range(3):
        kept(by=firm.dpo)

    with django_assert_num_queries(4):
        register_of(place, at=NOW)
