"""Leaving a place, or another role in it: asked of the database, which decides who may."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tenants.accounts.models import User
from tenants.directory.models import Invitation, Membership
from tenants.directory.roles import Role


class MemberUnknown(Exception):
    """Raised when the membership is gone, or not the actor's to change."""


class MemberRefused(Exception):
    """Raised when a membership must stay as it is; the message is for the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def remove(member: Membership) -> None:
    """End a membership: its person loses access at the next request.

    To be called inside the establishment, or at the desk for a member of an agency. Side effects
    in order: the departure is written, the invitations of that address to that place die, the
    membership goes. Errors: MemberRefused for the last manager or lead, MemberUnknown.
    """
    _ask(member, role=None)


def change_role(member: Membership, *, role: Role) -> None:
    """Give a member another role in the same place. Where and errors: as for `remove()`."""
    _ask(member, role=role)


@transaction.atomic
def cancel(invitation: Invitation) -> None:
    """Withdraw an invitation nobody accepted: its link is unknown from now on.

    Errors: MemberUnknown when it was accepted or withdrawn meanwhile.
    """
    # Compare and set: of an acceptance and a withdrawal at the same instant one wins.
    deleted, _kinds = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()
    if not deleted:
        raise MemberUnknown


def staff() -> tuple[Membership, ...]:
    """Return the active members of the agencies that the signed-in person leads, at the desk.

    By agency, then by name; each with its person and its agency. Three queries.
    """
    found = list(
        Membership.objects.raw("select * from public.my_staff()").prefetch_related("agency")
    )
    people = User.objects.filter(is_active=True).in_bulk([one.user_id for one in found])
    kept = [one for one in found if one.user_id in people]
    for one in kept:
        one.user = people[one.user_id]
    return tuple(sorted(kept, key=_order))


def _order(one: Membership) -> tuple[str, str, str, int]:
    name = one.agency.name if one.agency else ""
    return name, one.user.last_name, one.user.first_name, one.pk


def _ask(member: Membership, *, role: Role | None) -> None:
    with connection.cursor() as cursor:
        wanted = None if role is None else role.value
        cursor.execute("select public.change_member(%s, %s)", [member.pk, wanted])
        answer = cursor.fetchone()[0]
    if answer == "last":
        raise MemberRefused(last_words(member))
    if answer != "done":
        raise MemberUnknown


def last_words(member: Membership) -> str:
    """Return why the last of them stays, and what to do first."""
    if member.agency_id is None:
        return _(
            "C’est le dernier responsable du traitement\u00a0: donnez d’abord ce rôle à une autre"
            " personne."
        )
    return _(
        "C’est le dernier responsable du cabinet dans cette agence\u00a0: donnez d’abord ce rôle à"
        " une autre personne."
    )
