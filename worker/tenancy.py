"""Whose work a task does. A task that does not say so does not run."""

from celery import Task
from django.db import close_old_connections, connection

from tenants.directory.models import Establishment
from tenants.directory.switching import as_owner, at_the_clock, inside


class TenantMissingError(RuntimeError):
    """A task was called without the establishment it works for, or with an unknown one."""


class TenantTask(Task):  # type: ignore[type-arg]
    """The base of every task.

    It works inside the establishment of its keyword argument `schema_name`, or declares
    `tenant=None` and then starts in no schema and under no role: it enters by the door of its
    choice. What was in force before is back in force afterwards, whatever happens.
    """

    abstract = True
    tenant: str | None = "schema_name"

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Run the task in its place. Raises TenantMissingError before anything is done.

        A session that PostgreSQL ended since the last task is opened again: Celery keeps a
        connection for a hundred tasks and never asks whether it still lives.
        """
        # Called inside a transaction, as tests do, it must not leave it.
        if not connection.in_atomic_block:
            close_old_connections()
        if self.tenant is None:
            with as_owner():
                return super().__call__(*args, **kwargs)
        with inside(_establishment(kwargs.get(self.tenant))):
            return super().__call__(*args, **kwargs)


def _establishment(schema_name: object) -> Establishment:
    if not isinstance(schema_name, str) or not schema_name:
        raise TenantMissingError("This task runs inside an establishment: give schema_name.")
    with at_the_clock():
        found: Establishment | None = Establishment.objects.filter(schema_name=schema_name).first()
    if found is None:
        raise TenantMissingError("No establishment has this schema_name.")
    return found
