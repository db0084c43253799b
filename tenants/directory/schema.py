"""The tables of an establishment's schema: their fingerprint, and the SQL that builds them."""

import hashlib
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from tenants.directory.models import SchemaTemplate
from tenants.directory.switching import as_owner

# The router lets an establishment's tables through only outside the public schema; nothing is run
# while SQL is captured, so any name will do.
ANY_SCHEMA = "e_000000000000"


def _labels() -> frozenset[str]:
    return frozenset(name.rpartition(".")[2] for name in settings.TENANT_APPS)


def plan_from_nothing() -> list[Migration]:
    """Return every migration of the establishments' apps, in the order they apply."""
    executor = MigrationExecutor(None)
    labels = _labels()
    targets = [key for key in executor.loader.graph.leaf_nodes() if key[0] in labels]
    plan = executor.migration_plan(targets, clean_start=True)
    return [migration for migration, _backwards in plan if migration.app_label in labels]


@cache
def fingerprint() -> str:
    """Return a digest of the names of those migrations: equal means same tables."""
    names = ",".join(f"{m.app_label}.{m.name}" for m in plan_from_nothing())
    return hashlib.sha256(names.encode()).hexdigest()


def sql_of(migrations: list[Migration], *, state: ProjectState) -> str:
    """Return the SQL of `migrations`, and of the rows that record them, as one text.

    Unqualified names: it builds the tables in the first schema of search_path.
    """
    lines: list[str] = []
    for migration in migrations:
        with (
            as_owner(ANY_SCHEMA),
            connection.schema_editor(collect_sql=True, atomic=False) as editor,
        ):
            state = migration.apply(state, editor, collect_sql=True)
        lines += [line for line in editor.collected_sql if not line.startswith("--")]
        lines.append(
            "insert into django_migrations (app, name, applied)"
            f" values ('{migration.app_label}', '{migration.name}', now());"
        )
    return "\n".join(lines)


def has_data_steps(migrations: list[Migration]) -> bool:
    """Return whether a migration runs Python, which no captured SQL can stand for."""
    return any(
        not operation.reduces_to_sql
        for migration in migrations
        for operation in migration.operations
    )


def record_template() -> SchemaTemplate:
    """Write the DDL of a new establishment's schema, once per fingerprint. The owner's act."""
    mark = fingerprint()
    known = SchemaTemplate.objects.filter(fingerprint=mark).first()
    if known:
        return known
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        editor.create_model(MigrationRecorder.Migration)
    table = "\n".join(editor.collected_sql)
    body = sql_of(plan_from_nothing(), state=ProjectState())
    return SchemaTemplate.objects.create(fingerprint=mark, ddl=f"{table}\n{body}")
