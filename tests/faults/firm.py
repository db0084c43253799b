"""The firm of the fault runs: two agencies, four establishments, one person for each role."""

from datetime import UTC, datetime

from tenants.accounts.models import User
from tenants.directory.models import Agency, Establishment, EstablishmentType, Membership
from tenants.directory.provisioning import open_establishment
from tenants.directory.roles import Role
from tenants.directory.switching import as_owner


def address(role: str, place: str) -> str:
    """Return the address of the one person who holds `role` at `place`."""
    return f"{role}.{place}@faults.test"


def person(role: str, place: str) -> User:
    """Return that person's account."""
    return User.objects.create_user(address(role, place), first_name="F", last_name="T")


def build() -> None:
    """Write the firm. To be called by the owner, from `manage.py shell`."""
    with as_owner():
        for number in (1, 2):
            agency = Agency.objects.create(name=f"agence-{number}")
            for role in (Role.DPO, Role.LEAD):
                user = person(role, agency.name)
                Membership.objects.create(user=user, role=role, agency=agency)
            for letter in "ab":
                establish(agency, f"etablissement-{number}{letter}")


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
