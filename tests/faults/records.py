"""The three independent records of a run: acknowledged saves, rows of PostgreSQL, mails taken."""

import json
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.verdict import Mail, Row

# What falls due of each incident during a run: its opening (the DPO) and the fourth hour before
# the end (DPO, manager, lead).
PER_DEADLINE = 4

_ROWS = """
    select a.id, d.path, d.reference, a.rung, extract(epoch from a.due_at), a.state,
           case a.audience when 'manager' then 'manager.' || e.slug
                else a.audience || '.' || g.name end || '@faults.test'
      from agenda_alert a
      join agenda_deadline d on d.id = a.deadline_id
      join directory_establishment e on e.id = d.establishment_id
      join directory_agency g on g.id = e.agency_id
     where a.rung in ('opened', 'H-4') and a.channel = 'mail'
"""
_DOMAIN = "127.0.0.1"
# The morning digest is no alert: it may leave while a run crosses eight o’clock.
_DIGEST = "<digest-"


def saves(file: Path) -> list[str]:
    """Return the paths of the incidents whose save was acknowledged."""
    return [str(line["path"]) for line in _lines(file)]


def rows(url: str) -> list[Row]:
    """Return the alerts that were to leave. Errors: OperationalError while PostgreSQL is away."""
    with psycopg.connect(url) as connection:
        return [
            Row(f"<{one}@{_DOMAIN}>", path, reference, rung, float(due), state, to)
            for one, path, reference, rung, due, state, to in connection.execute(_ROWS)
        ]


def turned(url: str) -> set[str]:
    """Return the drivers that turned at least once."""
    with psycopg.connect(url) as connection:
        return {name for (name,) in connection.execute("select driver from agenda_heartbeat")}


def mails(file: Path) -> list[Mail]:
    """Return the alerts that the relay took."""
    found = [
        Mail(line["at"], line["message_id"], line["subject"], line["attempt"], tuple(line["to"]))
        for line in _lines(file)
    ]
    return [mail for mail in found if not mail.message_id.startswith(_DIGEST)]


def _lines(file: Path) -> list[dict[str, Any]]:
    """Return the whole lines of `file`: its writer may have been killed in the last one."""
    if not file.exists():
        return []
    whole = file.read_text(encoding="utf-8").rpartition("\n")[0]
    return [json.loads(line) for line in whole.splitlines() if line]
