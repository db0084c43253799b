"""`./vigie up`: everything runs until Ctrl-C."""

import http.client
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from launcher import mode, prepare
from launcher.places import PYTHON, ROOT, Places
from launcher.ports import WEB, asked_port, kept_port
from launcher.programs import after_web, catcher, web
from launcher.say import Refusal, Stopped, line, spoken, step
from launcher.servers import READY, Running, servers
from launcher.supervisor import Supervisor
from launcher.variables import as_owner, given, variables

_READY_SECONDS = 90.0


@dataclass(frozen=True)
class Wishes:
    """What the command line asks for."""

    places: Places
    port: int | None
    without_demo: bool
    ready_file: Path | None


@dataclass(frozen=True)
class Instance:
    """The servers, the environment of every program and the addresses of this start."""

    running: Running
    environment: Mapping[str, str]
    port: int
    url: str
    mail_url: str | None
    is_demo: bool

    @property
    def places(self) -> Places:
        """The folders."""
        return self.running.places

    @property
    def owner_environment(self) -> dict[str, str]:
        """The environment of the commands that may change tables."""
        return as_owner(self.environment, urls=self.running.urls)


def up(wishes: Wishes) -> int:
    """Serve until a signal asks to stop; return 0. Raises Refusal when something is missing."""
    started = time.monotonic()
    listen_to_signals()
    is_demo = mode.is_demo(wishes.places, without=wishes.without_demo)
    line("Vigie démarre.")
    try:
        with servers(wishes.places, is_alone=True) as running:
            mode.keep_mode(wishes.places, is_demo=is_demo)
            instance = _instance(wishes=wishes, running=running, is_demo=is_demo)
            _prepare(instance)
            supervisor = _supervisor(running)
            _serve(instance=instance, supervisor=supervisor)
            _announce(instance, seconds=time.monotonic() - started)
            _write_ready(instance=instance, supervisor=supervisor, also=wishes.ready_file)
            supervisor.tend(until=lambda: False)
    except Stopped:
        line("Vigie est arrêtée.")
    return 0


def listen_to_signals() -> None:
    """Turn the first request to stop into Stopped; the next ones change nothing."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)
        raise Stopped

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, stop)


def _instance(*, wishes: Wishes, running: Running, is_demo: bool) -> Instance:
    ports = wishes.places.var / "ports.json"
    port = asked_port(wishes.port) if wishes.port else kept_port(ports, name="web", first=WEB)
    url = given().get("PUBLIC_URL", f"http://127.0.0.1:{port}")
    has_own_mail = "EMAIL_URL" not in given()
    viewer = kept_port(ports, name="mail") if has_own_mail else None
    return Instance(
        running=running,
        environment=variables(
            urls=running.urls,
            keys=running.keys,
            places=wishes.places,
            public_url=url,
            is_demo=is_demo,
        ),
        port=port,
        url=url,
        mail_url=f"http://127.0.0.1:{viewer}" if viewer else None,
        is_demo=is_demo,
    )


def _supervisor(running: Running) -> Supervisor:
    if running.supervisor is None:
        raise Refusal("Les serveurs appartiennent à une autre commande : attendez sa fin.")
    return running.supervisor


def _prepare(instance: Instance) -> None:
    log = instance.places.log
    prepare.compile_messages(log=log / "messages.log")
    prepare.prepare_database(
        environment=instance.owner_environment,
        places=instance.places,
        is_ours="DATABASE_URL" not in given(),
    )
    prepare.collect_static(environment=instance.environment, places=instance.places)
    if instance.is_demo:
        _load_demonstration(instance)


def _load_demonstration(instance: Instance) -> None:
    marker = instance.places.var / "demonstration.loaded"
    if marker.exists():
        return
    with step("Cabinet de démonstration"):
        prepare.django(
            *("demo", "load"),
            environment=instance.owner_environment,
            log=instance.places.log / "demo.log",
            failure="Le cabinet de démonstration n’a pas pu être chargé.",
        )
    marker.touch()


def _serve(*, instance: Instance, supervisor: Supervisor) -> None:
    """Start the catcher and the web, then, once the web answers, those that work behind it."""
    log, environment = instance.places.log, instance.environment
    if instance.mail_url:
        supervisor.start(catcher(instance.running.urls.email, instance.mail_url, environment, log))
    with step("Portail"):
        process = supervisor.start(web(instance.port, environment, log))
        _wait_for_web(instance, process)
    for program in after_web(environment, places=instance.places):
        supervisor.start(program)


def _wait_for_web(instance: Instance, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        status = _status(instance.port)
        # Nothing is answered before the portal is loaded: the first answer is a verdict.
        if status:
            break
        time.sleep(0.05)
    else:
        status = None
    if status is None or status >= 500:
        raise Refusal(
            f"Le portail ne démarre pas : la raison est dans {instance.places.log / 'web.log'}."
        )


def _status(port: int) -> int | None:
    """Return the status of the health page, None while nobody answers."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=_READY_SECONDS)
    try:
        link.request("GET", "/sante/")
        return link.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        link.close()


def _announce(instance: Instance, *, seconds: float) -> None:
    if instance.is_demo:
        line("")
        line(_accounts(instance).strip())
    line("")
    line(f"Portail   {instance.url}   (prêt en {spoken(seconds)})")
    if instance.mail_url:
        line(f"Courrier  {instance.mail_url}")
    line("Ctrl-C, ou « ./vigie down » dans un autre terminal, arrête tout.")


def _accounts(instance: Instance) -> str:
    return prepare.django(
        *("demo", "accounts"),
        environment=instance.owner_environment,
        log=instance.places.log / "demo.log",
        failure="Les comptes de démonstration n’ont pas pu être lus.",
    )


def _write_ready(*, instance: Instance, supervisor: Supervisor, also: Path | None) -> None:
    """Write the addresses and pids, whole at once: who sees the file may use it."""
    told = json.dumps(
        {
            "url": instance.url,
            "mail_url": instance.mail_url,
            "pid": os.getpid(),
            "pids": supervisor.pids_by_name(),
            "var": str(instance.places.var),
            "python": str(PYTHON),
            "root": str(ROOT),
        }
    )
    for file in (instance.places.run / READY, *([also] if also else [])):
        beside = file.with_name(f".{file.name}.new")
        beside.write_text(told, encoding="utf-8")
        beside.rename(file)
