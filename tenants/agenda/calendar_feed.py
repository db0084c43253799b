"""The secret address of a calendar: made once, kept as a hash, revoked by its owner."""

import hashlib
import secrets
from datetime import datetime

from django.db.models import Q, QuerySet

from tenants.accounts.models import User
from tenants.agenda.calendar_text import Entry, write_calendar
from tenants.agenda.models import Alert, CalendarFeed, Deadline
from tenants.agenda.queries import open_deadlines
from tenants.directory.models import Establishment, Membership
from tenants.directory.roles import Role
from tenants.directory.switching import as_person, at_the_door

_TOKEN_BYTES = 32
MOST_FEEDS = 10


class TooManyFeeds(Exception):
    """The person has as many calendars as one may have: one is to be revoked first."""


def create_feed(*, person: User, establishment: Establishment | None, now: datetime) -> str:
    """Return the token of the person's new calendar: it can never be read again.

    `establishment` None stands for everything the person may see.

    Errors: TooManyFeeds.
    """
    if feeds_of(person).count() >= MOST_FEEDS:
        raise TooManyFeeds
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    CalendarFeed.objects.create(
        person=person, establishment=establishment, token_hash=_hash(token), created_at=now
    )
    return token


def feeds_of(person: User) -> QuerySet[CalendarFeed]:
    """Return the calendars of the person that still answer, the newest first. Asked `as_person`."""
    running = CalendarFeed.objects.filter(
        Q(establishment=None) | Q(establishment__in=Establishment.objects.all()),
        person=person,
        revoked_at=None,
    )
    return running.select_related("establishment").order_by("-created_at", "pk")


def revoke_feed(feed: CalendarFeed, *, now: datetime) -> None:
    """Close the address of `feed` for good. Idempotent."""
    CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now)


def read_feed(token: str, *, now: datetime) -> bytes | None:
    """Return the calendar (RFC 5545) at this address; None when it is unknown or revoked.

    Either way the token is hashed and looked up once. What the calendar says is what PostgreSQL
    shows its owner at that moment: the calendar of an establishment its owner left is unknown, that
    of all the establishments of a person who has none left is empty.
    """
    with at_the_door():
        feed = (
            CalendarFeed.objects.select_related("person")
            .filter(token_hash=_hash(token), revoked_at=None, person__is_active=True)
            .first()
        )
        if feed is None:
            return None
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
    with as_person(feed.person_id):
        if not _is_reached(feed):
            return None
        entries = _entries(feed, now=now)
    return write_calendar(entries, language=feed.person.language)


def _is_reached(feed: CalendarFeed) -> bool:
    """Return whether its owner still reaches the establishment of `feed`, if it is of one."""
    place = feed.establishment_id
    return place is None or Establishment.objects.filter(pk=place).exists()


def _entries(feed: CalendarFeed, *, now: datetime) -> tuple[Entry, ...]:
    deadlines = open_deadlines()
    if feed.establishment_id is not None:
        deadlines = deadlines.filter(establishment=feed.establishment_id)
    found = list(deadlines)
    reminders = _reminders(found, person=feed.person, now=now)
    return tuple(Entry(one, reminders=tuple(reminders.get(one.pk, ()))) for one in found)


def _reminders(
    deadlines: list[Deadline], *, person: User, now: datetime
) -> dict[object, list[datetime]]:
    """Return the instants still to come at which the person is to be told, by deadline."""
    places = {one.pk: one.establishment for one in deadlines}
    roles = _roles(person)
    ahead = Alert.objects.filter(
        deadline__in=places, state=Alert.State.PLANNED, channel=Alert.Channel.MAIL, due_at__gt=now
    )
    found: dict[object, list[datetime]] = {}
    rows = ahead.order_by("due_at").values_list("deadline_id", "audience", "due_at")
    for deadline_id, audience, at in rows:
        told = found.setdefault(deadline_id, [])
        place = places[deadline_id]
        if audience in _audiences(place, person=person, roles=roles) and at not in told:
            told.append(at)
    return found


def _roles(person: User) -> frozenset[tuple[str, int | None, int | None]]:
    rows = Membership.objects.filter(user=person)
    return frozenset(rows.values_list("role", "agency_id", "establishment_id"))


def _audiences(
    place: Establishment,
    *,
    person: User,
    roles: frozenset[tuple[str, int | None, int | None]],
) -> set[str]:
    """Return the audiences of `place` to which the person belongs; absences do not count here."""
    mine: set[str] = set()
    if (Role.MANAGER.value, None, place.pk) in roles:
        mine.add("manager")
    if (Role.LEAD.value, place.agency_id, None) in roles:
        mine.add("lead")
    if place.deputy_dpo_id == person.pk:
        mine.add("deputy")
    is_dpo = (Role.DPO.value, place.agency_id, None) in roles
    if place.assigned_dpo_id == person.pk or (place.assigned_dpo_id is None and is_dpo):
        mine.add("dpo")
    return mine


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
