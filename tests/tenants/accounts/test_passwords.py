"""What a password may be."""

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tenants.accounts.models import User
from tenants.accounts.passwords import refuse_names
from tenants.directory.roles import Role
from tests.conftest import owner

PERSON = User(email="soizic.kerdoncuff@rade.test", first_name="Soizic", last_name="Kerdoncuff")
PHARMACY = "Pharmacie du Port"


@pytest.mark.parametrize(
    "password",
    [
        "trois mouettes et un phare",
        "douzelettres",
        "aaaaaaaaaaab",
        "k!7$-_#;p%*& ",
        "ключ от маяка на скале",
        "x" * 256,
        "la pharmacie ferme à dix-neuf heures",
    ],
)
def test_password_when_long_enough_then_taken_whatever_its_characters(password: str) -> None:
    validate_password(password, PERSON)
    refuse_names(password, names=[PHARMACY])


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("onze lettre", "password_too_short"),
        ("x" * 257, "password_too_long"),
        ("1234567890123", "password_blocked"),
        ("startfinding", "password_too_common"),
        ("Vigie-Vigie-2026", "password_blocked"),
        ("SOIZIC.Kerdoncuff", "password_blocked"),
        ("kerdoncuff2026!", "password_blocked"),
    ],
)
def test_password_when_easy_to_guess_then_refused(password: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, PERSON)

    assert code in {error.code for error in refusal.value.error_list}


@pytest.mark.parametrize(
    "password", ["PharmacieDuPort2026", "pharmacie-du-port", "Port-Pharmacie1"]
)
def test_password_when_made_of_the_place_then_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        refuse_names(password, names=[PHARMACY])


@pytest.mark.django_db
def test_password_when_changed_then_the_names_of_ones_places_are_known(
    people: dict[Role, User],
) -> None:
    with pytest.raises(ValidationError) as refusal, owner():
        validate_password("PharmacieDuPort!", people[Role.READER])

    assert [error.code for error in refusal.value.error_list] == ["password_blocked"]


def test_password_when_kept_then_by_argon2id() -> None:
    kept = make_password("trois mouettes et un phare")

    assert identify_hasher(kept).algorithm == "argon2"
    assert kept.startswith("argon2$argon2id$")
