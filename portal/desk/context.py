"""What the frame of every page shows: where one is, what one may do, how much is open."""

from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from portal.desk.counting import Counts, count_open
from portal.keys import places_for
from tenants.directory.access import PortalRequest
from tenants.directory.roles import Permission, Role

_NEXT_THEME = {"auto": "light", "light": "dark", "dark": "auto"}


@dataclass(frozen=True, slots=True)
class Frame:
    """The signed-in person in the frame: role in words, theme, what is open where they stand."""

    role: str
    is_firm: bool
    is_operator_only: bool
    next_theme: str
    theme_label: str
    counts: Counts

    @property
    def open(self) -> int:
        """Deadlines still running."""
        return self.counts.open

    @property
    def late(self) -> int:
        """Deadlines past their end."""
        return self.counts.late

    @property
    def requests(self) -> int:
        """Deadlines of requests still running, or suspended."""
        return self.counts.requests

    @property
    def incidents(self) -> int:
        """Deadlines of incidents still running: to qualify, or breaches to notify."""
        return self.counts.incidents

    @property
    def suspended(self) -> int:
        """Deadlines that await an answer: no date runs."""
        return self.counts.suspended

    @property
    def duties(self) -> int:
        """Deadlines of duties still running."""
        return self.counts.duties


def shell(request: HttpRequest) -> dict[str, object]:
    """Return the variables of base.html; `nav` is empty for a visitor who is not signed in.

    `nav.counts` costs one query, asked when the page shows it.
    """
    match = request.resolver_match
    frame: dict[str, object] = {
        "demo": settings.DEMO,
        "here": match.view_name if match else "",
        "area": match.app_name if match else "",
        "place": getattr(request, "establishment", None),
        "nav": None,
        "may": {},
    }
    actor = getattr(request, "actor", None)
    if actor is None:
        return frame
    ours = cast(PortalRequest, request)
    return frame | {
        "now": ours.now,
        "nav": frame_of(ours, SimpleLazyObject(lambda: count_open(now=ours.now))),
        "may": {permission.name: actor.may(permission) for permission in Permission},
        "keys": places_for(actor, has_single_keys=ours.user.single_keys),
    }


def frame_of(request: PortalRequest, counts: object) -> Frame:
    """Return the frame of the signed-in person; a page that has counted already gives `counts`."""
    user, actor = request.user, request.actor
    return Frame(
        role=_role(actor.roles),
        is_firm=actor.is_firm,
        is_operator_only=actor.roles == {Role.OPERATOR},
        next_theme=_NEXT_THEME.get(user.theme, "light"),
        theme_label=_theme_label(user.theme),
        counts=cast(Counts, counts),
    )


def _role(roles: frozenset[Role]) -> str:
    """Return the highest role in words, with a capital; nothing for a person without role."""
    label = next((str(role.label) for role in Role if role in roles), "")
    return label[:1].upper() + label[1:]


def _theme_label(theme: str) -> str:
    labels = {"light": _("Thème\u00a0: clair"), "dark": _("Thème\u00a0: sombre")}
    return labels.get(theme, _("Thème\u00a0: automatique"))
