"""One database for the tests, prepared as in production; rows of a small firm to work with.

The session user owns the tables, but everything the product does sets a role, so row-level
security applies to it as in production. `owner()` is how a test writes rows freely.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from launcher.prepare import compile_messages
from tenants.accounts.models import User
from tenants.directory.models import Agency, Establishment, EstablishmentType, Membership
from tenants.directory.provisioning import open_establishment
from tenants.directory.roles import Role
from tenants.directory.switching import as_owner

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "marée-basse-au-phare-42"


def pytest_configure() -> None:
    """Make the folder of collected files, which a fresh clone lacks; hash passwords quickly."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]


def owner() -> AbstractContextManager[None]:
    """Act as the owner of the tables: no row-level security."""
    return as_owner()


@dataclass(frozen=True)
class Firm:
    """Two agencies and the firm's people of the first; `stranger` is the DPO of the second."""

    agency: Agency
    other_agency: Agency
    lead: User
    dpo: User
    assistant: User
    stranger: User
    operator: User


@pytest.fixture(scope="session", autouse=True)
def translations(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compile the translations, as the launcher does before it serves."""
    compile_messages(log=tmp_path_factory.mktemp("translations") / "messages.log")


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """Grants, policies and the template of an establishment's schema, as `prepare` lays them."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("prepare")
    yield


def person(email: str, first: str, last: str) -> User:
    """Return a new account whose password is PASSWORD."""
    return User.objects.create_user(email, PASSWORD, first_name=first, last_name=last)


@pytest.fixture
def firm(db: None) -> Firm:
    """Return the firm of the tests."""
    with owner():
        agency = Agency.objects.create(name="Agence de Brest", city="Brest")
        other = Agency.objects.create(name="Agence de Nîmes", city="Nîmes")
        found = Firm(
            agency=agency,
            other_agency=other,
            lead=person("lead@firm.test", "Solène", "Kermadec"),
            dpo=person("dpo@firm.test", "Maël", "Rivoal"),
            assistant=person("assistant@firm.test", "Inès", "Caradec"),
            stranger=person("stranger@firm.test", "Luc", "Vidal"),
            operator=person("operator@firm.test", "Ana", "Prieur"),
        )
        for user, role in ((found.lead, Role.LEAD), (found.dpo, Role.DPO)):
            Membership.objects.create(user=user, role=role, agency=agency)
        Membership.objects.create(user=found.assistant, role=Role.ASSISTANT, agency=agency)
        Membership.objects.create(user=found.stranger, role=Role.DPO, agency=other)
        Membership.objects.create(user=found.operator, role=Role.OPERATOR)
    return found


def opened(agency: Agency, name: str, territory: str = "FR-METRO") -> Establishment:
    """Return a pharmacy opened through the one action that opens."""
    with owner():
        return open_establishment(
            agency=agency,
            type=EstablishmentType.PHARMACY,
            name=name,
            territory=territory,
            by=None,
            now=NOW,
        )


@pytest.fixture
def agency(firm: Firm) -> Agency:
    """Return the agency whose establishments the tests work in."""
    return firm.agency


@pytest.fixture
def establishment(firm: Firm) -> Establishment:
    """Return a pharmacy of the first agency."""
    return opened(firm.agency, "Pharmacie du Port")


@pytest.fixture
def other_establishment(firm: Firm) -> Establishment:
    """Return a pharmacy of the second agency, a stranger to the first."""
    return opened(firm.other_agency, "Pharmacie des Arènes")


@pytest.fixture
def people(firm: Firm, establishment: Establishment) -> dict[Role, User]:
    """Return one person of each role, all with sight of `establishment` but the operator."""
    with owner():
        found = {
            Role.LEAD: firm.lead,
            Role.DPO: firm.dpo,
            Role.ASSISTANT: firm.assistant,
            Role.OPERATOR: firm.operator,
        }
        for role in Role.of_establishment():
            user = person(f"{role}@pharmacie.test", role.value.title(), "Le Goff")
            Membership.objects.create(user=user, role=role, establishment=establishment)
            found[role] = user
    return found


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """Return a function that gives a browser signed in as a person, second factor passed."""

    def signed_in(user: User) -> Client:
        client = Client()
        with owner():
            client.force_login(user)
            Authenticator.objects.get_or_create(
                user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "unused"}}
            )
            session = client.session
            session["account_authentication_methods"] = [
                {"method": "password", "at": NOW.timestamp(), "email": user.email},
                {"method": "mfa", "at": NOW.timestamp(), "type": "totp"},
            ]
            session.save()
        return client

    return signed_in
