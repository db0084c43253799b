"""How fast a template spreads: `./vigie bench library [establishments]`.

One register is laid down whole and timed; the others hold the one activity that the push changes.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from portal.desk.library import pushing, queries  # noqa: E402
from portal.desk.library.drafting import Written, publish_draft, write  # noqa: E402
from portal.desk.library.pushing import Target  # noqa: E402
from portal.desk.library.queries import Sought  # noqa: E402
from portal.opening.actions import lay_down  # noqa: E402
from portal.register.actions import Template, create  # noqa: E402
from portal.register.masters import Master, master_of  # noqa: E402
from portal.register.sheet import Sheet  # noqa: E402
from tenants.accounts.models import User  # noqa: E402
from tenants.directory.models import Agency, Establishment  # noqa: E402
from tenants.directory.provisioning import open_establishment  # noqa: E402
from tenants.directory.switching import as_person, inside  # noqa: E402

REFERENCE = "PHA-DISP"
VISITS = 20


def told(label: str, text: str) -> None:
    sys.stdout.write(f"{label:<34} {text}\n")
    sys.stdout.flush()


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that `work` took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median_of(label: str, work: Callable[[], object]) -> None:
    """Print the median and the 95th percentile of a read, and its queries."""
    work()
    with CaptureQueriesContext(connection) as asked:
        work()
    count = len(asked)
    times = [1000 * timed(work) for _visit in range(VISITS)]
    p95 = statistics.quantiles(times, n=20)[-1]
    told(label, f"median {statistics.median(times):6.1f} ms   p95 {p95:6.1f} ms   {count} queries")


def standing() -> Master:
    found = master_of(REFERENCE)
    if found is None:
        raise LookupError(REFERENCE)
    return found


def opened(agency: Agency, number: int, *, by: User, now: datetime) -> Establishment:
    return open_establishment(
        agency=agency,
        type="pharmacie",
        name=f"Pharmacie de mesure {number}",
        territory="FR-METRO",
        by=by,
        now=now,
    )


def main(establishments: int = 300) -> None:
    """Print a line for each measure."""
    now = datetime.now(UTC)
    agency = Agency.objects.create(name=f"Agence de mesure {now:%f}")
    dpo = User.objects.create_user(f"dpo-{now:%f}@mesure.example", None, first_name="Ada")
    dpo.memberships.create(role="dpo", agency=agency)
    template = standing().template
    places = [opened(agency, number, by=dpo, now=now) for number in range(establishments)]
    first = places[0]
    with inside(first):
        took = timed(lambda: lay_down(establishment=first, by=dpo, now=now))
    told("register laid down (20 activities)", f"{took:.2f} s")
    given = Template(ref=REFERENCE, version=template.version, sheet=template.sheet)
    for place in places[1:]:
        with inside(place):
            create(sheet=template.sheet, role="controller", by=dpo, now=now, template=given)
    connection.cursor().execute("analyze")
    spread(dpo, now=now)


def spread(dpo: User, *, now: datetime) -> None:
    """Change the template, then measure the shelf, the page, the preview and the push."""
    with as_person(dpo.pk):
        written = Written(Sheet(name="-", information="Affiche et site"), ("information",))
        draft = write(
            master=standing(), reference=REFERENCE, written=written, revision=0, by=dpo, now=now
        )
        publish_draft(master=standing(), draft=draft, revision=1, why="Mesure", by=dpo, now=now)
        median_of("shelf of 87 templates", lambda: queries.shelf(Sought()))
        median_of("who holds one template", lambda: queries.holders(standing()))
        holders = [one for one in queries.holders(standing()) if one.is_behind]
        rows = pushing.preview(standing(), chosen=holders)
        took = timed(lambda: pushing.preview(standing(), chosen=holders))
        told(f"preview of {len(rows)} registers", f"{took:.2f} s")
        targets = [
            Target(one.establishment.pk, one.activity_id, one.version)
            for one in rows
            if one.activity_id is not None
        ]
        push = pushing.launch(
            master=standing(), targets=targets, submission=uuid4(), by=dpo, now=now
        )
        started = time.perf_counter()
        done = pushing.work_off(now=now, most=len(targets), push=push)
        took = time.perf_counter() - started
        told(f"push to {done} registers", f"{took:.2f} s, {done / took:.0f}/s")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
