"""What lists read of an activity without opening its content, and what the search compares."""

import unicodedata
from collections.abc import Iterator
from enum import StrEnum

from pydantic import BaseModel

from portal.register.completeness import owed
from portal.register.models import Activity
from portal.register.sheet import Sheet


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


def folded(text: str) -> str:
    """Return `text` without accents nor capitals, each run of spaces made one."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


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
