"""Accounts of the demonstration: passwords and codes derived from the instance's own secret."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings

from portal.demonstration.firm import PEOPLE, Person
from tenants.accounts.models import User
from tenants.directory.models import Agency, Establishment, Membership
from tenants.directory.roles import Role

_PERIOD = 30  # seconds, the period of RFC 6238


@dataclass(frozen=True, slots=True)
class Access:
    """How to sign in as one demonstration person; `code` is of this half minute, if any."""

    email: str
    role: str
    place: str
    password: str
    code: str


def _derived(purpose: str, email: str) -> bytes:
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, f"demonstration:{purpose}:{email}".encode(), hashlib.sha256)


def password_of(email: str) -> str:
    """Return the demonstration password of `email`: 16 characters, the instance's own."""
    raw = base64.b32encode(_derived("password", email)).decode().lower()[:16]
    return "-".join(raw[start : start + 4] for start in range(0, 16, 4))


def secret_of(email: str) -> str:
    """Return the second factor's secret, as an authenticator application reads it."""
    return base64.b32encode(_derived("totp", email)[:20]).decode()


def needs_second_factor(person: Person) -> bool:
    """Return whether the person is of the firm or operates the instance."""
    return person.role in {*Role.of_agency(), Role.OPERATOR}


def create_person(person: Person) -> User:
    """Write the account, its confirmed address, its second factor and its memberships."""
    user = User.objects.create_user(
        person.email,
        password_of(person.email),
        first_name=person.first_name,
        last_name=person.last_name,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if needs_second_factor(person):
        TOTP.activate(user, secret_of(person.email))
    for place in person.places:
        at_agency = person.role in Role.of_agency()
        Membership.objects.create(
            user=user,
            role=person.role,
            agency=Agency.objects.get(name=place) if at_agency else None,
            establishment=None if at_agency else Establishment.objects.get(name=place),
        )
    if person.role is Role.OPERATOR:
        Membership.objects.create(user=user, role=person.role)
    return user


def code_of(email: str, *, now: datetime) -> str:
    """Return the six digits of this half minute."""
    counter = int(now.timestamp()) // _PERIOD
    return str(format_hotp_value(hotp_value(secret_of(email), counter)))


def accesses(*, now: datetime) -> list[Access]:
    """Return how to sign in as each demonstration person that exists, in their order."""
    known = set(User.objects.values_list("email", flat=True))
    secured = set(Authenticator.objects.values_list("user__email", flat=True))
    return [
        Access(
            email=person.email,
            role=str(person.role.label),
            place=", ".join(person.places),
            password=password_of(person.email),
            code=code_of(person.email, now=now) if person.email in secured else "",
        )
        for person in PEOPLE
        if person.email in known
    ]
