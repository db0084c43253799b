"""How fast the register's files are: `./vigie bench register_files`.

Best of three. Each import is undone before the next.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import django

django.setup()

from django.db import transaction  # noqa: E402

from portal.register.exports.formats import Format, made  # noqa: E402
from portal.register.exports.register import Register  # noqa: E402
from portal.register.imports.bringing import bring  # noqa: E402
from portal.register.imports.reading import lines_of  # noqa: E402
from tenants.directory.models import Agency, Establishment  # noqa: E402
from tenants.directory.provisioning import open_establishment  # noqa: E402
from tenants.directory.switching import inside  # noqa: E402
from tests.portal.register.files_samples import FULL, entry, register  # noqa: E402

ACTIVITIES, LINES = 60, 500


class UndoneError(Exception):
    """Ends the transaction of a measure: what it wrote is undone."""


def sample(count: int) -> Register:
    """Return a register of so many activities, each with every field."""
    return register(
        *(
            entry(
                FULL.model_copy(update={"name": f"Activité {number}"}),
                reference=f"TRT-{number:03}",
            )
            for number in range(1, count + 1)
        )
    )


def seconds(work: Callable[[], object]) -> float:
    """Return the best of three times."""
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def opened() -> Establishment:
    """Return an establishment opened for the measure, in the bench's own database."""
    return open_establishment(
        agency=Agency.objects.create(name="Agence de mesure"),
        name="Pharmacie de mesure",
        type="pharmacie",
        territory="FR-METRO",
        manager_email="",
        by=None,
        now=datetime.now(UTC),
    )


def imported(place: Establishment, content: bytes) -> None:
    """Read and write the whole file, then undo it."""
    try:
        with inside(place), transaction.atomic():
            bring(lines_of(content), by=None, now=datetime.now(UTC))
            raise UndoneError
    except UndoneError:
        return


def main() -> None:
    """Print a line for each format, then for the import."""
    sixty = sample(ACTIVITIES)
    for asked in Format:
        taken = seconds(lambda asked=asked: made(sixty, asked))  # type: ignore[misc]
        size = len(made(sixty, asked).content)
        sys.stdout.write(f"{asked} of {ACTIVITIES} activities: {taken:.3f} s, {size:,} bytes\n")
    content = made(sample(LINES), Format.ODS).content
    sys.stdout.write(f"ODS of {LINES} lines read: {seconds(lambda: lines_of(content)):.3f} s\n")
    place = opened()
    taken = seconds(lambda: imported(place, content))
    sys.stdout.write(f"ODS of {LINES} lines imported: {taken:.3f} s\n")


if __name__ == "__main__":
    main()
