"""From an audience to live persons. Asked at the moment of sending, never stored."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from tenants.agenda.ladders import Audience
from tenants.directory.models import Establishment, Membership
from tenants.directory.roles import Role

logger = logging.getLogger(__name__)

_ROLES = {
    Audience.DPO: Role.DPO,
    Audience.LEAD: Role.LEAD,
    Audience.MANAGER: Role.MANAGER,
}


@dataclass(frozen=True, slots=True, order=True)
class Recipient:
    """A live person's address, and the language to write in. Never shown in a log."""

    address: str = field(repr=False)
    language: str
    person_id: int


@dataclass(frozen=True, slots=True)
class Directory:
    """Who can be reached, by place and role; `fallback` is the operator of the instance."""

    by_role: Mapping[tuple[int, Role], tuple[Recipient, ...]]
    operators: tuple[Recipient, ...]

    def reach(
        self, *, audience: Audience, establishment: Establishment, is_refused: bool = False
    ) -> tuple[Recipient, ...]:
        """Return the persons of `audience`, else the lead, else the operator, else nobody.

        `is_refused` says that the relay refused the audience's addresses: the next in line is
        added. Every fall is logged, with ids only.
        """
        line = (_ROLES[audience], Role.LEAD)
        reached: tuple[Recipient, ...] = ()
        for role in line:
            found = self.by_role.get((establishment.pk, role), ())
            reached = tuple(sorted({*reached, *found}))
            if reached and not (is_refused and role == line[0]):
                return reached
            logger.error(
                "Nobody reachable for an alert: falling to the next in line.",
                extra={"establishment": establishment.pk, "role": role.value},
            )
        return tuple(sorted({*reached, *self.operators}))


def directory_for(establishments: Iterable[Establishment]) -> Directory:
    """Return who can be reached for `establishments`: active accounts only, in one query."""
    places = {one.pk: one.agency_id for one in establishments}
    memberships = Membership.objects.filter(
        Q(role=Role.MANAGER, establishment_id__in=places.keys())
        | Q(role__in=(Role.DPO, Role.LEAD), agency_id__in=places.values())
        | Q(role=Role.OPERATOR),
        user__is_active=True,
    ).order_by("pk")
    rows = memberships.values_list(
        "role", "establishment_id", "agency_id", "user__email", "user__language", "user_id"
    )
    by_role: dict[tuple[int, Role], tuple[Recipient, ...]] = {}
    operators: tuple[Recipient, ...] = ()
    for role, establishment_id, agency_id, email, language, person_id in rows:
        recipient = Recipient(address=email, language=language, person_id=person_id)
        if role == Role.OPERATOR:
            operators += (recipient,)
        for place, agency in places.items():
            if establishment_id == place or (agency_id is not None and agency_id == agency):
                by_role[place, Role(role)] = (*by_role.get((place, Role(role)), ()), recipient)
    return Directory(by_role=by_role, operators=operators)
