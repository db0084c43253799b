"""Absences of the firm's people: said, changed, withdrawn. A deputy is told meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tenants.accounts.models import User
from tenants.directory.models import Absence, Membership
from tenants.directory.roles import Role

_ONE_DAY = timedelta(days=1)
# Longer is a slip in the year; whoever is away for good is no longer assigned.
_LONGEST = timedelta(days=366)
_LOCK = "select pg_advisory_xact_lock(hashtext('directory_absence'), %s)"


class AbsenceRefused(Exception):
    """Raised when an absence cannot be kept; `field` names the answer to mend, if one."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True, slots=True)
class Away:
    """One absence as people say it: civil days, both included, and the rows that keep it.

    Shape: one row for each agency concerned that the reader may change.
    """

    person: User
    starts_on: date
    ends_on: date
    rows: tuple[Absence, ...]

    @property
    def pk(self) -> int:
        """The row by which addresses name it."""
        return self.rows[0].pk

    @property
    def agencies(self) -> tuple[str, ...]:
        """Names of the agencies concerned."""
        return tuple(row.agency.name for row in self.rows)


def my_agencies(by: User, *, led_only: bool = False) -> frozenset[int]:
    """Return the ids of the agencies where the signed-in person works, or which they lead."""
    roles = (Role.LEAD,) if led_only else Role.of_agency()
    held = Membership.objects.filter(user=by, role__in=roles, agency__isnull=False)
    return frozenset(pk for pk in held.values_list("agency_id", flat=True) if pk is not None)


def absences_from(today: date, *, by: User) -> tuple[Away, ...]:
    """Return one's own absences and those of the agencies one leads, not over before `today`.

    The earliest first, then by name.
    """
    mine, led = my_agencies(by), my_agencies(by, led_only=True)
    rows = Absence.objects.filter(agency_id__in=mine, ends_on__gte=today)
    shown = [row for row in _ordered(rows) if row.person_id == by.pk or row.agency_id in led]
    groups: dict[tuple[date, date, int], list[Absence]] = {}
    for row in shown:
        groups.setdefault((row.starts_on, row.ends_on, row.person_id), []).append(row)
    return tuple(_away(found) for found in groups.values())


def absence_of(pk: int, *, by: User) -> Away | None:
    """Return the absence that has this row, with those of its rows that `by` may change."""
    named = Absence.objects.filter(pk=pk).first()
    if named is None:
        return None
    scope = my_agencies(by, led_only=named.person_id != by.pk)
    rows = Absence.objects.filter(
        person_id=named.person_id,
        starts_on=named.starts_on,
        ends_on=named.ends_on,
        agency_id__in=scope,
    )
    found = list(_ordered(rows))
    return _away(found) if found else None


@transaction.atomic
def say_absence(
    *,
    person: User,
    agency_ids: Collection[int],
    starts_on: date,
    ends_on: date,
    by: User,
    today: date,
    now: datetime,
) -> None:
    """Write that `person` is away from those agencies, one row for each.

    Errors: AbsenceRefused for a period past, upside down, too long, or that covers another.
    """
    _hold(person)
    if starts_on < today:
        raise AbsenceRefused(
            _("Une absence commence au plus tôt aujourd’hui\u00a0: ce qui est parti est parti."),
            field="starts_on",
        )
    _check(person, starts_on=starts_on, ends_on=ends_on, today=today)
    Absence.objects.bulk_create(
        Absence(
            person=person,
            agency_id=agency_id,
            starts_on=starts_on,
            ends_on=ends_on,
            said_by=by,
            said_at=now,
        )
        for agency_id in sorted(agency_ids)
    )


@transaction.atomic
def change_absence(
    *, away: Away, starts_on: date, ends_on: date, by: User, today: date, now: datetime
) -> None:
    """Move an absence; one that has begun keeps its first day.

    Errors: AbsenceRefused as for a new one, or when it is over.
    """
    _hold(away.person)
    if starts_on < today and starts_on != away.starts_on:
        raise AbsenceRefused(
            _("Une absence commence au plus tôt aujourd’hui\u00a0: ce qui est parti est parti."),
            field="starts_on",
        )
    if away.starts_on < today and starts_on != away.starts_on:
        raise AbsenceRefused(
            _("Cette absence a commencé\u00a0: son premier jour ne change plus."),
            field="starts_on",
        )
    _check(away.person, starts_on=starts_on, ends_on=ends_on, today=today, apart_from=away)
    _rows(away).update(starts_on=starts_on, ends_on=ends_on, said_by=by, said_at=now)


@transaction.atomic
def withdraw_absence(*, away: Away, by: User, today: date, now: datetime) -> None:
    """Take an absence back; of one that has begun, the days already spent remain.

    Idempotent: two people may withdraw it at once.
    """
    _hold(away.person)
    if away.starts_on >= today:
        _rows(away).delete()
    elif away.ends_on >= today:
        _rows(away).update(ends_on=today - _ONE_DAY, said_by=by, said_at=now)


def _check(
    person: User,
    *,
    starts_on: date,
    ends_on: date,
    today: date,
    apart_from: Away | None = None,
) -> None:
    if ends_on < starts_on:
        raise AbsenceRefused(_("Le dernier jour est avant le premier."), field="ends_on")
    if ends_on < today:
        raise AbsenceRefused(_("Cette période est déjà passée."), field="ends_on")
    if ends_on - starts_on > _LONGEST:
        raise AbsenceRefused(_("Plus d’un an\u00a0: vérifiez l’année."), field="ends_on")
    own = [row.pk for row in apart_from.rows] if apart_from else []
    others = Absence.objects.filter(person=person, starts_on__lte=ends_on, ends_on__gte=starts_on)
    other = others.exclude(pk__in=own).order_by("starts_on").first()
    if other is not None:
        raise AbsenceRefused(
            _("Une absence est déjà dite du %(first)s au %(last)s\u00a0: modifiez celle-là.")
            % {"first": _day(other.starts_on), "last": _day(other.ends_on)},
            field="starts_on",
        )


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _hold(person: User) -> None:
    """Let nobody else write an absence of `person` until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [person.pk])


def _ordered(rows: QuerySet[Absence]) -> QuerySet[Absence]:
    ordered = rows.select_related("person", "agency")
    return ordered.order_by("starts_on", "person__last_name", "person__first_name", "agency__name")


def _rows(away: Away) -> QuerySet[Absence]:
    return Absence.objects.filter(pk__in=[row.pk for row in away.rows])


def _away(rows: list[Absence]) -> Away:
    first = rows[0]
    return Away(first.person, first.starts_on, first.ends_on, tuple(rows))
