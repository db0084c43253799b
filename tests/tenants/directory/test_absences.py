"""Two people say one absence at once: one is kept."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection
from django.utils import timezone

from tenants.accounts.models import User
from tenants.directory.absences import AbsenceRefused, say_absence
from tenants.directory.models import Absence, Agency, Membership
from tenants.directory.roles import Role
from tenants.directory.switching import as_person
from tests.conftest import owner

TODAY = date(2026, 7, 1)
Result = TypeVar("Result")


@pytest.fixture
def away(db: None) -> Iterator[tuple[User, Agency]]:
    """Yield a DPO and an agency, committed, and take them away afterwards by name.

    Written on connections of their own: the test's is inside a transaction.
    """

    def write() -> tuple[User, Agency]:
        with owner():
            agency = Agency.objects.create(name="Agence des absents")
            user = User.objects.create_user("twice@firm.test", first_name="A", last_name="B")
            Membership.objects.create(user=user, role=Role.DPO, agency=agency)
        return user, agency

    [(user, agency)] = at_once([write])

    def clear() -> None:
        with owner():
            Absence.objects.filter(person=user).delete()
            user.delete()
            agency.delete()

    yield user, agency
    at_once([clear])


def at_once(acts: list[Callable[[], Result]]) -> list[Result]:
    """Return what each act returns, all begun at the same instant on connections of their own."""
    gate = Barrier(len(acts))

    def do(act: Callable[[], Result]) -> Result:
        gate.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(acts)) as threads:
        return list(threads.map(do, acts))


def test_absence_when_said_four_times_at_once_then_one_is_kept(
    away: tuple[User, Agency],
) -> None:
    user, agency = away
    now: datetime = timezone.now()

    def say() -> bool:
        with as_person(user.pk):
            try:
                say_absence(
                    person=user,
                    agency_ids=[agency.pk],
                    starts_on=date(2026, 7, 20),
                    ends_on=date(2026, 8, 2),
                    by=user,
                    today=TODAY,
                    now=now,
                )
            except AbsenceRefused:
                return False
            return True

    assert sorted(at_once([say] * 4)) == [False, False, False, True]
