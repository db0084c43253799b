"""Ports: taken ones are seen, kept ones are kept while they are free."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.ports import answers, asked_port, free_port, is_free, kept_port, last_port
from launcher.say import Refusal


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def test_port_when_somebody_listens_is_not_free(taken: int) -> None:
    assert is_free(taken) is False
    assert answers("127.0.0.1", taken) is True


def test_free_port_when_asked_can_be_listened_on() -> None:
    port = free_port()

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))

    assert 20_000 <= port < 32_000


def test_asked_port_when_taken_is_refused_with_what_to_do(taken: int) -> None:
    with pytest.raises(Refusal) as refused:
        asked_port(taken)

    assert str(refused.value) == (
        f"Le port {taken} est déjà pris\u00a0: choisissez-en un autre par --port,"
        " ou arrêtez le programme qui l’occupe."
    )


@pytest.mark.parametrize("port", [0, -1, 65_536])
def test_asked_port_when_no_port_is_refused(port: int) -> None:
    with pytest.raises(Refusal) as refused:
        asked_port(port)

    assert str(refused.value) == f"{port} n’est pas un port\u00a0: choisissez entre 1 et 65535."


def test_kept_port_when_asked_twice_is_the_same(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"

    first = kept_port(file, name="web")

    assert kept_port(file, name="web") == first
    assert last_port(file, name="web") == first


def test_kept_port_when_taken_meanwhile_moves_and_is_kept(tmp_path: Path, taken: int) -> None:
    file = tmp_path / "ports.json"
    file.write_text(json.dumps({"web": taken, "mail": 21_000}))

    moved = kept_port(file, name="web")

    assert moved != taken
    assert json.loads(file.read_text()) == {"web": moved, "mail": 21_000}


def test_kept_port_when_the_first_choice_is_taken_takes_another(tmp_path: Path, taken: int) -> None:
    assert kept_port(tmp_path / "ports.json", name="web", first=taken) != taken


def test_kept_port_when_the_file_is_torn_starts_over(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    file.write_text('{"web": 80')

    port = kept_port(file, name="web")

    assert json.loads(file.read_text()) == {"web": port}
