"""The chat and SMS services Vigie knows, and how the address each one gives is written. Pure.

Nothing else can be reached: an address is taken apart, checked and written again, so that none of
the options of the library behind it can be slipped in.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qs, quote, urlencode, urlsplit

_WORD = r"[A-Za-z0-9]{8,128}"
_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_MICROSOFT = re.compile(
    r"[a-z0-9.-]+\.(logic\.azure\.com|(api|environment\.api)\.powerplatform\.com)"
)
_TEAMS_QUERY = ("api-version", "sp", "sv", "sig")
_LONGEST = 700


class AddressRefused(ValueError):
    """The address is not one that the service gives."""


@dataclass(frozen=True, slots=True)
class Parts:
    """An https address taken apart: `place` is the host, with its port when it says one."""

    place: str
    path: str
    query: Mapping[str, str]
    is_secure: bool


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its name, what its address looks like, and how the library writes it."""

    code: str
    name: str
    example: str
    write: Callable[[Parts], str]


def chat_url(service: str, address: str, *, allows_plain: bool = False) -> str:
    """Return the library's address for what the person pasted.

    `allows_plain` accepts http as well, on a machine of tests.

    Errors: AddressRefused when it is not an https address of that service; KeyError for an
    unknown service.
    """
    known = SERVICES[service]
    return known.write(_parts(address.strip(), allows_plain=allows_plain))


def _parts(address: str, *, allows_plain: bool) -> Parts:
    if len(address) > _LONGEST or not address.isascii() or not address.isprintable():
        raise AddressRefused
    try:
        split = urlsplit(address)
        port = split.port
    except ValueError:
        raise AddressRefused from None
    schemes = ("https", "http") if allows_plain else ("https",)
    if split.scheme not in schemes or split.username or split.password or split.fragment:
        raise AddressRefused
    host = split.hostname or ""
    if not _HOST.fullmatch(host):
        raise AddressRefused
    return Parts(
        place=f"{host}:{port}" if port else host,
        path=split.path,
        query={name: values[0] for name, values in parse_qs(split.query).items()},
        is_secure=split.scheme == "https",
    )


def _match(pattern: str, text: str) -> re.Match[str]:
    found = re.fullmatch(pattern, text)
    if found is None:
        raise AddressRefused
    return found


def _mattermost(parts: Parts) -> str:
    found = _match(rf"((?:/[A-Za-z0-9._-]+)*)/hooks/({_WORD})/?", parts.path)
    scheme = "mmosts" if parts.is_secure else "mmost"
    return f"{scheme}://{parts.place}{found[1]}/{found[2]}?image=no"


def _rocketchat(parts: Parts) -> str:
    found = _match(rf"/hooks/({_WORD})/({_WORD})/?", parts.path)
    scheme = "rockets" if parts.is_secure else "rocket"
    return f"{scheme}://{found[1]}/{found[2]}@{parts.place}?avatar=no"


def _slack(parts: Parts) -> str:
    _match(r"hooks\.slack\.com", parts.place)
    found = _match(
        r"/services/([A-Z0-9]{6,20})/([A-Z0-9]{6,20})/([A-Za-z0-9]{16,64})/?", parts.path
    )
    return f"slack://{found[1]}/{found[2]}/{found[3]}?image=no&footer=no"


def _teams(parts: Parts) -> str:
    host = parts.place.partition(":")[0]
    if not _MICROSOFT.fullmatch(host):
        raise AddressRefused
    _match(r"(?:/[A-Za-z0-9_.-]+)+", parts.path)
    kept = {name: parts.query[name] for name in _TEAMS_QUERY if name in parts.query}
    if "sig" not in kept:
        raise AddressRefused
    return f"https://{parts.place}{parts.path}?{urlencode(kept)}"


def _ntfy(parts: Parts) -> str:
    found = _match(r"/([A-Za-z0-9_-]{8,64})/?", parts.path)
    return f"{'ntfys' if parts.is_secure else 'ntfy'}://{parts.place}/{found[1]}?image=no"


def _free_mobile(parts: Parts) -> str:
    _match(r"smsapi\.free-mobile\.fr", parts.place)
    _match(r"/sendmsg", parts.path)
    user = _match(r"[0-9]{6,12}", parts.query.get("user", ""))[0]
    key = _match(r"[A-Za-z0-9]{8,40}", parts.query.get("pass", ""))[0]
    return f"freemobile://{user}@{quote(key)}"


_ALL = (
    Service(
        "mattermost",
        "Mattermost",
        "https://chat.exemple.fr/hooks/…",
        _mattermost,
    ),
    Service("rocketchat", "Rocket.Chat", "https://chat.exemple.fr/hooks/…/…", _rocketchat),
    Service(
        "teams",
        "Microsoft Teams",
        "https://….logic.azure.com/workflows/…/triggers/manual/paths/invoke?…&sig=…",
        _teams,
    ),
    Service("slack", "Slack", "https://hooks.slack.com/services/T…/B…/…", _slack),
    Service("ntfy", "ntfy", "https://ntfy.sh/mon-sujet-difficile-a-deviner", _ntfy),
    Service(
        "free_mobile",
        "SMS (Free Mobile)",
        "https://smsapi.free-mobile.fr/sendmsg?user=…&pass=…",
        _free_mobile,
    ),
)
SERVICES: Mapping[str, Service] = MappingProxyType({one.code: one for one in _ALL})
