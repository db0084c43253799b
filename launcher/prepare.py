"""What must be true of the sources and the database before the portal starts."""

import hashlib
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from launcher.places import PYTHON, ROOT, Places
from launcher.say import Refusal, step

LOCALE = ROOT / "portal" / "locale"


def django(*arguments: str, environment: Mapping[str, str], log: Path, failure: str) -> str:
    """Run a Django command to its end and return what it printed.

    Raises Refusal with `failure` and the place of the whole output.
    """
    done = subprocess.run(
        [str(PYTHON), str(ROOT / "manage.py"), *arguments],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        log.write_text(done.stdout + done.stderr, encoding="utf-8")
        raise Refusal(f"{failure} La raison est dans {log}.")
    return done.stdout


def compile_messages(*, log: Path) -> None:
    """Compile the translations whose .po is newer than its .mo."""
    stale = [
        po for po in LOCALE.glob("*/LC_MESSAGES/*.po") if _age(po.with_suffix(".mo")) < _age(po)
    ]
    if not stale:
        return
    with step("Traductions"):
        for po in stale:
            _compile(po, log=log)


def _compile(po: Path, *, log: Path) -> None:
    done = subprocess.run(
        [
            *(str(PYTHON), "-m", "babel.messages.frontend", "compile"),
            *("--input-file", str(po), "--output-file", str(po.with_suffix(".mo"))),
            *("--locale", po.parent.parent.name),
        ],
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        log.write_bytes(done.stdout + done.stderr)
        raise Refusal(
            f"La traduction {po.relative_to(ROOT)} est fautive. La raison est dans {log}."
        )


def collect_static(*, environment: Mapping[str, str], places: Places) -> None:
    """Gather and compress the static files when one of their sources changed."""
    sources = [*(ROOT / "portal" / "static").rglob("*"), *(ROOT / "requirements").glob("run.lock")]
    told = fingerprint([*sources, ROOT / "portal" / "settings.py"])
    marker = places.static.with_suffix(".sha256")
    if places.static.exists() and _reads(marker) == told:
        return
    with step("Fichiers statiques"):
        django(
            *("collectstatic", "--noinput", "--clear", "--verbosity", "0"),
            environment=environment,
            log=places.log / "static.log",
            failure="Les fichiers statiques n’ont pas pu être rassemblés.",
        )
    marker.write_text(told)


def prepare_database(*, environment: Mapping[str, str], places: Places, is_ours: bool) -> None:
    """Bring the tables to the sources' state; at once when nothing changed since the last time.

    `environment` is the owner's. On a database that is not ours the question is asked each time.
    """
    sources = [
        path
        for folder in ("portal", "tenants")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".sql", ".yaml")
    ]
    told = fingerprint([*sources, ROOT / "requirements" / "run.lock", places.var / "roles.laid"])
    marker = places.var / "prepared.sha256"
    if is_ours and _reads(marker) == told:
        return
    marker.unlink(missing_ok=True)
    with step("Base de données"):
        django(
            "prepare",
            environment=environment,
            log=places.log / "prepare.log",
            failure="La base de données n’a pas pu être mise à jour.",
        )
    if is_ours:
        marker.write_text(told)


def fingerprint(files: Iterable[Path]) -> str:
    """Return what changes when a file is added, removed or written: names, sizes and times."""
    told = hashlib.sha256()
    for path in sorted(files):
        if path.is_file():
            state = path.stat()
            told.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return told.hexdigest()


def _age(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else -1


def _reads(path: Path) -> str:
    return path.read_text() if path.exists() else ""
