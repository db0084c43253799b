"""The pages speak the signed-in person's language."""

from collections.abc import Callable

from django.test import Client

from tenants.accounts.models import User
from tests.conftest import Firm, owner


def test_cockpit_when_the_person_reads_english_then_speaks_english(
    firm: Firm, client_for: Callable[[User], Client]
) -> None:
    firm.dpo.language = "en"
    with owner():
        firm.dpo.save(update_fields=["language"])

    page = client_for(firm.dpo).get("/").content.decode()

    assert '<html lang="en"' in page
    assert "Hello Maël." in page
    assert "To do, by legal due date" in page
    assert "No ongoing breach" in page
    assert "Échéance" not in page


def test_cockpit_when_the_person_reads_french_then_speaks_french(
    firm: Firm, client_for: Callable[[User], Client]
) -> None:
    page = client_for(firm.dpo).get("/").content.decode()

    assert '<html lang="fr"' in page
    assert "Bonjour Maël." in page
