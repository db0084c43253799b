"""`./vigie manage`, `bench` and `faults`: one command in the prepared environment."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from launcher import mode, packages, prepare
from launcher.down import sweep
from launcher.places import PYTHON, ROOT, Places
from launcher.ports import WEB, last_port
from launcher.say import Refusal
from launcher.servers import Running, servers, takes
from launcher.up import listen_to_signals
from launcher.variables import as_owner, variables

_PREFIX = "vigie-"


def manage(places: Places, arguments: list[str]) -> int:
    """Run a Django command as the owner of the tables; return its exit code."""
    listen_to_signals()
    packages.ensure(packages.RUN)
    with servers(places) as running:
        prepare.compile_messages(log=places.log / "messages.log")
        environment = owner_environment(running)
        return run([str(PYTHON), str(ROOT / "manage.py"), *arguments], environment=environment)


def owner_environment(running: Running) -> dict[str, str]:
    """Return the environment of a command that may change tables."""
    port = last_port(running.places.var / "ports.json", name="web") or WEB
    environment = variables(
        urls=running.urls,
        keys=running.keys,
        places=running.places,
        public_url=f"http://127.0.0.1:{port}",
        is_demo=mode.is_demo(running.places),
    )
    return as_owner(environment, urls=running.urls)


@contextmanager
def passing_instance() -> Iterator[Running]:
    """Yield servers on random ports, in a temporary folder that goes with them.

    The person's own servers are left out: tests and benches write what they like.
    """
    clear_abandoned(Path(tempfile.gettempdir()))
    with (
        tempfile.TemporaryDirectory(prefix=_PREFIX) as folder,
        servers(Places(var=Path(folder)), is_alone=True, is_embedded=True) as running,
    ):
        yield running


def clear_abandoned(parent: Path) -> None:
    """End and remove the passing instances of launchers that were killed.

    Their pids file stands while their servers run, and their lock is free once they are dead.
    """
    for pids in parent.glob(f"{_PREFIX}*/run/pids.json"):
        places = Places(var=pids.parent.parent)
        if pids.stat().st_uid != os.geteuid():
            continue
        with (places.run / "servers.lock").open("a") as lock:
            if takes(lock):
                sweep(places)
                shutil.rmtree(places.var, ignore_errors=True)


def testing_environment(running: Running) -> dict[str, str]:
    """Return the environment of tests: the owner's account, which may create databases."""
    return {**owner_environment(running), "VIGIE_TESTING": "1"}


def bench(names: list[str]) -> int:
    """Run tests/bench/NAME.py on servers of its own; the words after the name are its arguments."""
    folder = ROOT / "tests" / "bench"
    known = sorted(path.stem for path in folder.glob("[a-z]*.py"))
    if not names or names[0] not in known:
        raise Refusal(f"Donnez la mesure à faire : {', '.join(known) or 'aucune n’existe encore'}.")
    listen_to_signals()
    packages.ensure(packages.TEST)
    with passing_instance() as running:
        environment = testing_environment(running)
        prepare.django(
            "prepare",
            environment=environment,
            log=running.places.log / "prepare.log",
            failure="La base de mesure n’a pas pu être préparée.",
        )
        script = str(folder / f"{names[0]}.py")
        return run([str(PYTHON), script, *names[1:]], environment=environment)


def faults(arguments: list[str]) -> int:
    """Run the fault tests, which start, and kill, servers of their own."""
    script = ROOT / "tests" / "faults" / "run.py"
    if not script.exists():
        raise Refusal("Les essais de panne n’existent pas encore (tests/faults/run.py).")
    listen_to_signals()
    packages.ensure(packages.TEST)
    with passing_instance() as running:
        environment = testing_environment(running)
        return run([str(PYTHON), str(script), *arguments], environment=environment)


def run(command: list[str], *, environment: Mapping[str, str]) -> int:
    """Run `command` at the terminal from the sources' folder; return its exit code."""
    with subprocess.Popen(command, cwd=ROOT, env=dict(environment)) as process:
        try:
            return process.wait()
        except BaseException:
            # Ctrl-C reached the command too; a `down` or a kill did not.
            process.terminate()
            process.wait()
            raise
