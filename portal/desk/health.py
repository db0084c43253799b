"""Whether the instance lives, and whether it is fit to serve: for probes, without any secret."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tenants.agenda import watch
from tenants.directory.access import allow
from tenants.directory.roles import Permission

_UNAVAILABLE = 503


@allow(Permission.PUBLIC)
@require_safe
@never_cache
def live(_request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process answers at all."""
    return JsonResponse({"live": True})


@allow(Permission.PUBLIC)
@require_safe
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, is migrated, and the alerts leave on time; else 503.

    Shape: one boolean per check, and the age in seconds of the oldest alert that waits.
    """
    found: dict[str, bool | int | None] = {
        "database": _holds(_database),
        "migrations": _holds(_migrated),
        "alerts": False,
        "oldest_alert_seconds": None,
    }
    if found["database"]:
        clock = watch.look()
        found["alerts"] = not (clock.is_late or clock.is_stopped)
        found["oldest_alert_seconds"] = int(clock.oldest_due.total_seconds())
    is_ready = all(found[name] for name in ("database", "migrations", "alerts"))
    return JsonResponse({"ready": is_ready, **found}, status=200 if is_ready else _UNAVAILABLE)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except DatabaseError:
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        return bool(cursor.fetchone() == (1,))


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
