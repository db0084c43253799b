"""No establishment reads another's processors, by any table, even when the code is wrong."""

import pytest
from django.db import ProgrammingError, connection, transaction

from portal.processors.models import (
    ProcessorCitation,
    ProcessorDocument,
    ProcessorLink,
    ProcessorLinkVersion,
)
from tenants.directory.models import Establishment
from tenants.directory.switching import as_person, at_the_clock, inside
from tenants.portfolio.models import ProcessorStanding
from tests.conftest import NOW, Firm, owner
from tests.portal.processors.samples import linked

_TABLES = (ProcessorLink, ProcessorLinkVersion, ProcessorDocument, ProcessorCitation)


@pytest.fixture
def standing(establishment: Establishment) -> ProcessorStanding:
    """Return where a processor of the first establishment stands."""
    with inside(establishment):
        link = linked(establishment=establishment, by=None)
    with owner():
        return ProcessorStanding.objects.get(link_id=link.pk)


def test_portfolio_when_read_then_each_sees_ones_own(
    firm: Firm,
    establishment: Establishment,
    other_establishment: Establishment,
    standing: ProcessorStanding,
) -> None:
    with inside(establishment):
        mine = ProcessorStanding.objects.count()
    with inside(other_establishment):
        theirs = ProcessorStanding.objects.count()
    with as_person(firm.dpo.pk):
        dpo = ProcessorStanding.objects.count()
    with as_person(firm.stranger.pk):
        stranger = ProcessorStanding.objects.count()
    with at_the_clock():
        clock = ProcessorStanding.objects.count()

    assert (mine, theirs, dpo, stranger, clock) == (1, 0, 1, 0, 1)


def test_portfolio_when_written_for_another_then_postgresql_refuses(
    establishment: Establishment, other_establishment: Establishment, standing: ProcessorStanding
) -> None:
    with (
        inside(other_establishment),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        ProcessorStanding.objects.create(
            establishment_id=establishment.pk,
            schema_name=other_establishment.schema_name,
            reference="SST-009",
            state="active",
            compliance="compliant",
            updated_at=NOW,
        )


@pytest.mark.parametrize("role", ["person", "clock"])
def test_portfolio_when_the_desk_or_the_clock_writes_then_postgresql_refuses(
    firm: Firm, standing: ProcessorStanding, role: str
) -> None:
    acting = as_person(firm.dpo.pk) if role == "person" else at_the_clock()

    with acting, pytest.raises(ProgrammingError), transaction.atomic():
        ProcessorStanding.objects.update(certificate_seen=9)


@pytest.mark.parametrize("table", [model._meta.db_table for model in _TABLES])
def test_tables_when_another_schema_is_named_then_permission_denied(
    establishment: Establishment, other_establishment: Establishment, table: str
) -> None:
    with (
        inside(other_establishment),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(f'select count(*) from "{establishment.schema_name}".{table}')
