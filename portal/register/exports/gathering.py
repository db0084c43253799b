"""From the establishment's tables to a register that can be written as a file."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from portal.instants import zone_of
from portal.register import queries
from portal.register.exports.processors import processors_of
from portal.register.exports.register import Entry, Party, Register
from portal.register.exports.register import Establishment as Facts
from portal.register.models import ActivityVersion
from tenants.accounts.models import User
from tenants.directory.models import Establishment


def register_of(
    establishment: Establishment, *, at: datetime, only: Collection[UUID] | None = None
) -> Register:
    """Return the register as it stood at the UTC instant `at`, by reference.

    `only` keeps the activities of these ids, archived ones among them; without it, archived ones
    are out. Inside the establishment; days are of its zone. Six queries. With `only`, of the
    processors those that these activities name.
    """
    zone = ZoneInfo(zone_of(establishment))
    validated = _validated(at)
    entries = tuple(
        _entry(version, zone=zone, validated_at=validated.get(version.activity_id))
        for version in queries.as_of(at)
        if (version.activity_id in only if only is not None else version.state != "archived")
    )
    return Register(
        establishment=_facts(establishment),
        dpo=_dpo(establishment),
        as_of=at.astimezone(zone),
        entries=entries,
        processors=processors_of(at=at, zone=zone, entries=entries, only_used=only is not None),
    )


def _validated(at: datetime) -> dict[UUID, datetime]:
    """Return when each activity was last validated, at `at`; a validation that had been taken back
    by then is none. One query."""
    taken_back = ActivityVersion.objects.filter(
        activity=OuterRef("activity"), undoes=OuterRef("number"), at__lte=at
    )
    return dict(
        ActivityVersion.objects.filter(act=ActivityVersion.Act.VALIDATED, at__lte=at)
        .exclude(Exists(taken_back))
        .order_by("activity_id", "-number")
        .distinct("activity_id")
        .values_list("activity_id", "at")
    )


def _entry(version: ActivityVersion, *, zone: ZoneInfo, validated_at: datetime | None) -> Entry:
    activity = version.activity
    return Entry.model_validate(
        {
            "reference": activity.reference,
            "role": activity.role,
            "state": version.state,
            "created_on": activity.created_at.astimezone(zone).date(),
            "updated_on": version.at.astimezone(zone).date(),
            "validated_on": validated_at.astimezone(zone).date() if validated_at else None,
            "sheet": version.sheet,
        }
    )


def _facts(place: Establishment) -> Facts:
    return Facts(
        name=place.name,
        street=place.street,
        postcode=place.postcode,
        city=place.city,
        siren=place.siren,
        siret=place.siret,
        finess=place.finess,
    )


def _dpo(place: Establishment) -> Party | None:
    person = User.objects.filter(pk=place.assigned_dpo_id).first()
    if person is None:
        return None
    return Party(
        name=person.full_name,
        organisation=place.agency.name,
        city=place.agency.city,
        email=person.email,
    )
