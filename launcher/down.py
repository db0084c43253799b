"""`./vigie down`: stops what `./vigie up` started in another terminal, and waits for it."""

import json
import signal

from launcher.places import Places
from launcher.postgres import clear_stale as clear_postgres
from launcher.processes import Identity, end, tell, wait_until_gone
from launcher.say import Refusal, line
from launcher.servers import OWNER, READY, takes
from launcher.supervisor import end_orphans
from launcher.valkey import clear_stale as clear_valkey

# The longest stop: a worker's grace, then PostgreSQL's.
_SECONDS = 60.0


def down(places: Places) -> int:
    """Return 0 once nothing of the instance runs, whether something ran or not.

    A `manage` that started the servers itself is stopped too. Raises Refusal when the launcher
    had to be killed.
    """
    if not places.run.is_dir():
        line("Vigie ne tournait pas.")
        return 0
    with (places.run / "servers.lock").open("a") as lock:
        if takes(lock):
            was_running = (places.run / "pids.json").exists()
            sweep(places)
            line(
                "Les restes d’un arrêt brutal sont nettoyés."
                if was_running
                else "Vigie ne tournait pas."
            )
            return 0
    _stop(places)
    line("Vigie est arrêtée.")
    return 0


def _stop(places: Places) -> None:
    owner = _owner(places)
    if owner is None:
        raise Refusal("Vigie est en train de démarrer : réessayez dans un instant.")
    tell(owner.pid, signal.SIGTERM)
    if wait_until_gone([owner], seconds=_SECONDS):
        end([owner], sign=signal.SIGKILL, seconds=5)
        sweep(places)
        raise Refusal("Vigie ne s’arrêtait pas : elle a été arrêtée de force. Relancez-la.")


def _owner(places: Places) -> Identity | None:
    """Return the launcher that holds the servers."""
    try:
        told = json.loads((places.run / OWNER).read_text(encoding="utf-8"))
        return Identity(pid=int(told["pid"]), birth=str(told["birth"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def sweep(places: Places) -> None:
    """End what a launcher that was killed left running. The caller holds the servers' lock."""
    end_orphans(places.run / "pids.json")
    clear_postgres(places.postgres)
    clear_valkey(places.valkey)
    for name in ("urls.json", OWNER, READY):
        (places.run / name).unlink(missing_ok=True)
