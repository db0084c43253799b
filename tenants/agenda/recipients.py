"""From an audience to live persons. Asked at the moment of sending, never stored."""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Q

from portal.law.calendars import territory
from tenants.agenda.rungs import Audience
from tenants.directory.models import Absence, Establishment, Membership
from tenants.directory.roles import Role

logger = logging.getLogger(__name__)


class Standing(StrEnum):
    """Why these persons are told: the alert was for them, or they stand in for others."""

    MEANT = "meant"
    DEPUTY = "deputy"
    COLLEAGUES = "colleagues"
    LEAD = "lead"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, order=True)
class Recipient:
    """A live person's address, and the language to write in. Never shown in a log."""

    address: str = field(repr=False)
    language: str
    person_id: int


@dataclass(frozen=True, slots=True)
class Reached:
    """Who is told of one alert, and why they are.

    Shape: `operators` are told apart, without the establishment's name, when nobody whose role it
    is can be reached.
    """

    standing: Standing
    recipients: tuple[Recipient, ...] = ()
    operators: tuple[Recipient, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """Who can be reached: members by agency or establishment, and role; who is away today.

    Shape: `away` holds (agency, person, day); `today` the civil day in each establishment's zone.
    """

    firm: Mapping[tuple[int, Role], tuple[Recipient, ...]]
    managers: Mapping[int, tuple[Recipient, ...]]
    operators: tuple[Recipient, ...]
    away: frozenset[tuple[int, int, date]]
    today: Mapping[int, date]

    def reach(
        self,
        *,
        audience: str,
        establishment: Establishment,
        snoozer_id: int | None = None,
        left_out: Collection[int] = (),
    ) -> Reached:
        """Return the persons of `audience`, else those who stand in for them, in order.

        A person counts when active, of the agency, not away that day, her address not returned;
        `left_out` are those whom this alert could not reach. When only they remain they are asked
        again: better once too often than nobody. A lead, who has no deputy, is told even when
        away. Errors: KeyError for an unknown audience.
        """
        line = _LINES[audience](self, establishment, snoozer_id)
        for standing, candidates in line:
            found = [
                one
                for one in candidates
                if one.person_id not in left_out
                and (audience == Audience.LEAD or not self._is_away(one, establishment))
            ]
            if found:
                return Reached(standing, tuple(sorted(set(found))))
        return self._nobody(establishment, left_out=left_out)

    def _nobody(self, establishment: Establishment, *, left_out: Collection[int]) -> Reached:
        """Return the lead, even away, and the operators of the instance, who are told so."""
        logger.error(
            "Nobody reachable for an alert: the lead and the operator are told.",
            extra={"establishment": establishment.pk},
        )
        leads = self._of(establishment, Role.LEAD)
        found = tuple(sorted(one for one in leads if one.person_id not in left_out))
        asked_again = found or tuple(sorted(leads))
        told = {one.person_id for one in asked_again}
        return Reached(
            Standing.NOBODY,
            asked_again,
            tuple(sorted(one for one in self.operators if one.person_id not in told)),
        )

    def _is_away(self, one: Recipient, establishment: Establishment) -> bool:
        today = self.today[establishment.pk]
        return (establishment.agency_id, one.person_id, today) in self.away

    def _of(self, establishment: Establishment, *roles: Role) -> tuple[Recipient, ...]:
        return tuple(
            one for role in roles for one in self.firm.get((establishment.agency_id, role), ())
        )

    def _dpo(self, establishment: Establishment, person_id: int | None) -> tuple[Recipient, ...]:
        """Return the DPO or lead of the agency whose id that is, as long as they still are."""
        staff = self._of(establishment, Role.DPO, Role.LEAD)
        return tuple(one for one in staff if one.person_id == person_id)

    def _line_of_dpo(self, place: Establishment, _snoozer_id: int | None) -> "_Line":
        is_assigned = place.assigned_dpo_id is not None or place.deputy_dpo_id is not None
        return (
            (Standing.MEANT, self._dpo(place, place.assigned_dpo_id)),
            (Standing.DEPUTY, self._dpo(place, place.deputy_dpo_id)),
            (
                Standing.COLLEAGUES if is_assigned else Standing.MEANT,
                self._of(place, Role.DPO),
            ),
        )

    def _line_of_deputy(self, place: Establishment, _snoozer_id: int | None) -> "_Line":
        others = tuple(
            one for one in self._of(place, Role.DPO) if one.person_id != place.assigned_dpo_id
        )
        return (
            (Standing.MEANT, self._dpo(place, place.deputy_dpo_id)),
            (Standing.COLLEAGUES if place.deputy_dpo_id else Standing.MEANT, others),
            (Standing.LEAD, self._of(place, Role.LEAD)),
        )

    def _line_of_manager(self, place: Establishment, _snoozer_id: int | None) -> "_Line":
        return (
            (Standing.MEANT, self.managers.get(place.pk, ())),
            (Standing.LEAD, self._of(place, Role.LEAD)),
        )

    def _line_of_lead(self, place: Establishment, _snoozer_id: int | None) -> "_Line":
        return ((Standing.MEANT, self._of(place, Role.LEAD)),)

    def _line_of_snoozer(self, place: Establishment, snoozer_id: int | None) -> "_Line":
        members = (
            *self._of(place, *Role.of_agency()),
            *self.managers.get(place.pk, ()),
        )
        snoozer = tuple(one for one in members if one.person_id == snoozer_id)
        return ((Standing.MEANT, snoozer), *self._line_of_dpo(place, None))


_Line = tuple[tuple[Standing, tuple[Recipient, ...]], ...]

_LINES = {
    Audience.DPO.value: Directory._line_of_dpo,
    Audience.DEPUTY.value: Directory._line_of_deputy,
    Audience.MANAGER.value: Directory._line_of_manager,
    Audience.LEAD.value: Directory._line_of_lead,
    Audience.SNOOZER.value: Directory._line_of_snoozer,
}


def directory_for(establishments: Iterable[Establishment], *, now: datetime) -> Directory:
    """Return who can be reached for `establishments` at the UTC instant `now`. Two queries.

    Only active accounts whose address does not return its mail. To be called at the clock.
    """
    places = list(establishments)
    agencies = {one.agency_id for one in places}
    today = {one.pk: now.astimezone(ZoneInfo(_zone(one))).date() for one in places}
    memberships = Membership.objects.filter(
        Q(role=Role.MANAGER, establishment_id__in=today.keys())
        | Q(role__in=Role.of_agency(), agency_id__in=agencies)
        | Q(role=Role.OPERATOR),
        user__is_active=True,
        user__bounced_at__isnull=True,
    )
    firm: dict[tuple[int, Role], tuple[Recipient, ...]] = {}
    managers: dict[int, tuple[Recipient, ...]] = {}
    operators: tuple[Recipient, ...] = ()
    for one in memberships.select_related("user").order_by("pk"):
        person = Recipient(one.user.email, one.user.language, one.user_id)
        if one.agency_id is not None:
            key = one.agency_id, Role(one.role)
            firm[key] = (*firm.get(key, ()), person)
        elif one.establishment_id is not None:
            managers[one.establishment_id] = (*managers.get(one.establishment_id, ()), person)
        else:
            operators += (person,)
    return Directory(
        firm=firm,
        managers=managers,
        operators=operators,
        away=_away(agencies, days=set(today.values())),
        today=today,
    )


def _away(agencies: set[int], *, days: set[date]) -> frozenset[tuple[int, int, date]]:
    if not days:
        return frozenset()
    absences = Absence.objects.filter(
        agency_id__in=agencies, starts_on__lte=max(days), ends_on__gte=min(days)
    )
    return frozenset(
        (one.agency_id, one.person_id, day)
        for one in absences
        for day in days
        if one.starts_on <= day <= one.ends_on
    )


def _zone(establishment: Establishment) -> str:
    return territory(establishment.territory).zone
