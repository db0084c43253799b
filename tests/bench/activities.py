"""How fast the activities of every client are read: `./vigie bench activities [clients]`.

Twenty standings a client are written at once, as the owner: no register is laid down. A last act
on several of them is timed on registers laid down for good.
"""

import sys
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

from portal.desk.activities import acting  # noqa: E402
from portal.opening.actions import lay_down  # noqa: E402
from portal.register.bulk.acts import Kind, Order  # noqa: E402
from portal.register.masters import masters  # noqa: E402
from portal.register.models import Activity  # noqa: E402
from tenants.accounts.models import User  # noqa: E402
from tenants.directory.models import Establishment  # noqa: E402
from tenants.directory.switching import as_person, inside  # noqa: E402
from tenants.portfolio.models import ActivityStanding  # noqa: E402
from tests.bench.library import opened, told  # noqa: E402
from tests.bench.register import PLAIN_FILES, place_of, visits  # noqa: E402

_EACH = 20
_ACTED_ON = 12
_STATES = ("draft", "draft", "to_validate", "validated", "archived")


def standings(place: Establishment, *, now: datetime) -> list[ActivityStanding]:
    """Return twenty activities of a client, most of them from a template."""
    references = [*masters()][: _EACH - 3] + [""] * 3
    return [
        ActivityStanding(
            establishment=place,
            schema_name=place.schema_name,
            reference=f"TRT-{number + 1:03}",
            role="controller",
            state=_STATES[number % len(_STATES)],
            version=1,
            missing=number % 3,
            has_sensitive_data=number % 2 == 0,
            has_transfers=number % 7 == 0,
            screening="required" if number % 6 == 0 else "unknown",
            template_ref=reference,
            template_version=1 if reference else None,
            updated_at=now - timedelta(hours=number),
            validated_at=now - timedelta(days=40 * number) if number % 4 == 0 else None,
        )
        for number, reference in enumerate(references)
    ]


def main(clients: int = 300) -> None:
    """Measure the list under several filters, then an act on the registers of twelve clients."""
    now = datetime.now(UTC)
    dpo, first = place_of(_EACH, now=now)
    places = [opened(first.agency, number, by=dpo, now=now) for number in range(clients)]
    for place in places[_ACTED_ON:]:
        ActivityStanding.objects.bulk_create(standings(place, now=now))
    for place in places[:_ACTED_ON]:
        with inside(place):
            lay_down(establishment=place, by=dpo, now=now)
    connection.cursor().execute("analyze")
    browser = Client(headers={"host": "localhost"})
    browser.force_login(dpo)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": now.timestamp()}]
    session.save()
    with override_settings(STORAGES=PLAIN_FILES):
        for label, asked in (
            (f"{clients} clients", ""),
            ("searched", "?q=mesure+1+dispensation"),
            ("sensitive, by date", "?avec=sensibles&tri=recent"),
            ("behind, last page", "?avec=incompletes&page=60"),
        ):
            visits(browser, f"/activites/{asked}", label)
    _act(places[:_ACTED_ON], by=dpo, now=now)


def _act(places: list[Establishment], *, by: User, now: datetime) -> None:
    chosen: dict[int, dict[UUID, int]] = {}
    for place in places:
        with inside(place):
            chosen[place.pk] = dict(Activity.objects.values_list("pk", "version"))
    order = Order(Kind.SUBMIT)
    with as_person(by.pk):
        started = time.perf_counter()
        seen = acting.preview(order, chosen, by=by)
        told(f"preview of {seen.done} activities", f"{time.perf_counter() - started:.2f} s")
        started = time.perf_counter()
        acting.carry_out(submission=uuid4(), order=order, chosen=chosen, by=by, now=now)
        told(f"act on {seen.done} activities", f"{time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
