"""The environment of the programs, and the refusal of addresses that cannot be."""

from pathlib import Path

import pytest

from launcher.keys import Keys
from launcher.places import Places
from launcher.say import Refusal
from launcher.variables import Urls, as_owner, given, variables

KEYS = Keys("superuser", "owner", "app", "valkey", "k" * 64)
URLS = Urls(
    app="postgresql://vigie_app:app@127.0.0.1:20000/vigie",
    owner="postgresql://vigie_owner:owner@127.0.0.1:20000/vigie",
    redis="redis://:valkey@127.0.0.1:20001/0",
    email="smtp://127.0.0.1:20002",
)
NAMES = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "SECRET_KEY",
    "PUBLIC_URL",
    "MEDIA_ROOT",
    "VIGIE_OURS",
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment where the person set nothing."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def made(var: Path) -> dict[str, str]:
    return variables(
        urls=URLS,
        keys=KEYS,
        places=Places(var=var),
        public_url="http://127.0.0.1:8000",
        is_demo=True,
    )


def test_variables_when_nothing_is_set_hold_ours_and_never_the_owner(tmp_path: Path) -> None:
    environment = made(tmp_path)

    assert {name: environment.get(name) for name in (*NAMES, "DEMO")} == {
        "DATABASE_URL": "postgresql://vigie_app:app@127.0.0.1:20000/vigie",
        "DATABASE_OWNER_URL": None,
        "REDIS_URL": "redis://:valkey@127.0.0.1:20001/0",
        "EMAIL_URL": "smtp://127.0.0.1:20002",
        "SECRET_KEY": "k" * 64,
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "VIGIE_OURS": ",".join(NAMES[:-1]),
        "DEMO": "1",
    }


def test_variables_when_the_owner_address_is_set_do_not_pass_it_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:b@base.exemple.fr/vigie")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://o:p@base.exemple.fr/vigie")

    assert "DATABASE_OWNER_URL" not in made(tmp_path)


def test_as_owner_when_asked_signs_in_as_the_owner(tmp_path: Path) -> None:
    environment = as_owner(made(tmp_path), urls=URLS)

    assert environment["DATABASE_URL"] == URLS.owner
    assert environment["DATABASE_OWNER_URL"] == URLS.owner


def test_given_when_set_by_a_launcher_above_is_not_the_persons(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://ailleurs:6379/0")
    monkeypatch.setenv("EMAIL_URL", "smtp://relais.exemple.fr")
    monkeypatch.setenv("VIGIE_OURS", "REDIS_URL,SECRET_KEY")

    assert given() == {"EMAIL_URL": "smtp://relais.exemple.fr"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://a:b@machine/base"),
        ("DATABASE_URL", "postgresql:///base"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://machine:port"),
        ("EMAIL_URL", "smtp://machine:99999"),
        ("PUBLIC_URL", "vigie.exemple.fr"),
    ],
)
def test_given_when_an_address_cannot_be_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(Refusal) as refused:
        given()

    assert str(refused.value).startswith(f"{name} n’est pas une adresse comprise\u00a0: écrivez ")
    assert value not in str(refused.value)


def test_given_when_the_owner_is_missing_says_that_both_go_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:b@machine/base")

    with pytest.raises(Refusal) as refused:
        given()

    assert str(refused.value) == (
        "DATABASE_URL (le compte qui sert le portail) et DATABASE_OWNER_URL (celui qui possède"
        " les tables) vont ensemble\u00a0: donnez les deux, ou aucun."
    )
