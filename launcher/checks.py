"""`./vigie test`: every check and every test, in order, one line each."""

import re
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass

from launcher import packages, prepare
from launcher.browser import chromium
from launcher.commands import passing_instance, testing_environment
from launcher.places import PYTHON, ROOT, Places
from launcher.processes import tell
from launcher.say import Refusal, line, spoken
from launcher.up import listen_to_signals

_BIN = PYTHON.parent
# Far above what any step takes on two cores: only a test that waits for ever is longer.
_LONGEST_SECONDS = 1200
_TEMPLATES = "tests/house/test_templates.py"
_SUMMARY = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed|deselected)\b")


@dataclass(frozen=True)
class Step:
    """One command. `counts` is whether pytest's own counts stand in its last line."""

    name: str
    label: str
    command: tuple[str, ...]
    counts: bool = False
    needs_browser: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a step said: tests passed and failed (one or none for a plain check), its output."""

    passed: int
    failed: int
    output: str


def _pytest(*arguments: str) -> tuple[str, ...]:
    return (str(PYTHON), "-m", "pytest", "-q", *arguments)


def _faults() -> tuple[str, ...]:
    script = str(ROOT / "tests" / "faults" / "run.py")
    words = ("--alerts", "1500", "--kills", "15", "--driver", "both", "--relay", "faulty")
    return (str(PYTHON), script, *words)


STEPS = (
    Step("format", "ruff format", (str(_BIN / "ruff"), "format", "--check", "--quiet", ".")),
    Step("lint", "ruff check", (str(_BIN / "ruff"), "check", "--quiet", ".")),
    Step("types", "mypy --strict", (str(_BIN / "mypy"),)),
    Step("floors", "étages (import-linter)", (str(_BIN / "lint-imports"), "--no-cache")),
    Step(
        "migrations",
        "migrations à jour",
        (str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"),
    ),
    Step("templates", "gabarits et CSP", _pytest(_TEMPLATES), counts=True),
    Step(
        "unit",
        "essais unitaires et de base",
        _pytest("-n", "2", "tests", "--ignore=tests/e2e", f"--ignore={_TEMPLATES}"),
        counts=True,
    ),
    Step(
        "browser",
        "essais dans le navigateur",
        _pytest("tests/e2e"),
        counts=True,
        needs_browser=True,
    ),
    Step("faults", "essais de panne", _faults()),
)


def test(*, only: str | None, arguments: list[str]) -> int:
    """Run the steps (one with `only`); return 0 when everything passed.

    `arguments` go to pytest; without `only` they call for the unit tests, or the browser's when
    they name its folder. Every step runs even when one before it failed.
    """
    steps = _chosen(only=only, arguments=arguments)
    listen_to_signals()
    packages.ensure(packages.TEST)
    started = time.monotonic()
    with passing_instance() as running:
        environment = testing_environment(running)
        prepare.compile_messages(log=running.places.log / "messages.log")
        outcomes = [
            _run(step=step, arguments=arguments, environment=environment, places=running.places)
            for step in steps
        ]
    failed = sum(outcome.failed for outcome in outcomes)
    line(f"En {spoken(time.monotonic() - started)}.")
    line(f"{sum(outcome.passed for outcome in outcomes)} passed, {failed} failed")
    return 1 if failed else 0


def _chosen(*, only: str | None, arguments: list[str]) -> list[Step]:
    if only is None and arguments:
        only = "browser" if any("tests/e2e" in word for word in arguments) else "unit"
    found = [step for step in STEPS if only in (None, step.name)]
    if not found:
        names = ", ".join(step.name for step in STEPS)
        raise Refusal(f"Étape inconnue : choisissez parmi {names}.")
    return found


def _run(
    *, step: Step, arguments: list[str], environment: Mapping[str, str], places: Places
) -> Outcome:
    started = time.monotonic()
    try:
        extra = {"CHROMIUM": chromium(places.log)} if step.needs_browser else {}
        outcome = _outcome(step=step, arguments=arguments, environment={**environment, **extra})
    except Refusal as refusal:
        outcome = Outcome(passed=0, failed=1, output=str(refusal))
    mark = "échec" if outcome.failed else "  ok "
    label = f"{step.label} {'.' * max(2, 34 - len(step.label))}"
    count = f" ({outcome.passed} passed, {outcome.failed} failed)" if step.counts else ""
    line(f"{mark} {label} {spoken(time.monotonic() - started)}{count}")
    if outcome.failed:
        line(outcome.output.rstrip())
    return outcome


def _outcome(*, step: Step, arguments: list[str], environment: Mapping[str, str]) -> Outcome:
    command = [*step.command, *arguments]
    named = any(word.startswith("tests/") for word in arguments)
    if named:
        command = [word for word in step.command if word not in ("tests", "tests/e2e")] + arguments
    code, output = _told(command, environment=environment)
    return outcome_of(code=code, output=output, counts=step.counts)


def _told(command: list[str], *, environment: Mapping[str, str]) -> tuple[int, str]:
    """Run `command` and return its code and output; one that hangs is ended, and fails."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            output = process.communicate(timeout=_LONGEST_SECONDS)[0]
        except subprocess.TimeoutExpired:
            tell(process.pid, signal.SIGKILL, group=True)
            late = f"\nArrêté\u00a0: plus de {_LONGEST_SECONDS} s."
            return process.wait(), process.communicate()[0] + late
        except BaseException:
            # Stopped by the person: what was said so far tells where it stood.
            tell(process.pid, signal.SIGKILL, group=True)
            line(process.communicate()[0].rstrip())
            raise
        return process.returncode, output


def outcome_of(*, code: int, output: str, counts: bool) -> Outcome:
    """Return the outcome of a step that ended with `code` after `output`.

    A test skipped is a test that failed: here everything it could lack is set up.
    """
    if not counts:
        return Outcome(passed=int(code == 0), failed=int(code != 0), output=output)
    told = _SUMMARY.findall(output.strip().rpartition("\n")[2])
    count = {word.removesuffix("s") if word == "errors" else word: int(n) for n, word in told}
    failed = sum(count.get(word, 0) for word in ("failed", "error", "skipped", "xpassed"))
    if code != 0 and not failed:
        failed = 1
    return Outcome(passed=count.get("passed", 0), failed=failed, output=output)
