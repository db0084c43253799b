"""A form sent when nobody is signed in any more: given back in the page, stored nowhere."""

from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

# What a form carries for the machine: alone, it is nothing that a person typed.
_OF_THE_MACHINE = frozenset({"csrfmiddlewaretoken", "next", "theme", "version", "submission"})
_FORBIDDEN = 403


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Return the way to sign-in: a redirection, or the page that keeps what was typed.

    An address that was posted to is no page to come back to: it leads to the first one.
    """
    if kept_of(request):
        return keep(request, is_signed_in=False)
    where = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    response = redirect_to_login(where, reverse("account_login", urlconf="portal.urls"))
    if request.headers.get("HX-Request") == "true":
        # htmx would swap the sign-in page into a part of the former one: leave the page instead.
        return HttpResponse(headers={"HX-Redirect": response.headers["Location"]})
    return response


def kept_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields to give back, (name, value) each; none when there is nothing typed.

    Only what our own page sent: the browser says the origin of a form, and another site must not
    have its words sent by a person who thinks they are theirs. Never a password.
    """
    if request.method != "POST" or request.headers.get("HX-Request") == "true":
        return []
    if not _is_ours(request) or any("password" in name for name in request.POST):
        return []
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    by_hand = [value for name, value in typed if _plain(name) not in _OF_THE_MACHINE]
    return typed if any(value.strip() for value in by_hand) else []


def keep(request: HttpRequest, *, is_signed_in: bool) -> HttpResponse:
    """Answer 403 with a page that holds what was typed, ready to be sent to the same address."""
    context = {
        "kept": kept_of(request),
        "address": request.get_full_path(),
        "is_signed_in": is_signed_in,
    }
    response = render(request, "account/kept.html", context, status=_FORBIDDEN)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _plain(name: str) -> str:
    """Return a field's name without the prefix of its form."""
    return name.rpartition("-")[2]


def _is_ours(request: HttpRequest) -> bool:
    origin = urlsplit(request.headers.get("Origin", ""))
    return (origin.scheme, origin.netloc) == (request.scheme, request.get_host())
