"""Every establishment is brought to today's tables, each in its own transaction."""

import pytest
from django.db import connection

from tenants.directory.fleet import migrate_establishments
from tenants.directory.models import Establishment
from tests.conftest import owner


def fall_behind(establishment: Establishment) -> None:
    """Take the incidents' tables away, as if their migration had not come yet."""
    with owner(), connection.cursor() as cursor:
        schema = establishment.schema_name
        cursor.execute(f"drop table {schema}.incidents_incident cascade")
        cursor.execute(f"delete from {schema}.django_migrations where app = 'incidents'")
        Establishment.objects.filter(pk=establishment.pk).update(migrations_fingerprint="")


def tables_of(establishment: Establishment) -> set[str]:
    with owner(), connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_schema = %s",
            [establishment.schema_name],
        )
        return {row[0] for row in cursor.fetchall()}


def test_fleet_when_one_is_behind_then_it_alone_is_brought_up(
    establishment: Establishment, other_establishment: Establishment
) -> None:
    before = tables_of(establishment)
    fall_behind(establishment)

    with owner():
        done, failed = migrate_establishments()

    assert (done, failed) == (1, 0)
    assert tables_of(establishment) == before
    with owner():
        establishment.refresh_from_db(fields=["migrations_fingerprint"])
    assert establishment.migrations_fingerprint == other_establishment.migrations_fingerprint


def test_fleet_when_one_fails_then_the_others_are_brought_up(
    establishment: Establishment, other_establishment: Establishment
) -> None:
    fall_behind(establishment)
    fall_behind(other_establishment)
    with owner(), connection.cursor() as cursor:
        cursor.execute(f"create table {establishment.schema_name}.incidents_incident (id int)")

    with owner():
        done, failed = migrate_establishments()

    assert (done, failed) == (1, 1)
    with owner():
        behind = Establishment.objects.filter(migrations_fingerprint="")
        assert list(behind.values_list("pk", flat=True)) == [establishment.pk]


@pytest.mark.django_db
def test_fleet_when_nothing_is_behind_then_nothing_is_done() -> None:
    with owner():
        assert migrate_establishments() == (0, 0)
