"""Runs one of Vigie's programs with a wrong clock, or without one of its promises.

usage: python -m tests.faults.altered CLOCK_SECONDS CONTROL PROGRAM [ARGUMENT…]

CLOCK_SECONDS is how far Python's clock is wrong (0: right). CONTROL takes a promise away, so that
the checker can be seen to find it broken: "async-commit" lets a program start on a PostgreSQL that
may lose a commit, which Vigie refuses; "mark-first" writes « accepted » before it sends.
"""

import ctypes
import gc
import os
import runpy
import sys
import time
from datetime import datetime, timedelta, tzinfo


def _set_clock(seconds: float) -> None:
    """Make every reading of Python's clock wrong by `seconds`."""
    right_time, right_now = time.time, datetime.now
    off = timedelta(seconds=seconds)

    def wrong_now(_class: type[datetime], tz: tzinfo | None = None) -> datetime:
        return right_now(tz) + off

    # The class is written in C and closed to assignment; its dictionary is not.
    (names,) = gc.get_referents(datetime.__dict__)
    names["now"] = classmethod(wrong_now)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(datetime))
    time.time = lambda: right_time() + seconds


def _trust_anything() -> None:
    import django  # noqa: PLC0415 — once the clock is wrong

    django.setup()
    from tenants.directory import honesty  # noqa: PLC0415

    vars(honesty)["refuse_a_pooler"] = lambda: None


def _mark_first() -> None:
    import django  # noqa: PLC0415 — once the clock is wrong

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from tenants.agenda import claim, pump  # noqa: PLC0415

    claim_honestly = claim.claim

    def claim_and_mark(*, suspects: bool) -> tuple[claim.Claim, ...]:
        claims = claim_honestly(suspects=suspects)
        with connection.cursor() as cursor:
            cursor.execute(
                "update agenda_alert set state = 'accepted', accepted_at = now()"
                " where id = any(%s) and state = 'sending'",
                [[one.id for one in claims]],
            )
        return claims

    vars(pump)["claim"] = claim_and_mark


_CONTROLS = {"none": lambda: None, "async-commit": _trust_anything, "mark-first": _mark_first}


def main() -> None:
    """Become the program."""
    seconds, control, program, *arguments = sys.argv[1:]
    if float(seconds):
        _set_clock(float(seconds))
    sys.path.insert(0, os.getcwd())
    _CONTROLS[control]()
    sys.argv = [program, *arguments]
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()
