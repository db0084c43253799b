"""Texts of another register brought to the sizes of a sheet; what does not fit is kept and told."""

import re

from django.utils.translation import gettext as _

from portal.register.imports.lines import LONGEST_LINE

_BULLET = re.compile(r"^\s*(?:[-–—•*▪◦·]|\d+[.)](?=\s))\s*")


class Gathered:
    """What one line says beside its fields: `notes` go to its note, `told` to the preview."""

    def __init__(self) -> None:
        """Begin with nothing to say."""
        self.notes: list[str] = []
        self.told: list[str] = []

    def line(self, text: str, *, label: str) -> str:
        """Return the text on one line that fits; when it does not, the whole goes to the note."""
        flat = " ".join(text.split())
        if len(flat) <= LONGEST_LINE:
            return flat
        self.notes.append(f"{label} : {flat}")
        self.told.append(
            _("%(label)s\u00a0: le texte est trop long, il est en entier dans la remarque.")
            % {"label": label}
        )
        return f"{flat[: LONGEST_LINE - 1].rsplit(' ', 1)[0]}…"

    def doubt(self, sentence: str) -> None:
        """Tell a doubt once."""
        if sentence not in self.told:
            self.told.append(sentence)

    def note(self, *texts: str) -> str:
        """Return the note of the sheet: the texts given, then what did not fit elsewhere."""
        return "\n".join(text for text in (*texts, *self.notes) if text.strip())


def items(text: str, *, separators: str = ";") -> tuple[str, ...]:
    """Return the elements of a cell: one a line, or between the separators, bullets taken off."""
    parts = re.split(rf"[\r\n{re.escape(separators)}]+", text)
    kept = (_BULLET.sub("", part).strip() for part in parts)
    return tuple(dict.fromkeys(part for part in kept if part))
