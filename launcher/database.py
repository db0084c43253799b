"""The superuser's part of the embedded PostgreSQL: the roles, the database and their limits."""

import hashlib
import os
import subprocess
from pathlib import Path

from launcher.keys import Keys
from launcher.places import Places
from launcher.postgres import Address, programs
from launcher.say import Refusal

ROLES = Path(__file__).parent / "roles.sql"


def lay_roles(*, at: Address, keys: Keys, places: Places) -> None:
    """Run roles.sql as the superuser, unless this very text was laid on this data already.

    Raises Refusal with PostgreSQL's answer in var/log/roles.log.
    """
    # The cluster's birth is in it: a data folder born again has no roles.
    born = (places.postgres / "PG_VERSION").stat().st_mtime_ns
    told = f"{ROLES.read_text(encoding='utf-8')}{keys.app_password}{keys.owner_password}{born}"
    laid = hashlib.sha256(told.encode()).hexdigest()
    # Beside the data and not inside it: PostgreSQL's folder may belong to another account.
    marker = places.var / "roles.laid"
    if marker.exists() and marker.read_text() == laid:
        return
    marker.unlink(missing_ok=True)
    asked = subprocess.run(
        [str(programs() / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(ROLES)],
        env={
            "PATH": os.environ.get("PATH", ""),
            "PGHOST": at.host,
            "PGPORT": str(at.port),
            "PGUSER": "postgres",
            "PGDATABASE": "postgres",
            "PGPASSWORD": keys.superuser_password,
            "VIGIE_OWNER_PASSWORD": keys.owner_password,
            "VIGIE_APP_PASSWORD": keys.app_password,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    (places.log / "roles.log").write_bytes(asked.stdout)
    if asked.returncode != 0:
        raise Refusal(
            f"PostgreSQL a refusé ses rôles : la raison est dans {places.log / 'roles.log'}."
        )
    marker.write_text(laid)


def reaches(url: str) -> bool:
    """Return whether a session opens at the libpq URL within five seconds."""
    asked = subprocess.run(
        [str(programs() / "psql"), "-X", "-q", "-At", "-c", "select 1", url],
        env={"PATH": os.environ.get("PATH", ""), "PGCONNECT_TIMEOUT": "5"},
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0
