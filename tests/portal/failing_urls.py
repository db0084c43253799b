"""The portal's addresses, and one whose view fails with personal words all around it."""

import logging

import sentry_sdk
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tenants.directory.access import allow
from tenants.directory.roles import Permission

logger = logging.getLogger("portal.failing")


@allow(Permission.PUBLIC)
def failing(request: HttpRequest, name: str) -> HttpResponse:
    """Raise, with a planted word in every place an error report may look."""
    patient = "CANARY-LOCAL"
    logger.info("opened the file of %s", "CANARY-CRUMB")
    sentry_sdk.set_user({"id": "CANARY-USER", "email": "CANARY-USER@rade.test"})
    sentry_sdk.set_tag("patient", "CANARY-TAG")
    sentry_sdk.set_context("patient", {"name": "CANARY-CONTEXT"})
    with connection.cursor() as cursor:
        cursor.execute("select %s", ["CANARY-SQL"])
    logger.error("could not read the file of %s", "CANARY-LOG")
    _fail("CANARY-ARGUMENT")
    return HttpResponse(patient + name)


def _fail(number: str) -> None:
    try:
        raise KeyError("CANARY-CAUSE")
    except KeyError as cause:
        raise ValueError("bad record for CANARY-MESSAGE") from cause


urlpatterns = [path("dossier/<str:name>/", failing), path("", include("portal.urls"))]
