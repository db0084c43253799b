"""Who may do what, here: the actor of a request, and the mark without which no view answers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from tenants.accounts.models import User
from tenants.directory.models import Establishment, Membership
from tenants.directory.roles import Permission, Role, permissions_of

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)

FIRM = frozenset(Role.of_agency())


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person where they stand: all their roles at the desk, those held here inside."""

    user_id: int
    roles: frozenset[Role]
    is_firm: bool

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything these roles allow."""
        return permissions_of(self.roles)

    def may(self, permission: Permission) -> bool:
        """Return whether the actor may do `permission` here."""
        if permission in {Permission.PUBLIC, Permission.SIGNED_IN}:
            return True
        return permission in self.permissions


class PortalRequest(HttpRequest):
    """A request that passed the doors: signed in, dated."""

    actor: Actor
    user: User
    now: datetime
    htmx: HtmxDetails


class EstablishmentRequest(PortalRequest):
    """A request inside an establishment."""

    establishment: Establishment


def allow(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a view with the permission it asks for; the middleware refuses a view without mark."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def actor_at_the_desk(user_id: int) -> Actor:
    """Return the actor with every role of the person, wherever held."""
    rows = Membership.objects.filter(user_id=user_id).values_list("role", flat=True)
    return _actor(user_id, rows)


def actor_inside(user_id: int, *, establishment: Establishment) -> Actor:
    """Return the actor with the roles held in this establishment or in its agency."""
    rows = Membership.objects.filter(
        Q(establishment_id=establishment.pk) | Q(agency_id=establishment.agency_id),
        user_id=user_id,
    ).values_list("role", flat=True)
    return _actor(user_id, rows)


def _actor(user_id: int, rows: Iterable[str]) -> Actor:
    roles = frozenset(Role(role) for role in rows)
    return Actor(user_id=user_id, roles=roles, is_firm=bool(roles & FIRM))
