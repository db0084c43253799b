"""`./vigie down`: stops what `./vigie up` started in another terminal, and waits for it."""

import json
import signal

from launcher.places import Places
from launcher.postgres import clear_stale as clear_postgres
from launcher.processes import Identity, end, tell, wait_until_gone
from launcher.say import Refusal, line
from launcher.supervisor import end_orphans
from launcher.valkey import clear_stale as clear_valkey

# The longest stop: a worker's grace, then PostgreSQL's.
_SECONDS = 60.0


def down(places: Places) -> int:
    """Return 0 once nothing of the instance runs, whether something ran or not."""
    found = _launcher(places)
    if found and found.is_alive:
        tell(found.pid, signal.SIGTERM)
        if wait_until_gone([found], seconds=_SECONDS):
            end([found], sign=signal.SIGKILL, seconds=5)
            _sweep(places)
            raise Refusal("Vigie ne s’arrêtait pas : elle a été arrêtée de force. Relancez-la.")
        line("Vigie est arrêtée.")
        return 0
    swept = (places.run / "pids.json").exists()
    _sweep(places)
    line("Les restes d’un arrêt brutal sont nettoyés." if swept else "Vigie ne tournait pas.")
    return 0


def _launcher(places: Places) -> Identity | None:
    try:
        told = json.loads((places.run / "up.json").read_text(encoding="utf-8"))
        return Identity(pid=int(told["pid"]), birth=str(told["birth"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _sweep(places: Places) -> None:
    end_orphans(places.run / "pids.json")
    clear_postgres(places.postgres)
    clear_valkey(places.valkey)
    (places.run / "up.json").unlink(missing_ok=True)
