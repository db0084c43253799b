"""What is done with the members of an establishment, one being inside it, and remembered there."""

from datetime import datetime

from django.db import transaction

from portal.journal.actions import record
from portal.journal.acts import Act
from tenants.accounts.models import User
from tenants.directory import invitations, leaving
from tenants.directory.models import Establishment, Invitation, Membership
from tenants.directory.roles import Role

REFERENCE = "MEMBRES"


@transaction.atomic
def invite(
    *, email: str, role: Role, establishment: Establishment, by: User, now: datetime
) -> Invitation:
    """Return the invitation written; its mail leaves after the commit."""
    invitation = invitations.invite(
        email=email, role=role, establishment=establishment, by=by, now=now
    )
    facts = {"invitation": str(invitation.pk), "role": role.value}
    record(act=Act.MEMBER_INVITED, reference=REFERENCE, by_id=by.pk, now=now, facts=facts)
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, by: User, now: datetime) -> Invitation:
    """Return the invitation with a new token and a new week; the former token dies.

    Errors: InvitationRefused when it was accepted meanwhile.
    """
    found = invitations.send_again(invitation=invitation, now=now)
    facts = {"invitation": str(found.pk), "role": found.role}
    record(act=Act.INVITATION_SENT_AGAIN, reference=REFERENCE, by_id=by.pk, now=now, facts=facts)
    return found


@transaction.atomic
def cancel(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Withdraw an invitation. Errors: MemberUnknown when it was accepted meanwhile."""
    facts = {"invitation": str(invitation.pk), "role": invitation.role}
    leaving.cancel(invitation)
    record(act=Act.INVITATION_CANCELLED, reference=REFERENCE, by_id=by.pk, now=now, facts=facts)


@transaction.atomic
def remove_member(*, member: Membership, by: User, now: datetime) -> None:
    """End a membership. Errors: MemberRefused for the last manager, MemberUnknown."""
    facts = {"member": str(member.user_id), "role": member.role}
    leaving.remove(member)
    record(act=Act.MEMBER_REMOVED, reference=REFERENCE, by_id=by.pk, now=now, facts=facts)


@transaction.atomic
def change_role(*, member: Membership, role: Role, by: User, now: datetime) -> None:
    """Give a member another role; the same one again changes nothing.

    Errors: MemberRefused for the last manager, MemberUnknown.
    """
    if role == member.role:
        return
    facts = {"member": str(member.user_id), "role": role.value, "former_role": member.role}
    leaving.change_role(member, role=role)
    record(act=Act.MEMBER_ROLE_CHANGED, reference=REFERENCE, by_id=by.pk, now=now, facts=facts)
