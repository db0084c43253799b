"""Answers when a request cannot be served: a clear sentence, a way back, the same frame."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure as refused

from tenants.accounts.kept import keep, kept_of

_TOO_LARGE = 413


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 413 to what is too large, which is then still in the browser's form; else 400."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)):
        return render(request, "413.html", status=_TOO_LARGE)
    return render(request, "400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form of a former session; what was typed in our own page is given back."""
    if kept_of(request):
        return keep(request, is_signed_in=request.user.is_authenticated)
    return refused(request, reason=reason)
