"""Chromium for the browser tests: found, or installed from Debian's packages when it can be."""

import os
import shutil
import subprocess
from pathlib import Path

from launcher.say import Refusal, line

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium(log: Path) -> str:
    """Return the browser's path; raise Refusal with what to install when there is none.

    CHROMIUM names one; else the PATH is searched; else root asks apt for it.
    """
    found = _found()
    if found:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        line("      installation de Chromium par apt…")
        _install(log / "chromium.log")
        found = _found()
        if found:
            return found
    raise Refusal(
        "Les essais dans le navigateur demandent Chromium : « apt install chromium »"
        " (ou l’équivalent), ou son chemin dans la variable CHROMIUM."
    )


def _found() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, _NAMES) if path), None)


def _install(log: Path) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with log.open("ab") as output:
        for command in (
            ["apt-get", "update"],
            ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(
                command, stdout=output, stderr=subprocess.STDOUT, env=environment, check=False
            )
