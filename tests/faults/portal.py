"""A manager before the browser: an incident declared through the real portal, by HTTP."""

import http.client
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

# Less than the soonest rung of a save: an answer that comes later would speak of a ladder whose
# rung was rightly left out as past.
_TIMEOUT_SECONDS = 5.0
# Any secret will do that the cookie and the form share.
_CSRF = "faults0faults0faults0faults0faults0"[:32]


class NotSaidError(Exception):
    """The portal did not say that it was saved: it may be, or not."""


def declare(*, public_url: str, slug: str, session: str, facts: Mapping[str, str]) -> str:
    """Return the path of the incident that the portal says it has recorded.

    Errors: NotSaidError when the portal is away, breaks off, or answers anything else.
    """
    body = urlencode({**facts, "csrfmiddlewaretoken": _CSRF})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"vigie_session={session}; csrftoken={_CSRF}",
        "Connection": "close",
    }
    link = http.client.HTTPConnection(str(urlsplit(public_url).netloc), timeout=_TIMEOUT_SECONDS)
    try:
        link.request("POST", f"/e/{slug}/incidents/declarer/", body=body, headers=headers)
        answer = link.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise NotSaidError from error
    finally:
        link.close()
    path = urlsplit(answer.getheader("Location") or "").path
    if answer.status != 302 or f"/e/{slug}/incidents/" not in path:
        raise NotSaidError(f"status {answer.status}")
    return path
