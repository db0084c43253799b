"""The clocks of NIS2. Off until its French law is known to be in force: see `is_enabled`."""

from dataclasses import dataclass
from datetime import datetime

from portal.law.calendars import Territory
from portal.law.catalogue import catalogue
from portal.law.clocks import civil_clock, elapsed_clock, local_day
from portal.law.periods import Due


@dataclass(frozen=True, slots=True)
class Nis2Clocks:
    """Early warning, notification, and the final report once the notification is submitted."""

    early_warning: Due
    notification: Due
    final_report: Due | None


def is_in_force() -> bool:
    """Return whether the catalogue holds NIS2 to be in force."""
    return catalogue().rule("R-NIS2-24H").is_enabled


def nis2_clocks(
    *, aware_at: datetime, notified_at: datetime | None, territory: Territory
) -> Nis2Clocks:
    """Return the three clocks of a significant incident of an entity in scope.

    Raises LawInputError for a naive instant or a year out of range.

    Source: directive (UE) 2022/2555 art. 23 §4.
    """
    report = None
    if notified_at is not None:
        day = local_day(notified_at, territory=territory, field="notified_at")
        report = civil_clock("R-NIS2-1M", on=day, territory=territory)
    return Nis2Clocks(
        early_warning=elapsed_clock("R-NIS2-24H", at=aware_at, territory=territory),
        notification=elapsed_clock("R-NIS2-72H", at=aware_at, territory=territory),
        final_report=report,
    )
