"""From the names that the register cites to the files of the processors, and back."""

from datetime import datetime
from uuid import uuid5

from django.db import transaction

from portal.folding import folded
from portal.processors.actions import add
from portal.processors.catalogue import vendor_named
from portal.processors.facts import Facts
from portal.processors.models import ProcessorCitation, ProcessorLink
from portal.processors.queries import citing, link_named
from portal.register.actions import relate
from portal.register.models import Activity
from portal.register.sheet import Sheet
from tenants.accounts.models import User
from tenants.directory.models import Establishment

_LONGEST_NAME = 160


@transaction.atomic
def adopt(
    *, establishment: Establishment, citation: ProcessorCitation, by: User, now: datetime
) -> ProcessorLink:
    """Return the file made for a name that the register cites, every activity that cites it linked.

    A file that runs already under that name is taken; a name of the catalogue brings its vendor.
    """
    link = link_named(citation.label)
    if link is None:
        vendor = vendor_named(citation.label)
        link = add(
            establishment=establishment,
            facts=Facts(
                name=vendor.name if vendor else citation.label[:_LONGEST_NAME],
                vendor=str(vendor.pk) if vendor else "",
                services=vendor.services if vendor else "",
            ),
            # The same citation adopted twice at once is one file.
            submission=uuid5(citation.activity_id, citation.key),
            by=by,
            now=now,
        )
    relate_all(key=citation.key, link=link, by=by, now=now)
    return link


@transaction.atomic
def relate_all(*, key: str, link: ProcessorLink, by: User | None, now: datetime) -> int:
    """Return how many activities, citing that name without a file, now point to the link."""
    activities = Activity.objects.in_bulk(citing(key))
    for activity in activities.values():
        relate(
            activity=activity,
            sheet=linked(activity.sheet, key=key, link=link),
            why=link.reference,
            by=by,
            now=now,
        )
    return len(activities)


def linked(sheet: Sheet, *, key: str, link: ProcessorLink) -> Sheet:
    """Return the sheet whose processors of that name point to the link."""
    return sheet.model_copy(
        update={
            "processors": tuple(
                use.model_copy(update={"link": str(link.pk)}) if folded(use.label) == key else use
                for use in sheet.processors
            )
        }
    )
