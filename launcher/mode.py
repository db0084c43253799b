"""Whether an instance shows the demonstration firm or holds real people: chosen once, kept."""

import os

from launcher.places import Places
from launcher.say import Refusal
from launcher.variables import given

_DEMO = "demonstration"
_REAL = "real"


def is_demo(places: Places, *, without: bool = False) -> bool:
    """Return whether this instance is a demonstration; nothing is written.

    Until a choice is kept: yes on servers of our own, no on the person's, unless DEMO says
    otherwise. `without` asks for none. Raises Refusal when it is too late to choose: the invented
    people stay apart from the real ones.
    """
    kept = _kept(places)
    if without and kept == _DEMO:
        raise Refusal(
            f"Le dossier {places.var} contient le cabinet de démonstration :"
            " donnez un dossier neuf par --var pour commencer sans lui."
        )
    if kept or without:
        return kept == _DEMO
    asked = os.environ.get("DEMO") or ("0" if "DATABASE_URL" in given() else "1")
    return asked == "1"


def keep_mode(places: Places, *, is_demo: bool) -> None:
    """Write the choice beside the data."""
    (places.var / "mode").write_text(_DEMO if is_demo else _REAL, encoding="utf-8")


def _kept(places: Places) -> str:
    file = places.var / "mode"
    return file.read_text(encoding="utf-8").strip() if file.exists() else ""
