"""How fast an import of 500 lines is, step by step as its pages go: `./vigie bench imports`.

Each step is measured once, in the order a person goes; the whole is undone at the end.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import django

django.setup()

from django.db import transaction  # noqa: E402

from portal.register.exports.formats import Format, made  # noqa: E402
from portal.register.importing.actions import confirm, keep, undo  # noqa: E402
from portal.register.importing.queries import brought, changes_of  # noqa: E402
from portal.register.imports.bringing import fates, seal_of  # noqa: E402
from tenants.accounts.models import User  # noqa: E402
from tenants.directory.switching import inside  # noqa: E402
from tests.bench.register_files import UndoneError, opened, sample  # noqa: E402

LINES, SHOWN = 500, 50
Found = TypeVar("Found")


def told(what: str, work: Callable[[], Found]) -> Found:
    """Return what the work found; print how long it took."""
    started = time.perf_counter()
    found = work()
    sys.stdout.write(f"{what}: {time.perf_counter() - started:.3f} s\n")
    return found


def steps(content: bytes, by: User) -> None:
    """Send, preview, confirm, send again, undo."""
    now = datetime.now(UTC)
    kept, _source = told("sent", lambda: keep(name="r.ods", content=content, by=by, now=now))
    found = told("previewed", lambda: fates(brought(kept).lines or ()))
    seal = seal_of(found)
    done = told(
        "confirmed",
        lambda: confirm(kept=kept, seal=seal, only_valid=False, by=by, now=now),
    )
    again, _source = keep(name="r.ods", content=content, by=by, now=now)
    same = told("previewed again", lambda: fates(brought(again).lines or ()))
    told("its differences, a page", lambda: [changes_of(fate) for fate in same[:SHOWN]])
    told("undone", lambda: undo(done=done, by=by, now=now))


def main() -> None:
    """Print a line for each step."""
    content = made(sample(LINES), Format.ODS).content
    place = opened()
    by = User.objects.create_user("mesure@vigie.example", None)
    sys.stdout.write(f"ODS of {LINES} lines, {len(content):,} bytes\n")
    try:
        with inside(place), transaction.atomic():
            steps(content, by)
            raise UndoneError
    except UndoneError:
        return


if __name__ == "__main__":
    main()
