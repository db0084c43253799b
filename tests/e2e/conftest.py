"""The real portal, started by the one command, and a real browser."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from launcher.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 120
_OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "PUBLIC_URL", "SECRET_KEY")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Portal:
    """A running portal with its demonstration firm."""

    url: str
    mail_url: str
    var: str

    def manage(self, *arguments: str) -> str:
        """Return what a management command prints."""
        return subprocess.run(
            [sys.executable, "-m", "launcher", "manage", "--var", self.var, *arguments],
            cwd=ROOT,
            env=_environment(),
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def access(self, email: str) -> tuple[str, str]:
        """Return the password and today's code of a demonstration account ("" without code)."""
        line = next(row for row in self.manage("demo", "accounts").splitlines() if email in row)
        password = line.split("mot de passe : ")[1].split()[0]
        code = line.rpartition("chiffres : ")[2].strip() if "chiffres" in line else ""
        return password, code

    def mails(self) -> list[dict[str, str]]:
        """Return the mails caught, as the catcher's own interface tells them."""
        with urllib.request.urlopen(f"{self.mail_url}/api/mails", timeout=10) as answer:  # noqa: S310
            return list(json.load(answer))

    def wait_for_mail(self, *words: str, seconds: float = 60) -> dict[str, str]:
        """Return the first mail that holds all `words`; fail after `seconds`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for mail in self.mails():
                if all(word in json.dumps(mail, ensure_ascii=False) for word in words):
                    return mail
            time.sleep(0.5)
        pytest.fail(f"no mail with {words} after {seconds} s")


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in _OURS}


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Start `up` in a folder of its own, as a person would, and stop it at the end."""
    var = tmp_path_factory.mktemp("var")
    ready = var.parent / "ready.json"
    # A port of its own: another instance of the same machine may want the usual one meanwhile.
    command = [sys.executable, "-m", "launcher", "up", "--var", str(var)]
    command += ["--port", str(free_port())]
    with (var.parent / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--once-ready-file", str(ready)],
            cwd=ROOT,
            env=_environment(),
            stdout=log,
            stderr=log,
        )
    end = time.monotonic() + READY_SECONDS
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > end:
            process.terminate()
            pytest.fail((var.parent / "up.log").read_text(encoding="utf-8"))
        time.sleep(0.2)
    told = json.loads(ready.read_text(encoding="utf-8"))
    yield Portal(url=told["url"], mail_url=told["mail_url"], var=str(var))
    process.terminate()
    process.wait(timeout=60)
    said = (var.parent / "up.log").read_text(encoding="utf-8")
    assert "nouveau départ" not in said, "a program died and was started again"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Launch the machine's own Chromium."""
    with sync_playwright() as driver:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        yield driver.chromium.launch(executable_path=chromium, args=list(_FLAGS))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page of a fresh visitor, which fails on a script error or a CSP violation."""
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield opened
    context.close()
    assert faults == []
