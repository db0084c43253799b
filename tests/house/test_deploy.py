"""The containers run the programs of `up`, with the same arguments."""

import json
from pathlib import Path

import pytest
import yaml

from launcher.places import ROOT, Places
from launcher.program import Program
from launcher.programs import after_web, web

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
# What a container says otherwise: the address it listens to, and the memory it writes in.
_OF_THE_PLACE = ("--bind", "--worker-tmp-dir")


def _after_web() -> dict[str, Program]:
    programs = after_web({}, places=Places(var=ROOT / "var"))
    return {program.name: program for program in programs}


def _said(argv: tuple[str, ...] | list[str]) -> list[str]:
    """Return a command without the folders of its program and script."""
    words = [Path(word).name if word.startswith("/") else word for word in argv]
    kept: list[str] = []
    skip = False
    for word in words:
        if skip or word in _OF_THE_PLACE:
            skip = not skip
            continue
        kept.append(word)
    return kept


def _image_command() -> list[str]:
    told = DOCKERFILE.rpartition("\nCMD ")[2].replace("\\\n", "")
    return list(json.loads(told))


@pytest.mark.parametrize("name", ["worker", "beat", "loop", "watch"])
def test_service_when_compared_then_runs_what_up_runs(name: str) -> None:
    assert _said(COMPOSE[name]["command"]) == _said(_after_web()[name].argv)


def test_services_when_compared_then_none_is_missing() -> None:
    ours = {"prepare", "postgres", "valkey", "mail", "web", *_after_web()}

    assert set(COMPOSE) == ours


def test_image_when_started_then_serves_as_up_does() -> None:
    program = web(8000, {}, ROOT)

    assert _said(_image_command()) == _said(program.argv)
    assert COMPOSE["web"]["environment"]["WEB_POOL"] == program.env["WEB_POOL"]
    assert f"WEB_POOL={program.env['WEB_POOL']}" in DOCKERFILE


@pytest.mark.parametrize("name", ["prepare", "worker", "beat", "loop", "watch"])
def test_service_when_it_is_no_web_then_holds_no_pool(name: str) -> None:
    assert COMPOSE[name]["environment"]["WEB_POOL"] == "0"


def test_image_when_built_then_leaves_the_pictures_out() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()

    assert {".git", ".venv", "var", "tests", "docs"} <= set(ignored)
