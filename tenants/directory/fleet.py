"""Migrations of all the establishments: SQL captured once, replayed schema by schema.

Each schema is brought up in its own transaction and its fingerprint kept on its row, so a fleet
stopped half-way goes on where it was, and one that fails holds back nobody else.
"""

import logging

from django.db import DatabaseError, connection, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from tenants.directory.models import Establishment
from tenants.directory.schema import fingerprint, has_data_steps, plan_from_nothing, sql_of
from tenants.directory.switching import as_owner

logger = logging.getLogger(__name__)

_GRANTS = (
    "grant select, insert, update, delete on all tables in schema {0} to {0}",
    "grant usage, select on all sequences in schema {0} to {0}",
    "revoke insert, update, delete on {0}.django_migrations from {0}",
    "revoke update, delete on {0}.journal_entry from {0}",
    "revoke update, delete on {0}.register_activityversion from {0}",
    "revoke update, delete on {0}.processors_processorlinkversion from {0}",
)


def migrate_establishments() -> tuple[int, int]:
    """Bring every establishment's schema to today's tables; return (migrated, failed)."""
    mark = fingerprint()
    behind = Establishment.objects.exclude(migrations_fingerprint=mark).order_by("pk")
    done = failed = 0
    for establishment in list(behind):
        try:
            _migrate(establishment)
        except DatabaseError:
            logger.exception("an establishment's schema could not be migrated")
            failed += 1
        else:
            Establishment.objects.filter(pk=establishment.pk).update(migrations_fingerprint=mark)
            done += 1
    return done, failed


@transaction.atomic
def _migrate(establishment: Establishment) -> None:
    plan = plan_from_nothing()
    with as_owner(establishment.schema_name):
        applied = set(MigrationRecorder(connection).applied_migrations())
        _bring_up(plan, [m for m in plan if (m.app_label, m.name) not in applied])
        with connection.cursor() as cursor:
            for statement in _GRANTS:
                cursor.execute(statement.format(establishment.schema_name))


def _bring_up(plan: list[Migration], missing: list[Migration]) -> None:
    if has_data_steps(missing):
        executor = MigrationExecutor(connection)
        executor.migrate([(m.app_label, m.name) for m in missing])
    else:
        state = ProjectState()
        for migration in plan:
            if migration not in missing:
                state = migration.mutate_state(state, preserve=False)
        with connection.cursor() as cursor:
            cursor.execute(sql_of(missing, state=state) or "select 1")
