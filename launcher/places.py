"""Where things lie: the sources, and the folder of what a running Vigie keeps."""

import os
from dataclasses import dataclass
from pathlib import Path

from launcher.say import Refusal

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


@dataclass(frozen=True)
class Places:
    """The folders of one instance, all under `var`."""

    var: Path

    @property
    def run(self) -> Path:
        """Pids, locks and the socket: worth nothing once everything has stopped."""
        return self.var / "run"

    @property
    def log(self) -> Path:
        """One file per program."""
        return self.var / "log"

    @property
    def postgres(self) -> Path:
        """PostgreSQL's data."""
        return self.var / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's append-only file."""
        return self.var / "valkey"

    @property
    def mail(self) -> Path:
        """The mails caught."""
        return self.var / "mail"

    @property
    def media(self) -> Path:
        """Files people send."""
        return self.var / "media"

    @property
    def static(self) -> Path:
        """Static files, gathered and compressed: one running Vigie never pulls another's away."""
        return self.var / "static"

    def make(self) -> None:
        """Create the folders, closed to other people of the machine.

        Raises Refusal when the folder cannot be written.
        """
        try:
            self.var.mkdir(parents=True, exist_ok=True)
            for folder in (self.run, self.log, self.mail, self.media, self.valkey):
                folder.mkdir(mode=0o700, exist_ok=True)
        except (PermissionError, FileExistsError, NotADirectoryError):
            raise Refusal(
                f"Le dossier {self.var} ne peut pas être écrit : donnez-en un autre par --var."
            ) from None


def places(var: str | None) -> Places:
    """Return the places of `var`, else of VIGIE_VAR, else of ./var beside the sources."""
    chosen = var or os.environ.get("VIGIE_VAR") or str(ROOT / "var")
    return Places(var=Path(chosen).expanduser().absolute())
