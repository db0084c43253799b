"""Headers of every kind of answer, and what Django says of the settings of production."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client

from tenants.accounts.models import User
from tenants.directory.roles import Role

ROOT = Path(__file__).resolve().parents[2]
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}
EXPECTED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def picked(headers: Mapping[str, str]) -> dict[str, str]:
    """Return, of an answer's headers, those every answer must carry."""
    return {name: headers.get(name, "") for name in EXPECTED}


@pytest.mark.django_db
@pytest.mark.urls("tests.portal.failing_urls")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/compte/login/", HTTPStatus.OK),
        ("/sante/", HTTPStatus.OK),
        ("/etablissements/", HTTPStatus.FOUND),
        ("/e/inconnu/", HTTPStatus.FOUND),
        ("/invitation/inconnue/", HTTPStatus.FOUND),
        ("/nulle-part/", HTTPStatus.NOT_FOUND),
        ("/dossier/inconnu/", HTTPStatus.INTERNAL_SERVER_ERROR),
    ],
)
def test_headers_when_anything_is_answered_then_all_there(path: str, status: HTTPStatus) -> None:
    answer = Client(raise_request_exception=False).get(path)

    assert answer.status_code == status
    assert picked(answer.headers) == EXPECTED
    assert "no-store" in answer.headers["Cache-Control"]
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in answer.headers["Permissions-Policy"]


@pytest.mark.django_db
def test_headers_when_a_form_lacks_its_token_then_all_there() -> None:
    answer = Client(enforce_csrf_checks=True).post("/compte/login/", {"login": "a@b.test"})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert picked(answer.headers) == EXPECTED


@pytest.mark.django_db
def test_headers_when_signed_in_then_no_page_is_kept(
    people: dict[Role, User], client_for: Callable[[User], Client]
) -> None:
    client = client_for(people[Role.READER])

    answer = client.get("/compte/sessions/")

    assert answer.status_code == HTTPStatus.OK
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_headers_when_signing_out_then_the_browser_forgets(
    people: dict[Role, User], client_for: Callable[[User], Client]
) -> None:
    client = client_for(people[Role.READER])

    left = client.post("/compte/logout/")
    other = client.get("/compte/login/")

    assert left.status_code == HTTPStatus.FOUND
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in other.headers


def test_settings_when_in_production_then_django_has_nothing_to_say() -> None:
    environment = os.environ | {
        "PUBLIC_URL": "https://vigie.exemple.fr",
        "SECRET_KEY": "k3-Jw9_x7Qm2Zr8Vt5Lp0Ns6Hb4Gd1Fc-aYeUiOqWzXvTnMk-Rp5",
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }

    found = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (found.returncode, found.stdout.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    ), found.stderr
