"""What Vigie asks of PostgreSQL before it starts: a session of its own, and durable commits."""

from datetime import datetime, timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from tenants.directory.switching import as_owner

_SAMPLES = 20
# What is recorded is dated by the portal, what falls due is read on PostgreSQL's clock.
_MOST_WRONG = timedelta(minutes=1)


def refuse_a_pooler() -> None:
    """Raise ImproperlyConfigured when two statements of one connection may meet two sessions.

    Behind a pooler in transaction mode, about half of all reads are another establishment's.
    """
    with as_owner(), connection.cursor() as cursor:
        seen = set()
        for _sample in range(_SAMPLES):
            cursor.execute("select pg_backend_pid()")
            seen.add(cursor.fetchone()[0])
        cursor.execute("select set_config('app.honesty', 'kept', false)")
        cursor.execute("select current_setting('app.honesty', true)")
        kept = cursor.fetchone()[0]
        cursor.execute(
            "select name from pg_settings where setting = 'off' and name in"
            " ('fsync', 'full_page_writes', 'synchronous_commit')"
        )
        unsafe = [row[0] for row in cursor.fetchall()]
    if len(seen) != 1 or kept != "kept":
        raise ImproperlyConfigured(
            "La base répond derrière un répartiteur en mode transaction, qui mêle les"
            " établissements : connectez Vigie directement ou en mode session."
        )
    if unsafe:
        raise ImproperlyConfigured(
            f"PostgreSQL peut perdre une échéance enregistrée : remettez {', '.join(unsafe)} à on."
        )


def refuse_a_wrong_clock(*, now: datetime) -> None:
    """Raise ImproperlyConfigured when `now`, read here, is not what PostgreSQL reads.

    Two hours ahead, the portal would leave out the reminders of two hours; two hours behind, it
    would refuse as yet to come what has just been received.
    """
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        wrong = abs(cursor.fetchone()[0] - now)
    if wrong > _MOST_WRONG:
        raise ImproperlyConfigured(
            f"L’horloge de cette machine et celle de PostgreSQL diffèrent de"
            f" {round(wrong.total_seconds())} s : mettez-les à l’heure (NTP), puis relancez."
        )
