"""Demonstration or real: chosen on the first start."""

from pathlib import Path

import pytest

from launcher.mode import is_demo, keep_mode
from launcher.places import Places
from launcher.say import Refusal


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment where the person set nothing."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DEMO"):
        monkeypatch.delenv(name, raising=False)


def test_mode_when_the_database_is_the_persons_is_real_unless_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.setenv(name, "postgresql://a:b@machine/base")
    monkeypatch.setenv("VIGIE_OURS", "")
    by_default = is_demo(Places(var=tmp_path))
    monkeypatch.setenv("DEMO", "1")

    assert by_default is False
    assert is_demo(Places(var=tmp_path)) is True


def test_mode_when_nothing_was_chosen_is_a_demonstration(tmp_path: Path) -> None:
    assert is_demo(Places(var=tmp_path)) is True
    assert is_demo(Places(var=tmp_path), without=True) is False


def test_mode_when_real_stays_real_without_being_asked(tmp_path: Path) -> None:
    keep_mode(Places(var=tmp_path), is_demo=False)

    assert is_demo(Places(var=tmp_path)) is False


def test_mode_when_a_demonstration_refuses_real_people(tmp_path: Path) -> None:
    keep_mode(Places(var=tmp_path), is_demo=True)

    with pytest.raises(Refusal) as refused:
        is_demo(Places(var=tmp_path), without=True)

    assert str(refused.value) == (
        f"Le dossier {tmp_path} contient le cabinet de démonstration\u00a0:"
        " donnez un dossier neuf par --var pour commencer sans lui."
    )
