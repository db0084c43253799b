"""Invitations: an offer of membership by e-mail, whose token is kept hashed and works once."""

import hashlib
import logging
import secrets
from datetime import datetime, timedelta
from email.utils import make_msgid
from enum import StrEnum, auto
from functools import partial

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tenants.accounts.models import User
from tenants.directory.models import Agency, Establishment, Invitation, Membership
from tenants.directory.paths import desk_path
from tenants.directory.roles import Role
from tenants.directory.switching import at_the_door

logger = logging.getLogger(__name__)

LIFETIME = timedelta(days=7)
_TOKEN_BYTES = 32


class Standing(StrEnum):
    """What an invitation is worth."""

    VALID = auto()
    UNKNOWN = auto()
    EXPIRED = auto()
    USED = auto()


class InvitationRefused(Exception):
    """Raised when an invitation cannot be accepted; `standing` says why."""

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

    Whoever is already invited to the place and has not answered gets the same invitation anew:
    new role, new token, new week. `mailed_at` stays empty when the relay does not take the mail;
    the invitation stands and `send_again()` sends it with a new token.
    """
    address = email.strip().lower()
    waiting = Invitation.objects.filter(
        email=address, establishment=establishment, agency=agency, accepted_at__isnull=True
    ).first()
    invitation = waiting or Invitation(email=address, establishment=establishment, agency=agency)
    invitation.role = role
    invitation.invited_by = by
    invitation.invited_at = now
    _post(invitation, now=now)
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, now: datetime) -> Invitation:
    """Return the invitation with a new token and a new week; the former token dies.

    Raises InvitationRefused when it was accepted meanwhile.
    """
    found = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if found.accepted_at is not None:
        raise InvitationRefused(Standing.USED)
    _post(found, now=now)
    return found


def look(digest: str, *, now: datetime) -> tuple[Standing, Invitation | None]:
    """Return what the invitation of this digest is worth at `now`, and itself when it is known."""
    with at_the_door():
        found = (
            Invitation.objects.select_related("establishment", "agency", "invited_by")
            .filter(token_hash=digest)
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
    *,
    digest: str,
    first_name: str,
    last_name: str,
    password: str | None,
    by: User | None,
    now: datetime,
) -> tuple[User, Invitation]:
    """Return the person, now a member, and the invitation accepted.

    An account that exists accepts when it is `by`, signed in; it keeps its names and password, its
    role becomes the one offered. Without password the person signs in by a code sent by e-mail.
    Of two acceptances at the same instant one wins. Raises InvitationRefused when the invitation
    is not, or no longer, valid, or when its account must sign in first (then VALID).
    """
    with at_the_door(), transaction.atomic():
        standing, invitation = look(digest, now=now)
        if invitation is None or standing is not Standing.VALID:
            raise InvitationRefused(standing)
        # Compare and set: the row's lock makes the second acceptance wait, then find nothing.
        ours = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True)
        if not ours.update(accepted_at=now):
            raise InvitationRefused(Standing.USED)
        user = User.objects.filter(email=invitation.email).first()
        if user is not None and (by is None or by.pk != user.pk):
            raise InvitationRefused(Standing.VALID)
        if user is None:
            names = {"first_name": first_name, "last_name": last_name}
            user = _born(invitation.email, password=password, names=names)
        Membership.objects.update_or_create(
            user=user,
            agency=invitation.agency,
            establishment=invitation.establishment,
            defaults={"role": invitation.role},
        )
    return user, invitation


def _born(email: str, *, password: str | None, names: dict[str, str]) -> User:
    """Return the new account of a proved address.

    Errors: InvitationRefused when another invitation has just given it one: it must sign in.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, **names)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError:
        raise InvitationRefused(Standing.VALID) from None
    return user


def has_account(invitation: Invitation) -> bool:
    """Return whether the invited address already signs in."""
    with at_the_door():
        return User.objects.filter(email=invitation.email).exists()


def place_of(invitation: Invitation) -> str:
    """Return the name of the establishment or agency one is invited to."""
    place = invitation.establishment or invitation.agency
    return "" if place is None else place.name


def _post(invitation: Invitation, *, now: datetime) -> None:
    """Draw a token, write the row, and send the token once the row is there to stay."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    invitation.token_hash = digest_of(token)
    invitation.expires_at = now + LIFETIME
    invitation.mailed_at = None
    invitation.save()
    letter = _letter(invitation, token=token)
    transaction.on_commit(partial(_send, letter, invitation=invitation, now=now))


def _letter(invitation: Invitation, *, token: str) -> EmailMessage:
    facts = {
        "place": place_of(invitation),
        "link": settings.PUBLIC_URL + desk_path("accounts:accept", token),
        "demo": settings.DEMO,
    }
    return EmailMessage(
        subject=_("[Vigie] Vous êtes invité à rejoindre un espace"),
        body=render_to_string("accounts/email/invitation.txt", facts),
        to=[invitation.email],
        headers={
            "Message-ID": make_msgid(domain=settings.MAIL_DOMAIN),
            "Auto-Submitted": "auto-generated",
        },
    )


def _send(letter: EmailMessage, *, invitation: Invitation, now: datetime) -> None:
    """Hand the letter to the relay and write down that it took it.

    Not a row for the clock, as an alert is: the token would have to be kept in clear to wait.
    """
    try:
        letter.send()
    except OSError:
        logger.warning("An invitation did not leave: the relay did not take it.")
        return
    invitation.mailed_at = now
    invitation.save(update_fields=["mailed_at"])
