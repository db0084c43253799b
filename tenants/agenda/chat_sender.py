"""A program of its own that sends one chat message or SMS, and ends.

`python -m tenants.agenda.chat_sender`, the message as JSON on its standard input: `url`, `text`,
`private` (whether an address of the house is allowed: tests and demonstration only).

Its own process, because what it calls is chosen by a person: it holds no database and no secret
but that one address, can be killed when it hangs, and refuses at the very moment of the connection
every address that is not public, so that neither a name that changes its mind between two lookups
nor a redirection leads into the house. It follows no redirection.
"""

import json
import logging
import socket
import sys
from ipaddress import IPv6Address, IPv6Network, ip_address

import apprise
import requests

SENT, NOT_TAKEN, NOT_PUBLIC = 0, 1, 2
# What the allow-list of `chat_services` writes; the first word of each pair needs `private`.
_SCHEMES = ("mmosts", "rockets", "slack", "https", "ntfys", "freemobile")
_PLAIN_SCHEMES = ("mmost", "rocket", "ntfy")
# Addresses of IPv6 that carry one of IPv4: translated (RFC 6052) and 6to4.
_CARRIERS = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("2002::/16"))


class _NotPublic(OSError):
    """The host is not on the public internet."""


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the public internet, and carries no other."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return False
        if any(found in network for network in _CARRIERS):
            return False
    return found.is_global and not found.is_multicast


def send(url: str, *, text: str, allows_private: bool) -> int:
    """Return SENT, NOT_TAKEN or NOT_PUBLIC. Changes this process for good: it is to end."""
    schemes = (*_SCHEMES, *_PLAIN_SCHEMES) if allows_private else _SCHEMES
    if url.partition("://")[0] not in schemes:
        return NOT_PUBLIC
    refused = [] if allows_private else _guard()
    _follow_no_redirection()
    asset = apprise.AppriseAsset(app_id="Vigie", app_desc="Vigie", app_url="", plugin_paths=[])
    service = apprise.Apprise(asset=asset)
    is_sent = bool(service.add(url)) and bool(service.notify(body=text))
    if is_sent:
        return SENT
    return NOT_PUBLIC if refused else NOT_TAKEN


def _guard() -> list[str]:
    """Refuse every host with an address that is not public; return the list of those refused."""
    resolve = socket.getaddrinfo
    refused: list[str] = []

    def only_public(host: object, *arguments: object, **named: object) -> object:
        found = resolve(host, *arguments, **named)  # type: ignore[arg-type]
        if not all(is_public(str(one[4][0])) for one in found):
            refused.append(str(host))
            raise _NotPublic
        return found

    socket.getaddrinfo = only_public  # type: ignore[assignment]
    return refused


def _follow_no_redirection() -> None:
    def nowhere(self: object, resp: object) -> None:
        return None

    requests.Session.get_redirect_target = nowhere  # type: ignore[method-assign]


def main() -> int:
    """Read the message and send it; nothing is printed, the library's logs say addresses."""
    logging.disable(logging.CRITICAL)
    message = json.load(sys.stdin)
    return send(message["url"], text=message["text"], allows_private=message["private"])


if __name__ == "__main__":
    sys.exit(main())
