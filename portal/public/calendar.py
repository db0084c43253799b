"""The holidays of a territory as a page shows them."""

from dataclasses import dataclass
from datetime import date

from portal.law.calendars import Territory, holiday_on
from portal.law.calendars import holidays as legal_holidays
from portal.public.words import said, weekday_worded


@dataclass(frozen=True, slots=True)
class ShownHoliday:
    """A legal holiday: its civil day, in words, and whether it is one of this territory only."""

    on: date
    words: str
    name: str
    is_local: bool


def holidays_of(year: int, *, place: Territory) -> tuple[ShownHoliday, ...]:
    """Return the legal holidays of the year in order. Raises LawInputError out of range."""
    named = (
        (day, holiday_on(day, territory=place)) for day in legal_holidays(year, territory=place)
    )
    return tuple(
        ShownHoliday(
            on=day,
            words=weekday_worded(day),
            name=said(fr=holiday.fr, en=holiday.en),
            is_local=holiday.is_local,
        )
        for day, holiday in named
        if holiday is not None
    )
