"""Who may end or change a membership, asked of PostgreSQL itself, whatever the portal thinks."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tenants.accounts.models import User
from tenants.directory.leaving import MemberRefused, MemberUnknown, change_role, remove, staff
from tenants.directory.models import Departure, Establishment, Invitation, Membership
from tenants.directory.roles import Role
from tenants.directory.switching import as_person, inside
from tests.conftest import NOW, Firm, owner, person

WEEK_LATER = NOW.replace(day=9)


def member(user: User, place: Establishment) -> Membership:
    with owner():
        return Membership.objects.get(user=user, establishment=place)


def staff_row(user: User) -> Membership:
    with owner():
        return Membership.objects.get(user=user, agency__isnull=False)


def count() -> int:
    with owner():
        return Membership.objects.count()


def asked(membership: Membership, role: str | None) -> str:
    """Return what the owner's function answers to the raw call."""
    with connection.cursor() as cursor:
        cursor.execute("select public.change_member(%s, %s)", [membership.pk, role])
        return str(cursor.fetchone()[0])


def test_remove_when_a_manager_asks_then_gone_with_the_open_invitations_of_that_address(
    people: dict[Role, User], establishment: Establishment, other_establishment: Establishment
) -> None:
    reader = people[Role.READER]
    with owner():
        for number, place in enumerate((establishment, other_establishment)):
            Invitation.objects.create(
                email=reader.email,
                role=Role.MANAGER,
                establishment=place,
                token_hash=str(number),
                invited_at=NOW,
                expires_at=WEEK_LATER,
            )

    with as_person(people[Role.MANAGER].pk), inside(establishment):
        remove(member(reader, establishment))

    with owner():
        assert not Membership.objects.filter(user=reader).exists()
        assert Invitation.objects.get().establishment_id == other_establishment.pk
        left = Departure.objects.get()
    assert (left.user_id, left.role, left.establishment_id, left.said_by_id) == (
        reader.pk,
        "reader",
        establishment.pk,
        people[Role.MANAGER].pk,
    )


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.READER, Role.ASSISTANT])
def test_remove_when_the_role_does_not_manage_then_postgresql_refuses(
    role: Role, people: dict[Role, User], establishment: Establishment
) -> None:
    target = member(people[Role.MANAGER], establishment)
    before = count()

    with as_person(people[role].pk), inside(establishment):
        answers = {asked(target, None), asked(member(people[Role.READER], establishment), None)}
        promoted = asked(member(people[Role.READER], establishment), "manager")

    assert (answers, promoted, count()) == ({"unknown"}, "unknown", before)


def test_remove_when_the_manager_is_of_another_establishment_then_refused_from_either(
    firm: Firm,
    people: dict[Role, User],
    establishment: Establishment,
    other_establishment: Establishment,
) -> None:
    with owner():
        elsewhere = person("gerante@arenes.test", "Nadia", "Brun")
        Membership.objects.create(
            user=elsewhere, role=Role.MANAGER, establishment=other_establishment
        )
    target = member(people[Role.READER], establishment)

    answers = []
    for who in (elsewhere, firm.stranger):
        with as_person(who.pk), inside(other_establishment):
            answers.append(asked(target, None))
        with as_person(who.pk), inside(establishment):
            answers.append(asked(target, None))
        with as_person(who.pk):
            answers.append(asked(target, None))

    assert answers == ["unknown"] * 6
    assert member(people[Role.READER], establishment).role == "reader"


def test_remove_when_a_manager_aims_at_the_agency_then_refused(
    firm: Firm, people: dict[Role, User], establishment: Establishment
) -> None:
    target = staff_row(firm.assistant)

    with as_person(people[Role.MANAGER].pk), inside(establishment):
        inside_answer = asked(target, None)
    with as_person(people[Role.MANAGER].pk):
        desk_answer = asked(target, None)
    with as_person(firm.lead.pk), inside(establishment):
        lead_inside = asked(target, None)

    assert (inside_answer, desk_answer, lead_inside) == ("unknown", "unknown", "unknown")


def test_staff_when_a_dpo_or_the_lead_of_another_agency_asks_then_refused(firm: Firm) -> None:
    with owner():
        other_lead = person("lead@nimes.test", "Paul", "Serre")
        Membership.objects.create(user=other_lead, role=Role.LEAD, agency=firm.other_agency)
    target = staff_row(firm.assistant)

    answers = []
    for who in (firm.dpo, firm.assistant, firm.stranger, other_lead, firm.operator):
        with as_person(who.pk):
            answers += [asked(target, None), asked(target, "lead")]

    assert answers == ["unknown"] * 10


def test_staff_when_a_role_of_another_kind_is_asked_then_refused(
    firm: Firm, people: dict[Role, User], establishment: Establishment
) -> None:
    with as_person(firm.lead.pk):
        answers = [asked(staff_row(firm.dpo), "operator"), asked(staff_row(firm.dpo), "manager")]
    with as_person(people[Role.MANAGER].pk), inside(establishment):
        answers.append(asked(member(people[Role.READER], establishment), "lead"))

    assert answers == ["unknown"] * 3


def test_last_manager_when_removed_or_demoted_then_stays_until_there_is_another(
    people: dict[Role, User], establishment: Establishment
) -> None:
    manager = member(people[Role.MANAGER], establishment)
    reader = member(people[Role.READER], establishment)
    with as_person(people[Role.DPO].pk), inside(establishment):
        with pytest.raises(MemberRefused, match="dernier responsable du traitement"):
            remove(manager)
        with pytest.raises(MemberRefused):
            change_role(manager, role=Role.READER)
        change_role(reader, role=Role.MANAGER)
        remove(manager)

    with owner():
        left = Membership.objects.filter(establishment=establishment, role=Role.MANAGER).get()
    assert left.user_id == people[Role.READER].pk


def test_last_lead_when_removed_then_stays_and_a_second_may_go(firm: Firm) -> None:
    with as_person(firm.lead.pk):
        with pytest.raises(MemberRefused, match="dernier responsable du cabinet"):
            remove(staff_row(firm.lead))
        change_role(staff_row(firm.dpo), role=Role.LEAD)
        remove(staff_row(firm.lead))

    with as_person(firm.lead.pk), pytest.raises(MemberUnknown):
        remove(staff_row(firm.dpo))


def test_staff_when_listed_then_of_the_agencies_led_alone_even_without_establishment(
    firm: Firm,
) -> None:
    with as_person(firm.lead.pk):
        seen = [one.user_id for one in staff()]
    with as_person(firm.dpo.pk):
        of_dpo = staff()
    with as_person(firm.stranger.pk):
        of_stranger = staff()

    assert seen == [firm.assistant.pk, firm.lead.pk, firm.dpo.pk]
    assert (of_dpo, of_stranger) == ((), ())


@pytest.mark.parametrize(
    "statement",
    [
        "delete from public.directory_membership",
        "update public.directory_membership set role = 'manager'",
        "insert into public.directory_departure (user_id, role, left_at)"
        " values (1, 'reader', now())",
        "select * from public.my_staff()",
    ],
)
def test_tenant_role_when_it_writes_memberships_itself_then_permission_denied(
    statement: str, people: dict[Role, User], establishment: Establishment
) -> None:
    with (
        as_person(people[Role.MANAGER].pk),
        inside(establishment),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(statement)


def test_web_role_when_it_writes_memberships_itself_then_nothing_changes(
    people: dict[Role, User], establishment: Establishment
) -> None:
    before = count()
    with as_person(people[Role.LEAD].pk), connection.cursor() as cursor:
        cursor.execute("delete from public.directory_membership")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            cursor.execute("update public.directory_membership set role = 'lead'")

    assert count() == before


@pytest.mark.parametrize("role", [Role.READER, Role.MANAGER, Role.ASSISTANT])
def test_invitation_when_deleted_at_the_desk_by_one_who_does_not_open_then_it_stays(
    role: Role, people: dict[Role, User], establishment: Establishment
) -> None:
    with owner():
        Invitation.objects.create(
            email="aide@port.example",
            role=Role.READER,
            establishment=establishment,
            token_hash="x",
            invited_at=NOW,
            expires_at=WEEK_LATER,
        )
    with as_person(people[role].pk):
        deleted, _kinds = Invitation.objects.all().delete()

    assert deleted == 0
