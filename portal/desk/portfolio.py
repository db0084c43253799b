"""The portfolio read again from the registers: what the DPO's pages show must be what they say.

Each act writes where its activity stands; this finds what an act of an older release, or a hand in
the database, left untold.
"""

from datetime import timedelta

from django.db import transaction

from portal.register.models import Activity, Proposal
from portal.register.summaries import standing_of
from tenants.agenda.watch import take_turn
from tenants.directory.models import Establishment
from tenants.directory.switching import at_the_clock, inside
from tenants.portfolio.actions import await_answer, stand
from tenants.portfolio.models import ActivityStanding

DRIVER = "portfolio"
_EVERY = timedelta(minutes=55)
_LIGHT = ("content", "words", "template_content")
_TOLD = (
    "reference",
    "role",
    "state",
    "version",
    "missing",
    "has_sensitive_data",
    "has_transfers",
    "screening",
    "template_ref",
    "template_version",
    "updated_at",
    "validated_at",
    "awaits_answer",
)


def reread_in_turn() -> int | None:
    """Read every establishment again if nobody has within the hour; None when somebody has.

    The hour is PostgreSQL's: a wrong clock here must not take the turn twice.
    """
    with at_the_clock():
        if not take_turn(DRIVER, every=_EVERY):
            return None
        places = list(Establishment.objects.order_by("pk"))
    return sum(reread(place) for place in places)


def reread(place: Establishment) -> int:
    """Return how many standings of the establishment were wrong, and put right. Three queries, and
    two for each that was wrong."""
    with inside(place), transaction.atomic():
        known = {row.activity_id: row for row in ActivityStanding.objects.all()}
        waiting = set(
            Proposal.objects.filter(state=Proposal.State.OPEN).values_list("activity_id", flat=True)
        )
        wrong = 0
        for activity in Activity.objects.defer(*_LIGHT):
            said = standing_of(activity)
            said.awaits_answer = activity.pk in waiting
            if not _is_told(said, known.get(activity.pk)):
                stand(said, at=place)
                await_answer(activity.pk, awaits=said.awaits_answer)
                wrong += 1
        return wrong


def _is_told(said: ActivityStanding, kept: ActivityStanding | None) -> bool:
    return kept is not None and all(getattr(said, n) == getattr(kept, n) for n in _TOLD)
