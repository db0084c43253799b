"""Ports of 127.0.0.1: whether one is free, and which one an instance keeps."""

import json
import random
import socket
from pathlib import Path

from launcher.say import Refusal

WEB = 8000
# Below the range from which Linux and macOS draw the ports of outgoing connections.
_DRAWN = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Return whether nobody listens on `port` of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port nobody listens on."""
    for port in random.sample(_DRAWN, 200):
        if is_free(port):
            return port
    raise Refusal(
        "Aucun port libre sur 127.0.0.1 : arrêtez un programme qui écoute, puis relancez."
    )


def answers(host: str, port: int) -> bool:
    """Return whether somebody accepts connections at `host`:`port` within two seconds."""
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def asked_port(port: int) -> int:
    """Return `port` when it is free; raise Refusal when it is taken."""
    if not 1 <= port <= 65_535:
        raise Refusal(f"{port} n’est pas un port : choisissez entre 1 et 65535.")
    if not is_free(port):
        raise Refusal(
            f"Le port {port} est déjà pris : choisissez-en un autre par --port,"
            " ou arrêtez le programme qui l’occupe."
        )
    return port


def last_port(path: Path, *, name: str) -> int | None:
    """Return the port kept for `name` in the file `path`, free or not."""
    return _read(path).get(name)


def kept_port(path: Path, *, name: str, first: int | None = None) -> int:
    """Return the port kept for `name` in the file `path` while it is free, else a new one, kept.

    `first` is tried before any other, so that a lone instance stands where people expect it.
    """
    kept = _read(path)
    for port in (kept.get(name), first):
        if port and is_free(port):
            break
    else:
        port = free_port()
    if kept.get(name) != port:
        path.write_text(json.dumps(kept | {name: port}), encoding="utf-8")
    return port


def _read(path: Path) -> dict[str, int]:
    try:
        return {name: int(port) for name, port in json.loads(path.read_text()).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
