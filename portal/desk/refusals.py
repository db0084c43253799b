"""Answers when a request cannot be served: a clear sentence, a way back, the same frame."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_TOO_LARGE = 413


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 413 to what is too large, which is then still in the browser's form; else 400."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)):
        return render(request, "413.html", status=_TOO_LARGE)
    return render(request, "400.html", status=400)
