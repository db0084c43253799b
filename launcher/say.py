"""What the launcher tells the person at the terminal: a line per step, a sentence per failure."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Refusal(Exception):
    """A foreseen failure; its text is the one sentence that says what to do."""


class Stopped(BaseException):
    """Raised in the main thread by a signal that asks the launcher to stop."""


def line(text: str) -> None:
    """Print one line at once, even through a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print one sentence on the error stream."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(label: str) -> Iterator[None]:
    """Print `label` at once, then the seconds its block took."""
    print(f"  {label} {'.' * max(2, 46 - len(label))} ", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(spoken(time.monotonic() - started), flush=True)


def spoken(seconds: float) -> str:
    """Return a duration as French writes it: « 3,4 s »."""
    return f"{seconds:.1f} s".replace(".", ",")
