"""No tenant sees another's data, even when the application code is wrong."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from portal.journal.models import Entry
from tenants.accounts.models import User
from tenants.agenda.models import Alert, Deadline
from tenants.directory.grants import GRANTS
from tenants.directory.isolation import POLICIES
from tenants.directory.models import Establishment, Membership
from tenants.directory.provisioning import open_establishment
from tenants.directory.roles import Role
from tenants.directory.switching import NotAnEstablishmentError, as_person, at_the_clock, inside
from tests.conftest import NOW, Firm, owner, person
from tests.portal.rights.samples import received


def test_establishments_when_signed_in_then_only_ones_own(
    firm: Firm, establishment: Establishment, other_establishment: Establishment
) -> None:
    with as_person(firm.dpo.pk):
        mine = list(Establishment.objects.values_list("pk", flat=True))
    with as_person(firm.stranger.pk):
        theirs = list(Establishment.objects.values_list("pk", flat=True))
    with as_person(None):
        nobodys = list(Establishment.objects.values_list("pk", flat=True))

    assert mine == [establishment.pk]
    assert theirs == [other_establishment.pk]
    assert nobodys == []


def test_operator_when_signed_in_then_sees_no_establishment(
    firm: Firm, establishment: Establishment
) -> None:
    with as_person(firm.operator.pk):
        seen = list(Establishment.objects.all())

    assert seen == []


def test_inside_when_search_path_is_wrong_then_postgresql_refuses(
    establishment: Establishment, other_establishment: Establishment
) -> None:
    with inside(other_establishment), connection.cursor() as cursor:
        cursor.execute(f'set search_path = "{establishment.schema_name}", public')
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute("select count(*) from journal_entry")


def test_inside_when_other_schema_is_named_then_permission_denied(
    establishment: Establishment, other_establishment: Establishment
) -> None:
    with (
        inside(other_establishment),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(f'select count(*) from "{establishment.schema_name}".journal_entry')


def test_web_role_when_establishment_is_forgotten_then_reads_no_contents(
    firm: Firm, establishment: Establishment
) -> None:
    with as_person(firm.dpo.pk), pytest.raises(ProgrammingError), transaction.atomic():
        Entry.objects.count()


def test_dpo_when_opening_in_a_foreign_agency_then_postgresql_refuses(firm: Firm) -> None:
    with (
        as_person(firm.dpo.pk),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        open_establishment(
            agency=firm.other_agency,
            type="pharmacie",
            name="Pharmacie volée",
            territory="FR-METRO",
            by=firm.dpo,
            now=NOW,
        )


@pytest.mark.parametrize("name", ["public", "e_", "e_000000000000\n", 'e_x","public', "pg_catalog"])
def test_inside_when_the_schema_is_not_ours_then_the_door_stays_shut(name: str) -> None:
    stray = Establishment(schema_name=name)

    with pytest.raises(NotAnEstablishmentError), inside(stray):
        pass


def test_public_tables_when_listed_then_each_is_granted_or_closed_on_purpose() -> None:
    closed = {"directory_schematemplate", "auth_group", "auth_permission", "auth_group_permissions"}
    labels = {name.rpartition(".")[2] for name in settings.SHARED_APPS}
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in labels
    }
    granted = {table for grants in GRANTS.values() for table in grants}

    assert tables - granted - closed == set()


def test_public_tables_when_they_name_an_establishment_then_rows_are_filtered(db: None) -> None:
    with owner(), connection.cursor() as cursor:
        cursor.execute(
            "select distinct c.table_name from information_schema.columns c"
            " join pg_class k on k.oid = ('public.' || c.table_name)::regclass"
            " where c.table_schema = 'public'"
            " and c.column_name in ('schema_name', 'establishment_id') and not k.relrowsecurity"
        )
        unguarded = {row[0] for row in cursor.fetchall()}

    assert unguarded == set()
    assert {policy.table for policy in POLICIES} >= {"agenda_deadline", "agenda_alert"}


def test_journal_when_inside_then_an_entry_is_never_changed(establishment: Establishment) -> None:
    with (
        inside(establishment),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute("update journal_entry set act = 'rewritten'")


def test_register_when_inside_then_a_version_is_neither_changed_nor_taken_away(
    establishment: Establishment,
) -> None:
    for act in (
        "update register_activityversion set why = ''",
        "delete from register_activityversion",
    ):
        with (
            inside(establishment),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            cursor.execute(act)


def test_context_when_a_savepoint_is_rolled_back_then_the_role_is_set_anew(
    establishment: Establishment, other_establishment: Establishment
) -> None:
    with transaction.atomic(), inside(establishment):
        with pytest.raises(ZeroDivisionError), transaction.atomic(), inside(other_establishment):
            Entry.objects.count()
            raise ZeroDivisionError
        with connection.cursor() as cursor:
            cursor.execute("select current_user::text")
            role = cursor.fetchone()[0]

    assert role == establishment.schema_name


def _deadline_of(establishment: Establishment, *, by: User) -> Deadline:
    """Return the deadline of a request just received there."""
    with inside(establishment):
        request = received(establishment, by=by)
        return Deadline.objects.get(reference=request.reference)


def test_deadline_when_it_names_another_establishment_then_postgresql_refuses(
    firm: Firm, establishment: Establishment, other_establishment: Establishment
) -> None:
    deadline = _deadline_of(establishment, by=firm.dpo)

    for door in (inside(establishment), as_person(firm.dpo.pk), at_the_clock()):
        with door, pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            Deadline.objects.filter(pk=deadline.pk).update(establishment=other_establishment)


def test_alert_when_it_hangs_on_a_foreign_deadline_then_postgresql_refuses(
    firm: Firm, establishment: Establishment, other_establishment: Establishment
) -> None:
    deadline = _deadline_of(establishment, by=firm.dpo)
    foreign = _deadline_of(other_establishment, by=firm.stranger)

    for door in (inside(establishment), as_person(firm.dpo.pk)):
        with door, pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            Alert.objects.filter(deadline=deadline).update(deadline_id=foreign.pk)


def test_taken_slugs_when_asked_by_the_portal_then_only_those_of_that_very_name(
    firm: Firm, establishment: Establishment, other_establishment: Establishment
) -> None:
    answers = []
    with as_person(firm.dpo.pk), connection.cursor() as cursor:
        for stem in ("", "p", "pharmacie", "pharmacie-des-arenes"):
            cursor.execute("select public.taken_slugs(%s)", [stem])
            answers.append([row[0] for row in cursor.fetchall()])

    assert answers == [[], [], [], ["pharmacie-des-arenes"]]


def test_people_when_the_portal_forgets_a_filter_then_only_those_one_works_with(
    firm: Firm, people: dict[Role, User], other_establishment: Establishment
) -> None:
    with owner():
        manager = person("manager@arenes.test", "Rosa", "Nîmes")
        Membership.objects.create(
            user=manager, role=Role.MANAGER, establishment=other_establishment
        )
    with as_person(people[Role.DPO].pk):
        of_the_dpo = set(User.objects.values_list("email", flat=True))
    with as_person(people[Role.READER].pk):
        of_the_reader = set(User.objects.values_list("email", flat=True))
    with as_person(firm.operator.pk):
        of_the_operator = set(User.objects.values_list("email", flat=True))

    here = {
        "lead@firm.test",
        "dpo@firm.test",
        "assistant@firm.test",
        "manager@pharmacie.test",
        "contributor@pharmacie.test",
        "reader@pharmacie.test",
    }
    assert of_the_dpo == here
    assert of_the_reader == here
    assert of_the_operator == {"operator@firm.test"}


def test_second_factors_when_the_portal_forgets_a_filter_then_only_ones_own(
    firm: Firm, client_for: Callable[[User], Client]
) -> None:
    client_for(firm.stranger)
    client_for(firm.dpo)

    with as_person(firm.dpo.pk):
        holders = set(Authenticator.objects.values_list("user_id", flat=True))

    assert holders == {firm.dpo.pk}
