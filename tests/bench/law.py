"""How fast the law answers: `python -m tests.bench.law`. CPU time, one core, best of three."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from portal.law.breach import notification_clock
from portal.law.calendars import TERRITORIES
from portal.law.catalogue import load_catalogue
from portal.law.reading import RULES
from portal.law.rights import RequestFacts, Right, request_clocks

COUNT = 20_000
FIRST = datetime(2020, 1, 1, 8, tzinfo=UTC)
INSTANTS = [FIRST + timedelta(hours=11 * index) for index in range(COUNT // 8)]


def seconds(work: Callable[[], None]) -> float:
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def requests() -> None:
    for index in range(COUNT):
        request_clocks(
            RequestFacts(Right.ACCESS, INSTANTS[index % len(INSTANTS)]),
            territory=TERRITORIES[index % len(TERRITORIES)],
        )


def breaches() -> None:
    for index in range(COUNT):
        notification_clock(
            aware_at=INSTANTS[index % len(INSTANTS)],
            territory=TERRITORIES[index % len(TERRITORIES)],
        )


def catalogue() -> None:
    load_catalogue(RULES)


if __name__ == "__main__":
    sys.stdout.write(
        f"requests {COUNT / seconds(requests):,.0f}/s"
        f" · breaches {COUNT / seconds(breaches):,.0f}/s"
        f" · catalogue {1000 * seconds(catalogue):.1f} ms\n"
    )
