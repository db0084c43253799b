"""The one door between schemas. Nothing else sets a schema or a role.

Each context restores what was before it, in its own thread, whatever the order of exit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, cast

from django.db import connection

from tenants.directory.names import is_schema_name
from tenants.directory.pgbackend.base import PUBLIC, Context, DatabaseWrapper

WEB_ROLE = "vigie_web"
CLOCK_ROLE = "vigie_clock"
DOOR_ROLE = "vigie_door"


class NotAnEstablishmentError(RuntimeError):
    """Raised when a schema name that no establishment can have reaches the door."""


class HasSchema(Protocol):
    """Anything that names an establishment's schema."""

    schema_name: str


def wrapper() -> DatabaseWrapper:
    """Return this thread's connection."""
    return cast(DatabaseWrapper, connection)


@contextmanager
def _acting(context: Context) -> Iterator[None]:
    current = wrapper()
    before = current.context
    current.enter(context)
    try:
        yield
    finally:
        current.enter(before)


@contextmanager
def inside(establishment: HasSchema) -> Iterator[None]:
    """Act inside `establishment`: its schema, its role, nothing of any other.

    Raises NotAnEstablishmentError when the schema name is not one that Vigie generates.
    """
    schema = establishment.schema_name
    if not is_schema_name(schema):
        raise NotAnEstablishmentError
    with _acting(Context(schema=schema, role=schema, person=wrapper().context.person)):
        yield


@contextmanager
def as_person(user_id: int | None) -> Iterator[None]:
    """Act as the portal for one signed-in person: row-level security shows what they may see."""
    person = "" if user_id is None else str(user_id)
    with _acting(Context(schema=PUBLIC, role=WEB_ROLE, person=person)):
        yield


@contextmanager
def at_the_clock() -> Iterator[None]:
    """Act as the pump: every deadline and alert, no establishment's contents."""
    with _acting(Context(schema=PUBLIC, role=CLOCK_ROLE)):
        yield


@contextmanager
def at_the_door() -> Iterator[None]:
    """Act as the door that turns an invitation into a membership."""
    with _acting(Context(schema=PUBLIC, role=DOOR_ROLE)):
        yield


@contextmanager
def as_owner(schema: str = PUBLIC) -> Iterator[None]:
    """Act as the login role itself, in `schema`. Only the owner's commands can do anything so."""
    if schema != PUBLIC and not is_schema_name(schema):
        raise NotAnEstablishmentError
    with _acting(Context(schema=schema)):
        yield
