"""What a digest says, read from the deadlines alone: a fault in the alerts shows here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from portal.law.calendars import Territory, territory
from tenants.agenda.ladders import recall_after
from tenants.agenda.models import Deadline, Digest
from tenants.directory.models import Establishment, Membership
from tenants.directory.roles import Role

SOON = timedelta(days=7)
_SOONER_THAN = timedelta(days=30)
# Who gets one by default. A contributor or a reader decides nothing of a deadline: none.
CADENCES: dict[Role, Digest.Cadence] = {
    **dict.fromkeys(Role.of_agency(), Digest.Cadence.DAILY),
    Role.MANAGER: Digest.Cadence.WEEKLY,
}
_SPANS = {Digest.Cadence.DAILY: timedelta(days=1), Digest.Cadence.WEEKLY: timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Facts:
    """The deadlines a person should know of, each in one list, the most urgent first.

    late        running, their end past.
    soon        running, ending within seven days.
    changed     opened, moved, stopped or met since the last digest, and in no list above.
    asleep      suspended for longer than a recall takes, and in no list above.
    waiting     ending within thirty days, taken in hand by nobody although another person is to
                do it, and in no list above.
    """

    late: tuple[Deadline, ...]
    soon: tuple[Deadline, ...]
    changed: tuple[Deadline, ...]
    asleep: tuple[Deadline, ...]
    waiting: tuple[Deadline, ...]

    @property
    def is_calm(self) -> bool:
        """Whether nothing asks for anything."""
        return not (self.late or self.soon or self.changed or self.asleep or self.waiting)


def cadence_for(roles: Sequence[str]) -> Digest.Cadence | None:
    """Return how often a person of these roles is told by default; None for never."""
    found = {CADENCES[Role(role)] for role in roles if Role(role) in CADENCES}
    return next((one for one in Digest.Cadence if one in found), None)


def facts_for(person_id: int, *, since: datetime, now: datetime) -> Facts:
    """Return what concerns the person. To be asked `as_person`: PostgreSQL hides all the rest."""
    mine = Deadline.objects.filter(_place(person_id, field="establishment"))
    mine = mine.select_related("establishment").order_by("due_at", "pk")
    running = mine.filter(state=Deadline.State.OPEN)
    late = tuple(running.filter(due_at__lte=now))
    soon = tuple(running.filter(due_at__gt=now, due_at__lte=now + SOON))
    later = running.filter(due_at__gt=now + SOON)
    fresh = later.filter(Q(opened_at__gt=since) | Q(planned_at__gt=since))
    suspended = mine.filter(state=Deadline.State.SUSPENDED)
    stopped = suspended.filter(planned_at__gt=since)
    asleep = suspended.filter(planned_at__lte=since, suspended_at__lte=now - recall_after())
    met = mine.filter(state=Deadline.State.MET, met_at__gt=since)
    unheld = later.filter(
        acknowledged_at=None, due_at__lte=now + _SOONER_THAN, opened_at__lte=since
    ).exclude(planned_at__gt=since)
    return Facts(
        late=late,
        soon=soon,
        changed=(*fresh, *stopped, *met),
        asleep=tuple(asleep.order_by("suspended_at", "pk")),
        waiting=tuple(_for_others(unheld, person_id=person_id)),
    )


def since_of(digest: Digest, *, now: datetime) -> datetime:
    """Return the instant from which a change is news: the last digest, else a day or a week ago."""
    span = _SPANS.get(Digest.Cadence(digest.cadence), _SPANS[Digest.Cadence.WEEKLY])
    return digest.last_sent_at or now - span


def territory_for(person_id: int) -> Territory:
    """Return the territory where most of the person's establishments are. Asked `as_person`."""
    places = Establishment.objects.filter(_place(person_id, field=""))
    found = (
        places.order_by()
        .values("territory")
        .annotate(count=Count("pk"))
        .order_by("-count", "territory")
        .values_list("territory", flat=True)
    )
    return territory(found.first() or "FR-METRO")


def _place(person_id: int, *, field: str) -> Q:
    """Return the condition that keeps the places where the person's role calls for a digest."""
    mine = Membership.objects.filter(user_id=person_id, role__in=CADENCES)
    prefix = f"{field}__" if field else ""
    return Q(**{f"{prefix}agency__in": mine.values("agency")}) | Q(
        **{f"{prefix}pk__in": mine.values("establishment")}
    )


def _for_others(unheld: QuerySet[Deadline], *, person_id: int) -> QuerySet[Deadline]:
    return unheld.exclude(establishment__assigned_dpo=person_id)
