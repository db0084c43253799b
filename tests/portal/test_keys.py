"""The keyboard shortcuts: what the dialog lists is what the script does, for whom it works."""

import re
from collections.abc import Callable
from pathlib import Path

from django.test import Client

from portal.keys import PLACES
from tenants.accounts.models import User
from tenants.directory.roles import Role
from tests.conftest import Firm

SCRIPT = Path(__file__).parents[2] / "portal" / "static" / "app.js"
Browser = Callable[[User], Client]


def test_keys_when_listed_then_those_that_the_script_knows() -> None:
    steps = SCRIPT.read_text(encoding="utf-8").partition("const steps = {")[2].partition("};")[0]

    known = set(re.findall(r'^    "?(\S)"?: ', steps, re.M))
    listed = {
        str(key).lower()
        for place in PLACES
        for shortcut in place.shortcuts
        if shortcut.is_single
        for key in shortcut.keys
        if len(str(key)) == 1
    }

    assert known == listed == {"/", "?", "a", "e", "j", "k", "n", "o", "v", "x", "z"}


def test_keys_when_the_page_is_shown_then_listed_with_their_way_in(
    firm: Firm, client_for: Browser
) -> None:
    page = client_for(firm.dpo).get("/").content.decode()

    assert '<dialog id="keys"' in page
    assert "<dt><kbd>Ctrl</kbd><kbd>K</kbd></dt><dd>chercher, ou aller à une page</dd>" in page
    assert "<dt><kbd>Z</kbd></dt><dd>se le faire rappeler plus tard</dd>" in page
    assert 'data-open="keys"' in page


def test_keys_when_single_ones_are_off_then_only_the_others(
    firm: Firm, client_for: Browser
) -> None:
    browser = client_for(firm.dpo)
    browser.post("/preferences/raccourcis/", {"single_keys": "off"})

    page = browser.get("/").content.decode()

    assert "<kbd>Ctrl</kbd><kbd>K</kbd>" in page
    assert "<kbd>J</kbd>" not in page
    assert "Ceux d’une seule touche sont désactivés." in page
    assert "Activer les raccourcis d’une lettre" in page


def test_keys_when_a_reader_looks_then_none_that_would_do_nothing(
    people: dict[Role, User], client_for: Browser
) -> None:
    page = client_for(people[Role.READER]).get("/echeances/").content.decode()

    assert "<kbd>J</kbd>" in page
    assert "<kbd>E</kbd>" not in page
    assert "<kbd>N</kbd>" not in page
