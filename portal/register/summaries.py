"""What lists read of an activity without opening its content, and what the search compares."""

from collections.abc import Iterator
from enum import StrEnum

from pydantic import BaseModel

from portal.folding import folded
from portal.register.completeness import owed
from portal.register.models import Activity
from portal.register.sheet import Sheet
from tenants.portfolio.models import ActivityStanding


def summarise(activity: Activity, sheet: Sheet) -> None:
    """Set on `activity`, unsaved, what its lists show of `sheet`."""
    activity.name = sheet.name
    activity.owner = sheet.owner
    activity.has_sensitive_data = sheet.has_sensitive_data
    activity.has_transfers = sheet.has_transfers
    activity.screening = sheet.dpia.screening.value
    activity.legal_bases = sorted(
        {base.value for one in sheet.purposes for base in one.legal_bases}
    )
    activity.families = sorted({one.family.value for one in sheet.data_categories})
    activity.processors = sorted({one.label for one in sheet.processors})
    activity.missing = len(owed(sheet, role=activity.role))
    activity.words = folded(" ".join([activity.reference, *texts_of(sheet)]))


def standing_of(activity: Activity) -> ActivityStanding:
    """Return where the activity stands, for the portfolio: no text of its sheet."""
    return ActivityStanding(
        activity_id=activity.pk,
        reference=activity.reference,
        role=activity.role,
        state=activity.state,
        version=activity.version,
        missing=activity.missing,
        has_sensitive_data=activity.has_sensitive_data,
        has_transfers=activity.has_transfers,
        screening=activity.screening,
        template_ref=activity.template_ref,
        template_version=activity.template_version,
        updated_at=activity.updated_at,
        validated_at=activity.validated_at,
    )


def texts_of(value: object) -> Iterator[str]:
    """Yield every text of a sheet, codes left out."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts_of(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts_of(one)
    elif isinstance(value, str) and not isinstance(value, StrEnum) and value:
        yield value
