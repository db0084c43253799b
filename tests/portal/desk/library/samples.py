"""A template changed in the pages, and a register that holds it."""

import re
from collections.abc import Callable
from typing import Protocol

from django.http.response import ResponseHeaders
from django.test import Client

from portal.opening.actions import lay_down
from portal.register.models import Activity
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tenants.library.models import TemplateDraft
from tests.conftest import NOW, Firm, owner

ClientFor = Callable[[User], Client]
REF = "PHA-DISP"
PAGE = f"/modeles/{REF}/"
EDIT = f"/modeles/{REF}/modifier/information/"
INFORMATION = "Affiche, site internet et QR code"


class Answer(Protocol):
    """What a page answered."""

    content: bytes


class Posted(Answer, Protocol):
    """What a form answered."""

    headers: ResponseHeaders


def text(answer: Answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def publish(client: Client, *, information: str = INFORMATION) -> Posted:
    """Write a new version of the template in the pages, and publish it."""
    revision = TemplateDraft.objects.filter(pk=REF).values_list("revision", flat=True)
    with owner():
        held = next(iter(revision), 0)
    client.post(EDIT, {"revision": held, "information": information, "finish": "1"})
    return client.post(f"{PAGE}publier/", {"revision": held + 1, "why": "Référentiel officines"})


def laid(firm: Firm, place: Establishment) -> Activity:
    with inside(place):
        lay_down(establishment=place, by=firm.dpo, now=NOW)
        return Activity.objects.get(template_ref=REF)


def push(client: Client, *places: Establishment) -> Posted:
    """Preview and confirm as the pages do."""
    preview = client.post(f"{PAGE}apercu/", {"e": [str(place.pk) for place in places]})
    fields = dict.fromkeys(("submission", "version"), "")
    body = preview.content.decode()
    for name in fields:
        found = re.search(rf'name="{name}" value="([^"]+)"', body)
        fields[name] = found[1] if found else ""
    targets = re.findall(r'name="cible" value="([^"]+)"', body)
    return client.post(f"{PAGE}diffuser/", {**fields, "cible": targets})
