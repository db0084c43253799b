"""Writing where things stand, in the transaction of the establishment that changes them."""

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
    """Return the establishment whose schema is in force, its id and its schema. One query.

    Errors: NowhereError outside an establishment.
    """
    found = Establishment.objects.only("id", "schema_name").filter(
        schema_name=wrapper().context.schema
    )
    place: Establishment | None = found.first()
    if place is None:
        raise NowhereError
    return place


@transaction.atomic
def stand(standing: ActivityStanding, *, at: Establishment | None = None) -> None:
    """Write where an activity of the establishment in force stands; whether it awaits an answer
    stays as it was. `at` spares the query when the caller holds the establishment.

    Errors: NowhereError outside an establishment.
    """
    place = at or place_here()
    standing.establishment_id = place.pk
    standing.schema_name = place.schema_name
    ActivityStanding.objects.bulk_create(
        [standing],
        update_conflicts=True,
        unique_fields=["activity_id"],
        update_fields=_WRITTEN,
    )


def await_answer(activity_id: UUID, *, awaits: bool) -> None:
    """Write whether an activity awaits its establishment's answer about a newer template."""
    ActivityStanding.objects.filter(activity_id=activity_id).update(awaits_answer=awaits)


@transaction.atomic
def stand_processor(standing: ProcessorStanding, *, at: Establishment | None = None) -> None:
    """Write where a processor of the establishment in force stands. `at` spares a query.

    Errors: NowhereError outside an establishment.
    """
    place = at or place_here()
    standing.establishment_id = place.pk
    standing.schema_name = place.schema_name
    ProcessorStanding.objects.bulk_create(
        [standing],
        update_conflicts=True,
        unique_fields=["link_id"],
        update_fields=_WRITTEN_OF_PROCESSOR,
    )
