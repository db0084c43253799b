"""From a role to live persons: who is told when the one who should be cannot."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from tenants.accounts.models import User
from tenants.agenda.recipients import Reached, Standing, directory_for
from tenants.directory.models import Absence, Establishment, Membership
from tenants.directory.roles import Role
from tenants.directory.switching import at_the_clock
from tests.conftest import Firm, opened, owner, person

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Cabinet:
    """The firm of the tests with a deputy and a third DPO, and one establishment looked after."""

    firm: Firm
    place: Establishment
    deputy: User
    third: User

    def assign(self, assigned: User | None, deputy: User | None) -> None:
        """Write who looks after the establishment."""
        with owner():
            Establishment.objects.filter(pk=self.place.pk).update(
                assigned_dpo=assigned, deputy_dpo=deputy
            )
            self.place.refresh_from_db()

    def away(self, user: User, starts_on: date, ends_on: date) -> None:
        """Write an absence."""
        with owner():
            Absence.objects.create(
                person=user,
                agency=self.firm.agency,
                starts_on=starts_on,
                ends_on=ends_on,
                said_at=MONDAY,
            )


@pytest.fixture
def cabinet(firm: Firm, establishment: Establishment) -> Cabinet:
    """Return the firm, its DPO assigned, another its deputy."""
    with owner():
        deputy = person("deputy@firm.test", "Yann", "Le Bris")
        third = person("third@firm.test", "Maud", "Tanguy")
        for user in (deputy, third):
            Membership.objects.create(user=user, role=Role.DPO, agency=firm.agency)
    found = Cabinet(firm=firm, place=establishment, deputy=deputy, third=third)
    found.assign(firm.dpo, deputy)
    return found


def reach(
    place: Establishment,
    audience: str,
    *,
    now: datetime = MONDAY,
    snoozer: User | None = None,
    left_out: tuple[User, ...] = (),
) -> Reached:
    with at_the_clock():
        return directory_for([place], now=now).reach(
            audience=audience,
            establishment=place,
            snoozer_id=None if snoozer is None else snoozer.pk,
            left_out=[user.pk for user in left_out],
        )


def told(reached: Reached) -> tuple[Standing, list[str], list[str]]:
    return (
        reached.standing,
        [one.address for one in reached.recipients],
        [one.address for one in reached.operators],
    )


def test_dpo_when_one_is_assigned_then_that_one_alone(cabinet: Cabinet) -> None:
    assert told(reach(cabinet.place, "dpo")) == (Standing.MEANT, ["dpo@firm.test"], [])


def test_dpo_when_nobody_is_assigned_then_every_dpo_of_the_agency(cabinet: Cabinet) -> None:
    cabinet.assign(None, None)

    assert told(reach(cabinet.place, "dpo")) == (
        Standing.MEANT,
        ["deputy@firm.test", "dpo@firm.test", "third@firm.test"],
        [],
    )


def test_dpo_when_the_lead_is_assigned_then_the_lead(cabinet: Cabinet) -> None:
    cabinet.assign(cabinet.firm.lead, cabinet.deputy)

    assert told(reach(cabinet.place, "dpo")) == (Standing.MEANT, ["lead@firm.test"], [])


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "who"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), "deputy@firm.test"),
        (date(2026, 2, 20), date(2026, 3, 2), "deputy@firm.test"),
        (date(2026, 2, 20), date(2026, 3, 1), "dpo@firm.test"),
        (date(2026, 3, 3), date(2026, 3, 9), "dpo@firm.test"),
    ],
)
def test_dpo_when_away_on_that_day_then_the_deputy(
    cabinet: Cabinet, starts_on: date, ends_on: date, who: str
) -> None:
    cabinet.away(cabinet.firm.dpo, starts_on, ends_on)

    assert told(reach(cabinet.place, "dpo"))[1] == [who]


def test_dpo_when_the_day_differs_overseas_then_that_of_the_establishment_counts(
    cabinet: Cabinet,
) -> None:
    overseas = opened(cabinet.firm.agency, "Optique du Lagon", territory="FR-RE")
    with owner():
        Establishment.objects.filter(pk=overseas.pk).update(
            assigned_dpo=cabinet.firm.dpo, deputy_dpo=cabinet.deputy
        )
        overseas.refresh_from_db()
    cabinet.away(cabinet.firm.dpo, date(2026, 3, 3), date(2026, 3, 3))
    # Half past eleven at night in Paris; half past two in the morning of the 3rd in La Réunion.
    late_evening = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)

    assert told(reach(cabinet.place, "dpo", now=late_evening))[1] == ["dpo@firm.test"]
    assert told(reach(overseas, "dpo", now=late_evening))[1] == ["deputy@firm.test"]


def test_dpo_when_absent_from_another_agency_only_then_still_told(cabinet: Cabinet) -> None:
    with owner():
        Absence.objects.create(
            person=cabinet.firm.dpo,
            agency=cabinet.firm.other_agency,
            starts_on=date(2026, 3, 1),
            ends_on=date(2026, 3, 9),
            said_at=MONDAY,
        )

    assert told(reach(cabinet.place, "dpo"))[1] == ["dpo@firm.test"]


@pytest.mark.parametrize("fault", ["inactive", "bounced", "gone", "assistant", "came back"])
def test_dpo_when_not_to_be_counted_on_then_the_deputy(cabinet: Cabinet, fault: str) -> None:
    dpo = cabinet.firm.dpo
    with owner():
        if fault == "inactive":
            User.objects.filter(pk=dpo.pk).update(is_active=False)
        if fault == "bounced":
            User.objects.filter(pk=dpo.pk).update(bounced_at=MONDAY, bounce_code="5.1.1")
        if fault == "gone":
            Membership.objects.filter(user=dpo).delete()
        if fault == "assistant":
            Membership.objects.filter(user=dpo).update(role=Role.ASSISTANT)
    left_out = (dpo,) if fault == "came back" else ()

    assert told(reach(cabinet.place, "dpo", left_out=left_out)) == (
        Standing.DEPUTY,
        ["deputy@firm.test"],
        [],
    )


def test_dpo_when_the_deputy_cannot_either_then_the_other_dpos(cabinet: Cabinet) -> None:
    cabinet.away(cabinet.firm.dpo, date(2026, 3, 2), date(2026, 3, 6))
    cabinet.away(cabinet.deputy, date(2026, 3, 1), date(2026, 3, 2))

    assert told(reach(cabinet.place, "dpo")) == (Standing.COLLEAGUES, ["third@firm.test"], [])


def test_dpo_when_no_dpo_can_then_the_lead_and_apart_the_operator(cabinet: Cabinet) -> None:
    for user in (cabinet.firm.dpo, cabinet.deputy, cabinet.third):
        cabinet.away(user, date(2026, 3, 1), date(2026, 3, 31))

    assert told(reach(cabinet.place, "dpo")) == (
        Standing.NOBODY,
        ["lead@firm.test"],
        ["operator@firm.test"],
    )


def test_dpo_when_everybody_is_away_then_the_lead_is_told_all_the_same(cabinet: Cabinet) -> None:
    for user in (cabinet.firm.dpo, cabinet.deputy, cabinet.third, cabinet.firm.lead):
        cabinet.away(user, date(2026, 3, 1), date(2026, 3, 31))

    assert told(reach(cabinet.place, "dpo"))[1:] == (["lead@firm.test"], ["operator@firm.test"])


def test_dpo_when_all_have_failed_then_the_lead_is_asked_again(cabinet: Cabinet) -> None:
    firm = cabinet.firm
    everybody = (firm.dpo, cabinet.deputy, cabinet.third, firm.lead, firm.operator)

    assert told(reach(cabinet.place, "dpo", left_out=everybody))[1:] == (
        ["lead@firm.test"],
        ["operator@firm.test"],
    )


def test_deputy_when_there_is_one_then_that_one(cabinet: Cabinet) -> None:
    assert told(reach(cabinet.place, "deputy")) == (Standing.MEANT, ["deputy@firm.test"], [])


def test_deputy_when_there_is_none_then_the_other_dpos_never_the_assigned(
    cabinet: Cabinet,
) -> None:
    cabinet.assign(cabinet.firm.dpo, None)

    assert told(reach(cabinet.place, "deputy")) == (
        Standing.MEANT,
        ["deputy@firm.test", "third@firm.test"],
        [],
    )


def test_deputy_when_nobody_else_then_the_lead(cabinet: Cabinet) -> None:
    with owner():
        User.objects.filter(pk__in=[cabinet.deputy.pk, cabinet.third.pk]).update(is_active=False)

    assert told(reach(cabinet.place, "deputy")) == (Standing.LEAD, ["lead@firm.test"], [])


def test_manager_when_there_is_none_then_the_lead(cabinet: Cabinet) -> None:
    assert told(reach(cabinet.place, "manager")) == (Standing.LEAD, ["lead@firm.test"], [])


def test_lead_when_away_then_told_all_the_same(cabinet: Cabinet) -> None:
    cabinet.away(cabinet.firm.lead, date(2026, 3, 2), date(2026, 3, 2))

    assert told(reach(cabinet.place, "lead")) == (Standing.MEANT, ["lead@firm.test"], [])


def test_lead_when_there_is_none_then_the_operator(cabinet: Cabinet) -> None:
    with owner():
        Membership.objects.filter(user=cabinet.firm.lead).delete()

    assert told(reach(cabinet.place, "lead")) == (Standing.NOBODY, [], ["operator@firm.test"])


def test_snoozer_when_still_there_then_that_person(cabinet: Cabinet) -> None:
    found = reach(cabinet.place, "snoozer", snoozer=cabinet.firm.assistant)

    assert told(found) == (Standing.MEANT, ["assistant@firm.test"], [])


def test_snoozer_when_gone_then_the_dpo(cabinet: Cabinet) -> None:
    found = reach(cabinet.place, "snoozer", snoozer=cabinet.firm.stranger)

    assert told(found)[1] == ["dpo@firm.test"]


def test_audience_when_unknown_then_it_is_an_error(cabinet: Cabinet) -> None:
    with pytest.raises(KeyError):
        reach(cabinet.place, "nobody-knows")
