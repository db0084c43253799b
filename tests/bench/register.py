"""How fast a register is read: `./vigie bench register [activities]`."""

import statistics
import sys
import time
from datetime import UTC, datetime, timedelta

import django

django.setup()

import brotli  # noqa: E402
from allauth.mfa.models import Authenticator  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402

from portal.register.actions import create, save  # noqa: E402
from portal.register.models import Activity  # noqa: E402
from tenants.accounts.models import User  # noqa: E402
from tenants.directory.models import Agency, Establishment, EstablishmentType  # noqa: E402
from tenants.directory.provisioning import open_establishment  # noqa: E402
from tenants.directory.switching import inside  # noqa: E402
from tests.portal.register.samples import CAMERAS, DISPENSING  # noqa: E402

VISITS = 40
# Without the files collected for a server: what is measured is the page.
PLAIN_FILES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def place_of(activities: int, *, now: datetime) -> tuple[User, Establishment]:
    """Write a pharmacy whose register holds so many activities, two versions each."""
    agency = Agency.objects.create(name=f"Agence de mesure {now:%f}")
    dpo = User.objects.create_user(f"dpo-{now:%f}@mesure.example", None, first_name="Ada")
    Authenticator.objects.create(user=dpo, type=Authenticator.Type.TOTP, data={"secret": "x"})
    dpo.memberships.create(role="dpo", agency=agency)
    place = open_establishment(
        agency=agency,
        type=EstablishmentType.PHARMACY,
        name=f"Pharmacie {now:%f}",
        territory="FR-METRO",
        by=dpo,
        now=now,
    )
    with inside(place):
        for index in range(activities):
            sheet = (CAMERAS if index % 5 == 0 else DISPENSING).model_copy(
                update={"name": f"Activité de traitement {index}"}
            )
            made = create(sheet=sheet, role="controller", by=dpo, now=now - timedelta(days=2))
            changed = sheet.model_copy(update={"volume": index})
            save(activity=made, sheet=changed, version=1, why="", by=dpo, now=now)
    return dpo, place


def visits(client: Client, address: str, label: str) -> None:
    """Print the median and 95th percentile of the server's time, queries and weight."""
    for _warm in range(3):
        client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    queries = len(asked)
    times = []
    for _visit in range(VISITS):
        started = time.perf_counter()
        answer = client.get(address)
        times.append(1000 * (time.perf_counter() - started))
    if answer.status_code != 200:
        sys.exit(f"{address} answered {answer.status_code}")
    p95 = statistics.quantiles(times, n=20)[-1]
    sys.stdout.write(
        f"{label:<14} median {statistics.median(times):6.1f} ms   p95 {p95:6.1f} ms"
        f"   {queries} queries   {len(brotli.compress(answer.content)) / 1024:.1f} KB br\n"
    )


def main(activities: int = 200) -> None:
    """Measure the pages of a register."""
    now = datetime.now(UTC)
    dpo, place = place_of(activities, now=now)
    connection.cursor().execute("analyze")
    client = Client(headers={"host": "localhost"})
    client.force_login(dpo)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": now.timestamp()}]
    session.save()
    with inside(place):
        one = Activity.objects.order_by("-reference").values_list("pk", flat=True)[0]
    base, yesterday = f"/e/{place.slug}/registre/", (now - timedelta(days=1)).date()
    sys.stdout.write(f"{activities} activities, {2 * activities} versions\n")
    for label, rest in (
        ("list", ""),
        ("search", "?q=activite+trait&avec=sensibles"),
        ("last page", "?page=999"),
        ("as of", f"?au={yesterday}"),
        ("one activity", f"{one}/"),
        ("one section", f"{one}/modifier/finalites/"),
        ("picture", f"{one}/schema.svg"),
        ("history", f"{one}/historique/"),
        ("two dates", f"comparer/?de={yesterday}"),
    ):
        with override_settings(STORAGES=PLAIN_FILES):
            visits(client, base + rest, label)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
