"""PostgreSQL and Valkey of one instance: embedded and started here, or the person's own.

`servers(…)` is what `up`, `manage`, `test`, `bench` and the fault tests stand on.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from launcher import postgres, valkey
from launcher.database import lay_roles, reaches
from launcher.keys import Keys, keys
from launcher.places import Places
from launcher.ports import answers, kept_port
from launcher.processes import identity
from launcher.say import Refusal
from launcher.supervisor import Supervisor, end_orphans
from launcher.variables import Urls, given

# In places.run: who owns the servers; the addresses of a portal that is ready.
OWNER = "launcher.json"
READY = "up.json"


@dataclass(frozen=True)
class Running:
    """An instance whose servers answer; `supervisor` is None when another command started them."""

    places: Places
    keys: Keys
    urls: Urls
    supervisor: Supervisor | None


@contextmanager
def servers(
    places: Places, *, is_alone: bool = False, is_embedded: bool = False
) -> Iterator[Running]:
    """Start the servers that are needed and stop them after; use those that run already.

    With `is_alone`, servers started by another command are refused: `up` must own its servers.
    With `is_embedded`, the person's DATABASE_URL and REDIS_URL are left out.
    """
    places.make()
    drawn = keys(places.var / "secrets.json")
    with (places.run / "servers.lock").open("a") as lock, _use(places) as use:
        if takes(lock):
            theirs = {} if is_embedded else given()
            with _own(places=places, drawn=drawn, use=use, theirs=theirs) as running:
                yield running
        elif is_alone:
            raise Refusal(_already(places))
        else:
            yield Running(places=places, keys=drawn, urls=_urls_kept(places), supervisor=None)


@contextmanager
def _own(
    *, places: Places, drawn: Keys, use: IO[str], theirs: Mapping[str, str]
) -> Iterator[Running]:
    pids = places.run / "pids.json"
    end_orphans(pids)
    me = identity(os.getpid())
    _write(places.run / OWNER, json.dumps(asdict(me) if me else {}))
    supervisor = Supervisor(pids=pids)
    try:
        urls = _start(places=places, drawn=drawn, supervisor=supervisor, theirs=theirs)
        _write(places.run / "urls.json", json.dumps(asdict(urls)))
        yield Running(places=places, keys=drawn, urls=urls, supervisor=supervisor)
        # Another command may be at work on our servers: it finishes first.
        fcntl.flock(use, fcntl.LOCK_EX)
    finally:
        supervisor.stop()
        for name in ("urls.json", OWNER, READY):
            (places.run / name).unlink(missing_ok=True)


def _start(
    *, places: Places, drawn: Keys, supervisor: Supervisor, theirs: Mapping[str, str]
) -> Urls:
    if "DATABASE_URL" in theirs:
        app, owner = theirs["DATABASE_URL"], theirs["DATABASE_OWNER_URL"]
        _check_database(app=app, owner=owner)
    else:
        app, owner = _start_postgres(places=places, drawn=drawn, supervisor=supervisor)
    if "REDIS_URL" in theirs:
        redis = theirs["REDIS_URL"]
        _check_broker(redis)
    else:
        redis = _start_valkey(places=places, drawn=drawn, supervisor=supervisor)
    caught = f"smtp://127.0.0.1:{kept_port(places.var / 'ports.json', name='smtp')}"
    return Urls(app=app, owner=owner, redis=redis, email=theirs.get("EMAIL_URL", caught))


def _start_postgres(*, places: Places, drawn: Keys, supervisor: Supervisor) -> tuple[str, str]:
    """Return the addresses for the portal's account and for the owner's."""
    postgres.create(places=places, keys=drawn)
    at = postgres.address(places)
    process = supervisor.start(postgres.program(places=places, at=at))
    postgres.wait_until_ready(places=places, is_running=process)
    lay_roles(at=at, keys=drawn, places=places)
    return (
        at.url(user="vigie_app", password=drawn.app_password),
        at.url(user="vigie_owner", password=drawn.owner_password),
    )


def _start_valkey(*, places: Places, drawn: Keys, supervisor: Supervisor) -> str:
    """Return the broker's address."""
    port = kept_port(places.var / "ports.json", name="valkey")
    process = supervisor.start(valkey.program(places=places, keys=drawn, port=port))
    valkey.wait_until_ready(places=places, keys=drawn, port=port, is_running=process)
    return f"redis://:{drawn.valkey_password}@127.0.0.1:{port}/0"


def _check_database(*, app: str, owner: str) -> None:
    for name, url in (("DATABASE_URL", app), ("DATABASE_OWNER_URL", owner)):
        if not reaches(url):
            raise Refusal(
                f"PostgreSQL ne répond pas à {name} : vérifiez la machine, le port, la base,"
                " le compte et le mot de passe."
            )


def _check_broker(url: str) -> None:
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 6379
    if not answers(host, port):
        raise Refusal(
            f"Personne ne répond à REDIS_URL ({host}:{port}) :"
            " démarrez le serveur ou corrigez l’adresse."
        )


def takes(lock: IO[str]) -> bool:
    """Whether `lock` was free and is now ours, until it is closed."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _use(places: Places) -> Iterator[IO[str]]:
    """Hold the shared lock that keeps another command from stopping the servers under us."""
    with (places.run / "use.lock").open("a") as use:
        fcntl.flock(use, fcntl.LOCK_SH)
        yield use


def _write(file: Path, text: str) -> None:
    """Write `file` whole at once, for us alone: addresses hold passwords."""
    beside = file.with_suffix(".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as kept:
        kept.write(text)
    beside.rename(file)


def _urls_kept(places: Places) -> Urls:
    """Return where the servers started by another command are, once they answer."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        try:
            return Urls(**json.loads((places.run / "urls.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            time.sleep(0.1)
    raise Refusal(
        f"Une autre commande de Vigie occupe {places.var} sans que ses serveurs répondent :"
        " « ./vigie down », puis relancez."
    )


def _already(places: Places) -> str:
    try:
        ready = json.loads((places.run / READY).read_text(encoding="utf-8"))
        return (
            f"Vigie tourne déjà à l’adresse {ready['url']} : ouvrez-la,"
            " ou arrêtez-la par « ./vigie down »."
        )
    except (OSError, ValueError, KeyError):
        return (
            f"Une autre commande de Vigie se sert de {places.var} :"
            " attendez sa fin ou donnez un autre dossier par --var."
        )
