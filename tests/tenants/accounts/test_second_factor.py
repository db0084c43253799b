"""The second factor: compulsory for whoever reaches several establishments."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP
from django.contrib.auth import SESSION_KEY
from django.test import Client

from tenants.accounts.models import User
from tests.conftest import PASSWORD, Firm, owner
from tests.tenants.accounts.conftest import SECRET, code_of, proved

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, User], None]


def test_second_factor_when_the_dpo_has_none_then_every_page_leads_there(
    dpo: User, sign_in: SignIn
) -> None:
    client = Client()
    sign_in(client, dpo)

    paths = ("/", "/etablissements/", "/compte/sessions/", "/compte/email/", "/e/inconnu/")
    answers = [client.get(path) for path in paths]

    assert [(one.status_code, one.headers.get("Location")) for one in answers] == [
        (HTTPStatus.FOUND, "/compte/2fa/")
    ] * len(paths)
    assert "un second moyen" in client.get("/compte/2fa/").content.decode()


def test_second_factor_when_the_operator_has_none_then_it_is_asked(
    firm: Firm, sign_in: SignIn
) -> None:
    client = Client()
    sign_in(client, proved(firm.operator))

    answer = client.get("/")

    assert answer.headers["Location"] == "/compte/2fa/"


def test_second_factor_when_the_manager_has_none_then_it_is_not_asked(
    manager: User, sign_in: SignIn
) -> None:
    client = Client()
    sign_in(client, manager)

    answer = client.get("/compte/sessions/")

    assert answer.status_code == HTTPStatus.OK


def test_second_factor_when_laid_down_then_the_portal_opens_and_codes_are_shown(
    dpo: User, sign_in: SignIn
) -> None:
    client = Client()
    sign_in(client, dpo)
    asked = client.get("/compte/2fa/totp/activate/")
    assert asked.headers["Location"].startswith("/compte/reauthenticate/")
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    client.get("/compte/2fa/totp/activate/")
    with owner():
        secret = client.session[SECRET_SESSION_KEY]

    done = client.post("/compte/2fa/totp/activate/", {"code": code_of(secret)})
    codes = client.get(done.headers["Location"]).content.decode()
    again = client.get(done.headers["Location"]).content.decode()

    assert codes.count("<li><code>") == 10
    assert again.count("<li><code>") == 0
    assert client.get("/compte/sessions/").status_code == HTTPStatus.OK
    with owner():
        sealed = Authenticator.objects.get(user=dpo, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in sealed


def test_second_factor_when_it_exists_then_a_password_is_not_enough(
    secured_dpo: User, sign_in: SignIn
) -> None:
    client = Client()

    sign_in(client, secured_dpo)

    with owner():
        assert SESSION_KEY not in client.session
    assert client.get("/").headers["Location"].startswith("/compte/login/")


def test_second_factor_when_the_code_is_right_then_signed_in_once(
    secured_dpo: User, sign_in: SignIn
) -> None:
    client, other = Client(), Client()
    code = code_of(SECRET)
    sign_in(client, secured_dpo)
    sign_in(other, secured_dpo)

    wrong = client.post("/compte/2fa/authenticate/", {"code": "000000"})
    right = client.post("/compte/2fa/authenticate/", {"code": code})
    replayed = other.post("/compte/2fa/authenticate/", {"code": code})

    assert wrong.status_code == HTTPStatus.OK
    assert right.headers["Location"] == "/"
    assert replayed.status_code == HTTPStatus.OK
    with owner():
        assert SESSION_KEY not in other.session


def test_second_factor_when_it_is_the_last_of_the_dpo_then_it_stays(
    secured_dpo: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(secured_dpo)
    client.post("/compte/reauthenticate/", {"password": PASSWORD})

    answer = client.post("/compte/2fa/totp/deactivate/")

    assert "votre seul second moyen" in answer.content.decode()
    with owner():
        assert Authenticator.objects.filter(user=secured_dpo).count() == 1


def test_second_factor_when_the_manager_removes_it_then_it_is_gone(
    manager: User, sign_in: SignIn
) -> None:
    with owner():
        TOTP.activate(manager, SECRET)
    client = Client()
    sign_in(client, manager)
    client.post("/compte/2fa/authenticate/", {"code": code_of(SECRET)})
    client.post("/compte/reauthenticate/", {"password": PASSWORD})

    client.post("/compte/2fa/totp/deactivate/")

    with owner():
        assert Authenticator.objects.filter(user=manager).count() == 0


def test_second_factor_when_an_application_is_laid_down_then_its_code_is_named(
    dpo: User, sign_in: SignIn
) -> None:
    client = Client()
    sign_in(client, dpo)
    client.post("/compte/reauthenticate/", {"password": PASSWORD})

    page = client.get("/compte/2fa/totp/activate/").content.decode()

    assert ">Code de l’application</label>" in page
    assert "placeholder" not in page.partition("<main")[2].partition("</main>")[0]


def test_second_factor_when_there_is_no_passkey_then_its_button_is_not_offered(
    secured_dpo: User, sign_in: SignIn
) -> None:
    client = Client()
    sign_in(client, secured_dpo)

    page = client.get("/compte/2fa/authenticate/").content.decode()

    assert 'name="code"' in page
    assert "passkey_authenticate" not in page
