"""`prepare`: brings the public schema and every establishment to today's tables and grants."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tenants.directory.fleet import migrate_establishments
from tenants.directory.isolation import apply_isolation
from tenants.directory.schema import record_template


class Command(BaseCommand):
    """Idempotent; a second run with nothing to do changes nothing."""

    help = "Met à jour les tables communes, chaque établissement et les droits PostgreSQL."
    requires_system_checks = ()

    def handle(self, *_args: str, **_options: str) -> None:
        """Migrate the public schema, then grants, then each establishment."""
        if self._is_behind():
            call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        record_template()
        apply_isolation()
        done, failed = migrate_establishments()
        if done:
            self.stdout.write(f"{done} établissement(s) mis à jour.")
        if failed:
            raise CommandError(
                f"{failed} établissement(s) n’ont pas pu être mis à jour ; relancez `prepare`"
                " après avoir lu le journal : les autres fonctionnent."
            )

    def _is_behind(self) -> bool:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
