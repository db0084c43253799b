"""PostgreSQL backend with two locks: the schema and a role are set together, in one round trip.

The login role owns nothing and inherits nothing. Every context names the role it acts as; a
context that forgot to do so acts as the bare login role and reads nothing.
"""

from dataclasses import dataclass

from django.db.backends.postgresql.introspection import TableInfo
from django.db.backends.utils import CursorWrapper
from django_tenants.postgresql_backend import base as django_tenants_base
from django_tenants.postgresql_backend.introspection import DatabaseSchemaIntrospection
from psycopg.pq import TransactionStatus

PUBLIC = "public"

_SET_CONTEXT = (
    "select set_config('role', %s, false), set_config('search_path', %s, false),"
    " set_config('app.user_id', %s, false)"
)
_RELATIONS_OF_SCHEMA = """
select c.relname, case when c.relkind in ('m', 'v') then 'v' else 't' end, null
  from pg_namespace n
  join pg_depend d on d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid
                  and d.classid = 'pg_class'::regclass
  join pg_class c on c.oid = d.objid
 where n.nspname = %s and c.relkind in ('f', 'm', 'p', 'r', 'v')
"""


@dataclass(frozen=True, slots=True)
class Context:
    """What a connection acts as: schema searched first, role assumed, person signed in."""

    schema: str = PUBLIC
    role: str = "none"
    person: str = ""

    @property
    def search_path(self) -> str:
        """The value of search_path: the schema, then public."""
        return PUBLIC if self.schema == PUBLIC else f'"{self.schema}",{PUBLIC}'


class Introspection(DatabaseSchemaIntrospection):  # type: ignore[misc]
    """Lists the tables of one schema through pg_depend: no scan of every schema's catalogue."""

    def get_table_list(self, cursor: CursorWrapper) -> list[TableInfo]:
        """Return the tables and views of the current schema."""
        cursor.execute(_RELATIONS_OF_SCHEMA, [self.connection.schema_name])
        return [TableInfo(*row) for row in cursor.fetchall()]


class DatabaseWrapper(django_tenants_base.DatabaseWrapper):  # type: ignore[misc]
    """django-tenants' connection, whose context also carries a role and a person."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.context = Context()
        self._in_force: Context | None = None
        self._setting_search_path: bool = False
        super().__init__(*args, **kwargs)
        self.introspection = Introspection(self)

    def enter(self, context: Context) -> None:
        """Act as `context` from the next statement on."""
        super().set_tenant(django_tenants_base.FakeTenant(context.schema))
        self.context = context

    def set_tenant(self, tenant: object, include_public: bool = True) -> None:
        """Change the schema alone, for django-tenants' own commands run by the owner."""
        super().set_tenant(tenant, include_public)
        self.context = Context(self.schema_name, self.context.role, self.context.person)
        self._in_force = None

    def close(self) -> None:
        """Close, and forget what the connection was set to."""
        self._in_force = None
        super().close()

    def rollback(self) -> None:
        """Roll back; a SET made in the transaction is undone with it."""
        self._in_force = None
        super().rollback()

    def savepoint_rollback(self, sid: str) -> None:
        """Roll back to a savepoint; a SET made since is undone with it."""
        try:
            super().savepoint_rollback(sid)
        finally:
            self._in_force = None

    def connect(self) -> None:
        """Open (or borrow from the pool): nothing is assumed of what the connection was set to."""
        self._in_force = None
        super().connect()

    def _handle_search_path(self, cursor: CursorWrapper | None = None) -> None:
        if self._setting_search_path or self._in_force == self.context:
            return
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return  # the next statement fails by itself, and the rollback sets all anew
        self._setting_search_path = True
        ours = cursor or self.connection.cursor()
        try:
            path = self.context.search_path if self.include_public_schema else self.schema_name
            ours.execute(_SET_CONTEXT, [self.context.role, path, self.context.person])
            self._in_force = self.context if self.include_public_schema else None
        finally:
            self._setting_search_path = False
            if cursor is None:
                ours.close()
