"""Writing where things stand, in the transaction of the establishment that changes them."""

from functools import lru_cache
from uuid import UUID

from django.db import transaction

from tenants.directory.models import Establishment
from tenants.directory.switching import wrapper
from tenants.portfolio.models import ActivityStanding, ProcessorStanding

_KEY = ("activity_id", "establishment", "schema_name")
_WRITTEN = [
    field.name
    for field in ActivityStanding._meta.concrete_fields
    if field.name not in {*_KEY, "awaits_answer"}
]
_WRITTEN_OF_PROCESSOR = [
    field.name
    for field in ProcessorStanding._meta.concrete_fields
    if field.name not in {"link_id", "establishment", "schema_name"}
]


class NowhereError(RuntimeError):
    """Raised when something stands in no establishment: the act was called outside of one."""


def place_here() -> Establishment:
    """Return the establishment whose schema is in force. One query.

    Errors: NowhereError outside an establishment.
    """
    place: Establishment | None = Establishment.objects.filter(
        schema_name=wrapper().context.schema
    ).first()
    if place is None:
        raise NowhereError
    return place


def _id_and_schema() -> tuple[int, str]:
    schema = wrapper().context.schema
    return _id_of(schema), schema


@lru_cache(maxsize=10_000)
def _id_of(schema: str) -> int:
    """Return the id of an establishment; names of schemas are drawn once and never change."""
    found = Establishment.objects.filter(schema_name=schema).values_list("pk", flat=True).first()
    if found is None:
        raise NowhereError
    return int(found)


def stand(standing: ActivityStanding, *, at: Establishment | None = None) -> None:
    """Write where an activity stands: see `stand_all`."""
    stand_all([standing], at=at)


@transaction.atomic(savepoint=False)
def stand_all(standings: list[ActivityStanding], *, at: Establishment | None = None) -> None:
    """Write where activities of the establishment in force stand; whether one awaits an answer
    stays as it was. `at` spares a query when the caller holds the establishment. One query.

    Errors: NowhereError outside an establishment.
    """
    place, schema = (at.pk, at.schema_name) if at else _id_and_schema()
    for standing in standings:
        standing.establishment_id, standing.schema_name = place, schema
    ActivityStanding.objects.bulk_create(
        standings,
        update_conflicts=True,
        unique_fields=["activity_id"],
        update_fields=_WRITTEN,
    )


def await_answer(activity_id: UUID, *, awaits: bool) -> None:
    """Write whether an activity awaits its establishment's answer about a newer template."""
    ActivityStanding.objects.filter(activity_id=activity_id).update(awaits_answer=awaits)


@transaction.atomic(savepoint=False)
def stand_processor(standing: ProcessorStanding, *, at: Establishment | None = None) -> None:
    """Write where a processor of the establishment in force stands. `at` spares a query.

    Errors: NowhereError outside an establishment.
    """
    standing.establishment_id, standing.schema_name = (
        (at.pk, at.schema_name) if at else _id_and_schema()
    )
    ProcessorStanding.objects.bulk_create(
        [standing],
        update_conflicts=True,
        unique_fields=["link_id"],
        update_fields=_WRITTEN_OF_PROCESSOR,
    )
