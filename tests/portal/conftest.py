"""What the tests of an establishment’s pages and actions share."""

import pytest

from tenants.accounts.models import User
from tenants.directory.roles import Role


@pytest.fixture
def by(people: dict[Role, User]) -> User:
    """Return the manager of the establishment, by whom things are done."""
    return people[Role.MANAGER]
