"""`./vigie` as a person types it: every failure is one sentence, none a traceback."""

import os
import subprocess
from pathlib import Path

import pytest

from launcher.checks import outcome_of
from launcher.places import ROOT


def vigie(
    *words: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    bare = {
        name: value
        for name, value in os.environ.items()
        if name
        not in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "VIGIE_OURS")
    }
    return subprocess.run(
        [str(ROOT / "vigie"), *words],
        env={**bare, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("words", [(), ("grimpe",), ("up", "--port", "huit"), ("down", "--loin")])
def test_vigie_when_the_words_are_unknown_says_where_the_list_is(words: tuple[str, ...]) -> None:
    done = vigie(*words)

    assert done.returncode == 1
    assert done.stderr == (
        "Commande inconnue ou incomplète\u00a0: «\u00a0./vigie --help\u00a0» donne la liste.\n"
    )


def test_vigie_when_asked_for_help_lists_the_commands() -> None:
    done = vigie("--help")

    assert done.returncode == 0
    listed = [
        line.split()[0]
        for line in done.stdout.splitlines()
        if line.startswith("    ") and not line.startswith("     ")
    ]
    assert listed == ["up", "down", "test", "manage", "bench", "faults"]


def test_down_when_nothing_runs_says_so(tmp_path: Path) -> None:
    done = vigie("down", "--var", str(tmp_path))

    assert (done.returncode, done.stdout) == (0, "Vigie ne tournait pas.\n")


def test_up_when_an_address_is_wrong_says_so_in_one_line(tmp_path: Path) -> None:
    done = vigie("up", "--var", str(tmp_path), environment={"REDIS_URL": "n’importe quoi"})

    assert done.returncode == 1
    assert done.stderr == (
        "REDIS_URL n’est pas une adresse comprise\u00a0:"
        " écrivez redis://compte:motdepasse@machine:port/…\n"
    )


def test_up_when_the_folder_is_a_file_says_so_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "fichier"
    file.touch()

    done = vigie("up", "--var", str(file))

    assert (done.returncode, done.stderr) == (
        1,
        f"Le dossier {file} ne peut pas être écrit\u00a0: donnez-en un autre par --var.\n",
    )


def test_vigie_when_no_python_suits_says_what_to_install(tmp_path: Path) -> None:
    # A copy without environment, on a PATH that holds a shell and nothing else.
    (tmp_path / "vigie").write_bytes((ROOT / "vigie").read_bytes())
    (tmp_path / "bin").mkdir()
    for tool in ("dirname", "sh"):
        (tmp_path / "bin" / tool).symlink_to(f"/bin/{tool}" if tool == "sh" else "/usr/bin/dirname")

    done = subprocess.run(
        ["/bin/sh", str(tmp_path / "vigie"), "up"],
        env={"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == (
        "Vigie a besoin de Python 3.11 ou plus récent, avec son module venv\u00a0: installez-le"
        " (par exemple «\u00a0apt install python3 python3-venv\u00a0»), puis relancez.\n"
    )


@pytest.mark.parametrize(
    ("code", "output", "passed", "failed"),
    [
        (0, "....\n4 passed in 0.10s", 4, 0),
        (1, "1 failed, 3 passed in 0.10s", 3, 1),
        (0, "2 passed, 1 skipped in 0.10s", 2, 1),
        (1, "3 passed, 2 errors in 0.10s", 3, 2),
        (5, "no tests ran in 0.01s", 0, 1),
        (2, "INTERNALERROR", 0, 1),
    ],
)
def test_outcome_when_pytest_ends_counts_what_failed_or_was_skipped(
    code: int, output: str, passed: int, failed: int
) -> None:
    outcome = outcome_of(code=code, output=output, counts=True)

    assert (outcome.passed, outcome.failed) == (passed, failed)
