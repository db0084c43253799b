"""The environment `.venv`: made once, and again when the locks change."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from launcher.places import PYTHON, ROOT, VENV
from launcher.say import Refusal, step

_LOCKS = ROOT / "requirements"
_BOOTSTRAP = ROOT / ".bootstrap"
_MARKER = VENV / "locks.sha256"
RUN = ("run.lock",)
TEST = ("run.lock", "test.lock")


def ensure(locks: tuple[str, ...]) -> None:
    """Make `.venv` hold what `locks` list; at once when it does already.

    An environment that holds the tests' packages too suits `up` as it is.
    Raises Refusal when the packages cannot be had.
    """
    if _suits(locks):
        return
    _BOOTSTRAP.mkdir(exist_ok=True)
    with (_BOOTSTRAP / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _suits(locks):
            return
        wanted = TEST if _holds("test.lock") else locks
        with step("Paquets Python, une fois pour toutes"):
            _make(wanted)
        _MARKER.write_text(_fingerprint(wanted))


def _suits(locks: tuple[str, ...]) -> bool:
    if not PYTHON.exists() or not _MARKER.exists():
        return False
    return _MARKER.read_text() in {_fingerprint(locks), _fingerprint(TEST)}


def _holds(lock: str) -> bool:
    """Whether the environment was made with `lock`, in a version that may have changed since."""
    return _MARKER.exists() and lock in _MARKER.read_text()


def _fingerprint(locks: tuple[str, ...]) -> str:
    return "\n".join(
        f"{lock} {hashlib.sha256((_LOCKS / lock).read_bytes()).hexdigest()}" for lock in locks
    )


def _make(locks: tuple[str, ...]) -> None:
    # The marker goes first: an installation cut short is started over.
    _MARKER.unlink(missing_ok=True)
    log = _BOOTSTRAP / "installation.log"
    log.unlink(missing_ok=True)
    files = [str(_LOCKS / lock) for lock in locks]
    uv = _uv(log)
    if uv and _install_with_uv(uv=uv, files=files, log=log):
        return
    if not _install_with_pip(files=files, log=log):
        raise Refusal(
            "Les paquets n’ont pas pu être installés : vérifiez le réseau, la place sur le disque"
            f" et l’index (UV_DEFAULT_INDEX ou PIP_INDEX_URL) ; le détail est dans {log}."
        )


def _uv(log: Path) -> str | None:
    """Return uv: the machine's, else ours, installed by pip from its lock; None when neither."""
    on_path = shutil.which("uv")
    if on_path:
        return on_path
    own = _BOOTSTRAP / "uv"
    if not (own / "bin" / "uv").exists():
        lock = str(_LOCKS / "bootstrap.lock")
        made = _run([_base_python(), "-m", "venv", "--clear", str(own)], log=log) and _run(
            [str(own / "bin" / "pip"), "install", "-q", "--require-hashes", "-r", lock], log=log
        )
        if not made:
            return None
    return str(own / "bin" / "uv")


def _install_with_uv(*, uv: str, files: list[str], log: Path) -> bool:
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    if "PIP_INDEX_URL" in os.environ:
        environment.setdefault("UV_DEFAULT_INDEX", os.environ["PIP_INDEX_URL"])
    make = [uv, "venv", "--quiet", "--clear", "--python", _base_python(), str(VENV)]
    if not PYTHON.exists() and not _run(make, log=log, environment=environment):
        return False
    sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), *files]
    # Behind a company's proxy only the machine's own certificates are right; on a bare machine
    # there may be none.
    return _run(sync, log=log, environment=environment) or _run(
        sync, log=log, environment={**environment, "UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
    )


def _install_with_pip(*, files: list[str], log: Path) -> bool:
    lists = [part for file in files for part in ("-r", file)]
    return _run([_base_python(), "-m", "venv", "--clear", str(VENV)], log=log) and _run(
        [str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", *lists], log=log
    )


def _base_python() -> str:
    """Return the Python that environments are made from, never the one of `.venv` itself."""
    return str(Path(getattr(sys, "_base_executable", sys.executable)).resolve())


def _run(command: list[str], *, log: Path, environment: Mapping[str, str] | None = None) -> bool:
    with log.open("ab") as output:
        try:
            done = subprocess.run(
                command, stdout=output, stderr=subprocess.STDOUT, env=environment, check=False
            )
        except OSError as error:
            output.write(f"{command[0]}: {error.strerror}\n".encode())
            return False
    return done.returncode == 0
