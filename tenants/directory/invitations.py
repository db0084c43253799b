"""Invitations: an offer of membership by e-mail, whose token is kept hashed and works once."""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum, auto
from functools import partial

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from tenants.accounts.models import User
from tenants.directory.models import Agency, Establishment, Invitation, Membership
from tenants.directory.paths import desk_path
from tenants.directory.roles import Role
from tenants.directory.switching import at_the_door

LIFETIME = timedelta(days=7)


class Standing(StrEnum):
    """What an invitation's token is worth."""

    VALID = auto()
    UNKNOWN = auto()
    EXPIRED = auto()
    USED = auto()


class InvitationRefused(Exception):  # noqa: N818 — a refusal told to the person, not a fault
    """Raised when a token cannot be accepted; `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.value)
        self.standing = standing


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    email: str,
    role: Role,
    by: User | None,
    now: datetime,
    establishment: Establishment | None = None,
    agency: Agency | None = None,
) -> Invitation:
    """Return the invitation written; its mail leaves after the commit.

    A mail the relay refuses leaves the invitation standing: `send_again()` draws a new token.
    """
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        role=role,
        establishment=establishment,
        agency=agency,
        token_hash=digest_of(token),
        invited_by=by,
        invited_at=now,
        expires_at=now + LIFETIME,
    )
    place = establishment or agency
    transaction.on_commit(
        partial(_send, email=invitation.email, place=str(getattr(place, "name", "")), token=token),
        robust=True,
    )
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, now: datetime) -> Invitation:
    """Return the invitation with a new token and a new week; the former token dies."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash = digest_of(token)
    invitation.expires_at = now + LIFETIME
    invitation.save(update_fields=["token_hash", "expires_at"])
    place = invitation.establishment or invitation.agency
    transaction.on_commit(
        partial(_send, email=invitation.email, place=str(getattr(place, "name", "")), token=token),
        robust=True,
    )
    return invitation


def look(token: str, *, now: datetime) -> tuple[Standing, Invitation | None]:
    """Return what `token` is worth at `now`, and its invitation when it is known."""
    with at_the_door():
        found = (
            Invitation.objects.select_related("establishment", "agency", "invited_by")
            .filter(token_hash=digest_of(token))
            .first()
        )
    if found is None:
        return Standing.UNKNOWN, None
    if found.accepted_at is not None:
        return Standing.USED, found
    if found.expires_at <= now:
        return Standing.EXPIRED, found
    return Standing.VALID, found


def accept(
    *, token: str, first_name: str, last_name: str, password: str, now: datetime
) -> tuple[User, Invitation]:
    """Return the person, now a member, and the invitation accepted.

    An account that exists keeps its names and password. Two acceptances at the same instant: one
    wins, the other raises InvitationRefused.
    """
    with at_the_door(), transaction.atomic():
        standing, invitation = look(token, now=now)
        if invitation is None or standing is not Standing.VALID:
            raise InvitationRefused(standing)
        ours = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True)
        if not ours.update(accepted_at=now):
            raise InvitationRefused(Standing.USED)
        user = User.objects.filter(email=invitation.email).first()
        if user is None:
            user = User.objects.create_user(
                invitation.email, password, first_name=first_name, last_name=last_name
            )
            EmailAddress.objects.create(
                user=user, email=user.email, verified=True, primary=True
            )
        Membership.objects.update_or_create(
            user=user,
            agency=invitation.agency,
            establishment=invitation.establishment,
            defaults={"role": invitation.role},
        )
    return user, invitation


def has_account(invitation: Invitation) -> bool:
    """Return whether the invited address already signs in."""
    with at_the_door():
        return User.objects.filter(email=invitation.email).exists()


def _send(*, email: str, place: str, token: str) -> None:
    link = settings.PUBLIC_URL + desk_path("accounts:accept", token)
    EmailMessage(
        subject=_("Vigie : vous êtes invité à rejoindre un espace"),
        body=_(
            "Bonjour,\n\n"
            "Vous êtes invité à rejoindre l’espace « %(place)s » sur Vigie, le portail de votre"
            " délégué à la protection des données.\n\n"
            "Pour accepter, ouvrez ce lien dans les sept jours ; il ne sert qu’une fois :\n"
            "%(link)s\n\n"
            "Si vous n’attendiez pas ce message, ne faites rien.\n"
        )
        % {"place": place, "link": link},
        to=[email],
    ).send()
