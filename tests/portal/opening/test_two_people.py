"""Two people lay the register down at once, on two real connections: each activity stands once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from portal.journal.queries import verify
from portal.opening.actions import Laid, lay_down
from portal.register.models import Activity
from tenants.directory.switching import inside
from tests.conftest import NOW
from tests.portal.rights.test_two_people import Place, place  # noqa: F401 — committed rows


def _laid(place: Place, together: Barrier) -> Laid:  # noqa: F811
    """Return what laying down did, on this thread's own connection."""
    try:
        with inside(place.establishment):
            together.wait(timeout=20)
            return lay_down(establishment=place.establishment, by=place.by, now=NOW)
    finally:
        connection.close()


def test_laying_when_two_press_at_once_then_each_activity_stands_once(
    place: Place,  # noqa: F811
) -> None:
    together = Barrier(2)

    with ThreadPoolExecutor(max_workers=2) as people:
        told = list(people.map(lambda _one: _laid(place, together), range(2)))

    assert sorted(one.added for one in told) == [0, 20]
    with inside(place.establishment):
        assert Activity.objects.count() == 20
        assert Activity.objects.values("template_ref").distinct().count() == 20
        assert verify().is_intact
