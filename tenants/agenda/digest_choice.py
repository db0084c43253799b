"""What a person chooses of their digest."""

from datetime import datetime

from django.db import transaction

from tenants.accounts.models import User
from tenants.agenda.digest_facts import territory_for
from tenants.agenda.digest_times import next_run
from tenants.agenda.models import Digest


@transaction.atomic
def choose_cadence(*, person: User, cadence: Digest.Cadence, now: datetime) -> Digest:
    """Return the person's digest at that rhythm, its next one set. To be called `as_person`."""
    at = next_run(
        cadence=cadence, territory=territory_for(person.pk), person_id=person.pk, after=now
    )
    digest, _is_new = Digest.objects.update_or_create(
        person=person, defaults={"cadence": cadence, "next_run_at": at}
    )
    return digest
