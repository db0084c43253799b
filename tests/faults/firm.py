"""The firm of the fault runs: four agencies of one establishment, one person for each role.

No person is of two of them: an address says which establishment a mail is about.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.test import Client

from tenants.accounts.models import User
from tenants.directory.models import Agency, Establishment, EstablishmentType, Membership
from tenants.directory.provisioning import open_establishment
from tenants.directory.roles import Role
from tenants.directory.switching import as_owner

_AGENCIES = 4


def address(role: str, place: str) -> str:
    """Return the address of the one person who holds `role` at `place`."""
    return f"{role}.{place}@faults.test"


def person(role: str, place: str) -> User:
    """Return that person's account."""
    return User.objects.create_user(address(role, place), first_name="F", last_name="T")


def build(*, sessions: Path | None = None) -> None:
    """Write the firm. To be called by the owner, from `manage.py shell`.

    With `sessions`, each manager is signed in and that file holds the cookie of each, by slug.
    """
    cookies: dict[str, str] = {}
    with as_owner():
        for number in range(1, _AGENCIES + 1):
            agency = Agency.objects.create(name=f"agence-{number}")
            for role in (Role.DPO, Role.LEAD):
                user = person(role, agency.name)
                Membership.objects.create(user=user, role=role, agency=agency)
            place = establish(agency, f"etablissement-{number}")
            if sessions:
                cookies[place.slug] = _signed_in(address(Role.MANAGER, place.slug))
    if sessions:
        sessions.write_text(json.dumps(cookies), encoding="utf-8")


def establish(agency: Agency, name: str) -> Establishment:
    """Return a new establishment with its manager."""
    row = open_establishment(
        agency=agency,
        type=EstablishmentType.PHARMACY,
        name=name,
        territory="FR-METRO",
        by=None,
        now=datetime.now(UTC),
    )
    Membership.objects.create(
        user=person(Role.MANAGER, row.slug), role=Role.MANAGER, establishment=row
    )
    return row


def _signed_in(email: str) -> str:
    """Return the cookie of a session of that person. A manager needs no second factor."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client.cookies[settings.SESSION_COOKIE_NAME].value
