"""Keys: drawn once, for their owner's eyes."""

import stat
from pathlib import Path

import pytest

from launcher.keys import keys
from launcher.say import Refusal


def test_keys_when_drawn_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"

    drawn = keys(file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(drawn.secret_key) == 64
    assert drawn.app_password != drawn.owner_password


def test_keys_when_asked_again_are_the_same(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"

    assert keys(file) == keys(file)


@pytest.mark.parametrize("torn", ["", "{", '{"secret_key": "x"}', "[]", "null"])
def test_keys_when_the_file_is_torn_are_not_drawn_again(tmp_path: Path, torn: str) -> None:
    file = tmp_path / "secrets.json"
    file.write_text(torn)

    with pytest.raises(Refusal) as refused:
        keys(file)

    assert str(refused.value) == (
        f"Le fichier des clés {file} est illisible\u00a0: remettez-le d’une sauvegarde,"
        " ou repartez d’un dossier neuf par --var."
    )
    assert file.read_text() == torn
