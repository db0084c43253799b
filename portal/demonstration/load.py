"""Writes the demonstration through the product's own actions, as its people would."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from portal.demonstration.accounts import create_person
from portal.demonstration.breaches import BREACHES, load_breach
from portal.demonstration.duties import DUTIES, load_duty
from portal.demonstration.firm import AGENCIES, PEOPLE, PLACES
from portal.demonstration.registers import ALLOBROGES, LAC, link_processors, load_registers
from portal.demonstration.requests import SAMPLES, Sample
from portal.demonstration.vendors import TIES, load_tie, load_vendors
from portal.law.calendars import territory
from portal.rights.actions import Answered, Received, answer, receive
from portal.rights.models import Request
from tenants.accounts.models import User
from tenants.directory.models import Agency, Establishment
from tenants.directory.provisioning import open_establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside


@transaction.atomic
def load(*, now: datetime) -> int:
    """Return how many dated items were written; 0 when the demonstration is already there."""
    if Agency.objects.exists():
        return 0
    places = _open_places(now=now)
    people = {person.email: create_person(person) for person in PEOPLE}
    dpo, lead = (
        next(people[person.email] for person in PEOPLE if person.role is role)
        for role in (Role.DPO, Role.LEAD)
    )
    Establishment.objects.update(assigned_dpo=dpo, deputy_dpo=lead)
    for sample in SAMPLES:
        _receive(sample, place=places[sample.place], by=dpo, now=now)
    for breach in BREACHES:
        with inside(places[breach.place]):
            load_breach(breach, establishment=places[breach.place], by=dpo, now=now)
    for duty in DUTIES:
        with inside(places[duty.place]):
            load_duty(duty, establishment=places[duty.place], by=dpo, now=now)
    manager = next(people[person.email] for person in PEOPLE if person.role is Role.MANAGER)
    load_registers(places, manager=manager, by=dpo, now=now)
    vendors = load_vendors(by=dpo, now=now)
    for tie in TIES:
        place = places[tie.place]
        with inside(place):
            load_tie(tie, vendor=vendors[tie.vendor], establishment=place, by=dpo, now=now)
    for name in (ALLOBROGES, LAC):
        with inside(places[name]):
            link_processors(by=dpo, now=now)
    return len(SAMPLES) + len(BREACHES) + len(DUTIES) + len(TIES)


def _open_places(*, now: datetime) -> dict[str, Establishment]:
    agencies = {name: Agency.objects.create(name=name, city=city) for name, city in AGENCIES}
    return {
        place.name: open_establishment(
            agency=agencies[place.agency],
            type=place.type,
            name=place.name,
            street=place.street,
            postcode=place.postcode,
            city=place.city,
            territory=place.territory,
            finess=place.finess,
            cnil_designation=f"DPO-1045{number:02}",
            shares_records=place.shares_records,
            patients_per_year=place.patients_per_year,
            by=None,
            now=now,
        )
        for number, place in enumerate(PLACES, start=10)
    }


def _receive(sample: Sample, *, place: Establishment, by: User, now: datetime) -> None:
    received_at = _instant(sample, zone=territory(place.territory).zone, now=now)
    with inside(place):
        request = receive(
            establishment=place,
            received=Received(
                submission=uuid.uuid4(),
                right=sample.right,
                channel=sample.channel,
                received_at=received_at,
                is_hour_known=True,
                requester_name=sample.requester,
                requester_contact="",
                capacity=sample.capacity,
                subject=sample.subject,
                concerns_medical_record=sample.medical,
                medical_older_than_five_years=sample.old,
                concerns_other_data=sample.other,
            ),
            by=by,
            now=now,
        )
        if sample.answered:
            answered_at = received_at + timedelta(days=5)
            answer(
                establishment=place,
                request=request,
                version=request.version,
                answered=Answered(
                    at=answered_at,
                    kind=Request.Answer.GRANTED,
                    note="Réponse remise en main propre.",
                    was_early=False,
                ),
                by=by,
                now=now,
            )


def _instant(sample: Sample, *, zone: str, now: datetime) -> datetime:
    """Return the instant of receipt, never after `now`."""
    local = now.astimezone(ZoneInfo(zone)) - timedelta(days=sample.days_ago)
    return min(local.replace(hour=sample.hour, minute=15, second=0, microsecond=0), now)
